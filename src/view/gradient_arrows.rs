//! What the chosen point's loss asks for, as arrows in the plane: where the point itself would better lie, and where each line would.

use bevy::prelude::*;

use crate::{
    autodiff::{BackwardOrder, Trace},
    training::{
        Accumulation, DataPoint, Model, Points, ShownGraph, ShownNumbers, ShownPoint, ShownTrace,
    },
};

use super::{
    Plane, ShowSettings, ViewSystems,
    arrow::{arrow_length, bar, head},
    glyphs::{Glyph, Ink, Layer, drawn},
    gradient_label::{GradientLabel, LABEL, place_label},
    line_labels::LineLabels,
    line_pull::line_pull,
    schedule::DrawSystems,
    separating_lines::ShownLines,
    sizes,
    visible_if::visible_if,
};

/// From the middle of the point to the foot of its arrow, in logical pixels: clear of its rings.
const CLEAR_OF_POINT: f32 = 17.0;
/// The arrows on the lines are smaller than that of the point.
const PULL_SCALE: f32 = 0.75;

/// A part of an arrow's picture.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
struct ArrowPart {
    of: ArrowOf,
    is_head: bool,
}

/// What an arrow says of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ArrowOf {
    /// −∂loss/∂x of the chosen point.
    Point,
    /// The chosen point's pull on the line of this unit.
    Line(usize),
}

/// Where an arrow is, in Bevy's world.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Arrow {
    foot: Vec2,
    direction: Vec2,
    length: f32,
    scale: f32,
    z: f32,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<GradientLabel>()
        .add_systems(
            Update,
            spawn_arrows
                .in_set(ViewSystems::Sync)
                .run_if(resource_exists::<Model>),
        )
        .add_systems(
            Update,
            draw_arrows
                .in_set(DrawSystems::Arrows)
                .run_if(resource_exists::<Plane>.and_eager(resource_exists::<ShownGraph>)),
        );
}

/// Gives the point and every line its arrow, and takes away those of lines that are gone.
fn spawn_arrows(
    model: Res<Model>,
    parts: Query<(Entity, &ArrowPart)>,
    glyphs: Query<(&Glyph, &Mesh2d, &MeshMaterial2d<ColorMaterial>)>,
    mut commands: Commands,
) {
    let units = model.first_units.len();
    let is_gone = |part: &ArrowPart| matches!(part.of, ArrowOf::Line(unit) if unit >= units);
    for (entity, _) in parts.iter().filter(|(_, part)| is_gone(part)) {
        commands.entity(entity).despawn();
    }
    let (Some(shaft), Some(head)) = (
        drawn(Glyph::Bar(Ink::Gradient), &glyphs),
        drawn(Glyph::Head(Ink::Gradient), &glyphs),
    ) else {
        return; // not tessellated yet: the next frame comes by again
    };
    let heads = parts.iter().filter(|(_, part)| part.is_head).count();
    for of in std::iter::once(ArrowOf::Point)
        .chain((0..units).map(ArrowOf::Line))
        .skip(heads)
    {
        for (is_head, drawn) in [(false, &shaft), (true, &head)] {
            let name = match of {
                ArrowOf::Point => "gradient arrow".into(),
                ArrowOf::Line(unit) => format!("pull on line {unit}"),
            };
            let part = ArrowPart { of, is_head };
            let name = Name::new(name + if is_head { ", Head" } else { ", Shaft" });
            let place = Transform::default();
            commands.spawn((name, part, drawn.clone(), place, Visibility::Hidden));
        }
    }
}

