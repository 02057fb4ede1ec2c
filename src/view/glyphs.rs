//! The shapes that are drawn many times: tessellated once, then only moved, turned and scaled.

use bevy::prelude::*;
use bevy_prototype_lyon::prelude::*;

use super::{palette, sizes};

/// Finer than lyon's default, for displays with more than one pixel to a point.
const TOLERANCE: f32 = 0.03;

/// What lies above what, from back to front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    Surface,
    HeatMap,
    Boundary,
    Lines,
    Rings,
    Class1,
    Class0,
    PointedAt,
    Arrows,
}

impl Layer {
    /// The z of the layer; there is room for 1 between layers.
    pub(super) const fn z(self) -> f32 {
        self as u8 as f32
    }
}

/// A shape kept for its mesh. It is never drawn itself.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Glyph {
    /// A disc: class 1.
    Circle,
    /// A square: class 0.
    Square,
    /// The ring around a misclassified point.
    Ring,
    /// The ring around the point under the pointer.
    PointerRing,
    /// A rectangle one unit long and one wide.
    Bar(Ink),
    /// The same, see-through: the soft edge of a line.
    SoftBar(Ink),
    /// A triangle one unit long that points along x.
    Head(Ink),
}

/// What lines and arrows are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ink {
    /// The colour of a unit, by its place in [`palette::UNITS`].
    Unit(usize),
    /// The colour of derivatives.
    Gradient,
}

impl Ink {
    /// The colour of a unit, counted from 0.
    pub(super) const fn of_unit(unit: usize) -> Self {
        Self::Unit(unit % palette::UNITS.len())
    }
}

/// Mesh and material of a tessellated glyph.
pub(super) type Drawn = (Mesh2d, MeshMaterial2d<ColorMaterial>);

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Startup, spawn_glyphs);
}

/// The mesh and material of `glyph`, once it has been tessellated.
pub(super) fn drawn(
    glyph: Glyph,
    glyphs: &Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
) -> Option<Drawn> {
    let (_, mesh, material) = glyphs.iter().find(|(found, ..)| **found == glyph)?;
    (mesh.0 != Handle::default()).then(|| (mesh.clone(), material.clone()))
}

fn spawn_glyphs(mut commands: Commands) {
    let circle = shapes::Circle {
        radius: sizes::POINT_RADIUS,
        center: Vec2::ZERO,
    };
    // As large in area as the disc.
    let side = sizes::POINT_RADIUS * std::f32::consts::PI.sqrt();
    let square = shapes::Rectangle {
        extents: Vec2::splat(side),
        origin: RectangleOrigin::Center,
        radii: Some(BorderRadii::single(2.0)),
    };
    let ring = |radius| shapes::Circle {
        radius,
        center: Vec2::ZERO,
    };
    let bar = shapes::Rectangle {
        extents: Vec2::ONE,
        origin: RectangleOrigin::Center,
        radii: None,
    };
    let head = shapes::Polygon {
        points: vec![
            Vec2::new(0.0, 0.55),
            Vec2::new(1.0, 0.0),
            Vec2::new(0.0, -0.55),
        ],
        closed: true,
    };
    let edge = edge_of(palette::POINT_EDGE.color(), sizes::POINT_EDGE);
    let mut spawn = |glyph: Glyph, shape: Shape| {
        commands.spawn((Name::new("glyph"), glyph, shape, Visibility::Hidden));
    };
    spawn(
        Glyph::Circle,
        ShapeBuilder::with(&circle)
            .fill(fill_of(palette::CLASS_1.color()))
            .stroke(edge)
            .build(),
    );
    spawn(
        Glyph::Square,
        ShapeBuilder::with(&square)
            .fill(fill_of(palette::CLASS_0.color()))
            .stroke(edge)
            .build(),
    );
    spawn(
        Glyph::Ring,
        ShapeBuilder::with(&ring(sizes::RING_RADIUS))
            .stroke(edge_of(palette::MISCLASSIFIED.color(), sizes::RING_WIDTH))
            .build(),
    );
    spawn(
        Glyph::PointerRing,
        ShapeBuilder::with(&ring(sizes::RING_RADIUS + 3.0))
            .stroke(edge_of(palette::POINTED_AT.color(), 1.5))
            .build(),
    );
    let units = palette::UNITS.iter().enumerate();
    let inks = units
        .map(|(index, rgb)| (Ink::Unit(index), *rgb))
        .chain([(Ink::Gradient, palette::DERIVATIVE_POSITIVE)]);
    for (ink, rgb) in inks {
        spawn(
            Glyph::Bar(ink),
            ShapeBuilder::with(&bar).fill(fill_of(rgb.color())).build(),
        );
        let soft = rgb.color().with_alpha(sizes::SOFT_EDGE_ALPHA);
        spawn(
            Glyph::SoftBar(ink),
            ShapeBuilder::with(&bar).fill(fill_of(soft)).build(),
        );
        // The head is drawn one unit long and scaled: it needs no fine curves.
        spawn(
            Glyph::Head(ink),
            ShapeBuilder::with(&head).fill(fill_of(rgb.color())).build(),
        );
    }
}

fn fill_of(color: Color) -> Fill {
    Fill {
        color,
        options: FillOptions::default().with_tolerance(TOLERANCE),
    }
}

fn edge_of(color: Color, width: f32) -> Stroke {
    Stroke {
        color,
        options: StrokeOptions::default()
            .with_line_width(width)
            .with_tolerance(TOLERANCE),
    }
}