fn draw_arrows(
    plane: Res<Plane>,
    show: Res<ShowSettings>,
    model: If<Res<Model>>,
    points: Res<Points>,
    chosen: Res<ShownPoint>,
    shown: Res<ShownGraph>,
    numbers: Res<ShownNumbers>,
    accumulation: Res<Accumulation>,
    trace: Res<ShownTrace>,
    lines: Res<ShownLines>,
    names: Res<LineLabels>,
    mut label: ResMut<GradientLabel>,
    mut parts: Query<(&ArrowPart, &mut Transform, &mut Visibility)>,
) {
    // What a leaf holds is the point's own derivative only where it was zeroed before, in the right order, and once it is whole.
    let is_whole = |trace: &Trace, place: usize| {
        trace.order() == BackwardOrder::Sorted && trace.state().stored[place].is_some()
    };
    let derivative = |node| {
        let place = shown.graph.place(node)?;
        let is_of_point = trace.trace().is_none_or(|trace| is_whole(trace, place));
        (is_of_point && !accumulation.is_forgotten).then_some(numbers.derivative(place)?)
    };
    let point = points.get(chosen.0).map(DataPoint::place);
    let room = plane.world_rect();
    let of_point = || {
        let place = point.filter(|place| show.gradient && plane.visible.contains(*place))?;
        let [d1, d2] = [
            derivative(model.coordinates[0])?,
            derivative(model.coordinates[1])?,
        ];
        // One scale on both axes: a direction of the data is a direction of the picture.
        let downhill = Vec2::new(-d1 as f32, -d2 as f32);
        let length = arrow_length(d1.hypot(d2))?;
        let direction = downhill.try_normalize()?;
        let arrow = Arrow {
            foot: plane.to_world(place) + CLEAR_OF_POINT * direction,
            direction,
            length,
            scale: 1.0,
            z: Layer::Arrows.z(),
        };
        arrow.within(room)
    };
    let of_line = |number: usize| {
        let place = point.filter(|_| show.pulls && show.lines)?;
        let unit = model.first_units.get(number)?;
        let [w1, w2] = unit.weights;
        let line = *lines.0.get(number)?; // as it is drawn, on its way
        let derivatives = [derivative(w1)?, derivative(w2)?, derivative(unit.bias)?];
        let pull = line_pull(line, derivatives, place, &plane.visible)?;
        let length = PULL_SCALE * arrow_length(pull.rate[0].hypot(pull.rate[1]))?;
        let direction = Vec2::new(pull.rate[0] as f32, pull.rate[1] as f32).try_normalize()?;
        let arrow = Arrow {
            foot: plane.to_world(pull.at),
            direction,
            length,
            scale: PULL_SCALE,
            z: Layer::Lines.z() + 0.6,
        };
        arrow.within(room)
    };
    let point_arrow = of_point();
    let at = point_arrow.map(|arrow| {
        let aside = (LABEL * arrow.direction.abs()).element_sum();
        let tip = arrow.foot + (arrow.length + aside) * arrow.direction;
        plane.world_to_window(tip)
    });
    let point = point.map(|point| plane.to_window(point));
    let place = |at| place_label(at, plane.rect, point, CLEAR_OF_POINT, &names);
    label.set_if_neq(GradientLabel { at: at.map(place) });
    for (part, mut transform, mut visibility) in &mut parts {
        let arrow = match part.of {
            ArrowOf::Point => point_arrow,
            ArrowOf::Line(unit) => of_line(unit),
        };
        visibility.set_if_neq(visible_if(arrow.is_some()));
        if let Some(arrow) = arrow {
            transform.set_if_neq(arrow.part(part.is_head));
        }
    }
}

impl Arrow {
    /// Shortened to what fits into the plane; `None` where that would be next to nothing.
    fn within(self, room: Rect) -> Option<Self> {
        let to_border = |axis: usize| {
            let (low, high) = (room.min[axis], room.max[axis]);
            let (at, direction) = (self.foot[axis], self.direction[axis]);
            match direction {
                0.0 => f32::INFINITY,
                d if d > 0.0 => (high - at) / d,
                d => (low - at) / d,
            }
        };
        let most = to_border(0).min(to_border(1)) - 2.0;
        let length = self.length.min(most);
        (length >= self.scale * sizes::ARROW_HEAD * 1.3).then_some(Self { length, ..self })
    }

    fn part(&self, is_head: bool) -> Transform {
        let shaft = (self.length - self.scale * sizes::ARROW_HEAD).max(1.0);
        let base = self.foot + shaft * self.direction;
        if is_head {
            head(base, self.direction, self.scale, self.z)
        } else {
            bar(self.foot, base, self.scale * sizes::LINE_WIDTH, self.z)
        }
    }
}
