//! Which part of the data's plane is shown, and where in the window.

use bevy::{prelude::*, window::PrimaryWindow};

use crate::training::{
    Extent, HiddenUnit, Model, Points, ReplacePoints, WantOutputField, WantUnitMap,
};

use super::{PlaneMapping, ViewSystems, glyphs::Layer, palette};

/// Room around the data inside the plane, as a part of its size: points on the border are whole.
const MARGIN: f64 = 0.03;
/// Data extents are widened to multiples of this, so that noise does not make the axes tremble.
const EXTENT_STEP: f64 = 0.25;
/// How far one can zoom in and out of the fitted view.
pub(super) const ZOOM: std::ops::RangeInclusive<f64> = 0.2..=50.0;

/// The rectangle of the window that is free for the data plane, in logical pixels, y down. The panels' layout sets it.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub struct PlaneRoom(pub Rect);

/// What of the plane to show.
#[derive(Resource, Reflect, Debug, Clone, PartialEq)]
#[reflect(Resource)]
pub struct ShowSettings {
    /// The network's output as colour, or a hidden unit's.
    pub heat_map: bool,
    /// The hidden unit whose values are the colour; the output's, if there is none.
    pub unit: Option<HiddenUnit>,
    /// The line where the network cannot tell the classes apart.
    pub boundary: bool,
    /// Where the sums of the first layer are zero.
    pub lines: bool,
    /// The arrows to the active sides of the lines.
    pub arrows: bool,
    /// The data points.
    pub points: bool,
    /// Rings around misclassified points.
    pub rings: bool,
    /// Where the next step of training will move the lines.
    pub next_step: bool,
    /// The arrow at the chosen point: against the derivative of its loss.
    pub gradient: bool,
    /// The arrows on the lines: where the chosen point pulls them.
    pub pulls: bool,
}

/// The data plane as it is shown now. Absent until the window has been laid out once.
#[derive(Resource, Debug, Clone, Copy, PartialEq, Deref)]
pub struct Plane(pub PlaneMapping);

/// What the user looks at.
#[derive(Resource, Debug, Clone, PartialEq)]
pub(super) struct PlaneCamera {
    /// The data's extent when the points were last replaced; dragging a point does not change it.
    pub(super) extent: Extent,
    /// The place in the middle.
    pub(super) centre: [f64; 2],
    /// 1 where the extent just fits.
    pub(super) zoom: f64,
}

/// The rectangle behind everything in the plane: what the pointer meets there.
#[derive(Component, Debug)]
pub(super) struct PlaneSurface;

impl Default for ShowSettings {
    fn default() -> Self {
        Self {
            heat_map: true,
            unit: None,
            boundary: true,
            lines: true,
            arrows: true,
            points: true,
            rings: true,
            next_step: true,
            gradient: true,
            pulls: true,
        }
    }
}

impl Default for PlaneCamera {
    fn default() -> Self {
        Self::fitting(Extent::UNIT)
    }
}

impl PlaneCamera {
    fn fitting(extent: Extent) -> Self {
        let centre = [0, 1].map(|axis| 0.5 * (extent.min[axis] + extent.max[axis]));
        Self {
            extent,
            centre,
            zoom: 1.0,
        }
    }

    /// Shows every point, wherever it has been dragged.
    pub(super) fn fit(&mut self, points: &Points) {
        *self = Self::fitting(rounded_extent(points));
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PlaneRoom>()
        .init_resource::<ShowSettings>()
        .init_resource::<PlaneCamera>()
        .add_observer(on_replace_points)
        .add_systems(Startup, spawn_surface)
        .add_systems(Update, (map_plane, choose_unit).in_set(ViewSystems::Sync))
        .add_systems(
            Update,
            place_surface
                .in_set(ViewSystems::Layout)
                .run_if(resource_exists_and_changed::<Plane>),
        );
}

/// New points may need another view; the user's zoom is kept where the extent is the same.
fn on_replace_points(replaced: On<ReplacePoints>, mut camera: ResMut<PlaneCamera>) {
    let extent = rounded_extent(&replaced.0);
    if extent != camera.extent {
        *camera = PlaneCamera::fitting(extent);
    }
}

fn rounded_extent(points: &Points) -> Extent {
    let exact = points.extent();
    Extent {
        min: exact
            .min
            .map(|low| (low / EXTENT_STEP).floor() * EXTENT_STEP),
        max: exact
            .max
            .map(|high| (high / EXTENT_STEP).ceil() * EXTENT_STEP),
    }
}

fn spawn_surface(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
) {
    commands.spawn((
        Name::new("plane surface"),
        PlaneSurface,
        Pickable::default(),
        Mesh2d(meshes.add(Rectangle::new(1.0, 1.0))),
        MeshMaterial2d(materials.add(palette::PLANE.color())),
        Transform::from_scale(Vec3::ZERO),
    ));
}

/// Computes the mapping from the room, the window and what the user looks at.
fn map_plane(
    room: Res<PlaneRoom>,
    camera: Res<PlaneCamera>,
    window: Single<&Window, With<PrimaryWindow>>,
    plane: Option<ResMut<Plane>>,
    mut commands: Commands,
) {
    if room.0.width() < 1.0 || room.0.height() < 1.0 {
        return;
    }
    let margin = camera.extent.size().map(|side| MARGIN * side);
    let extent = Extent {
        min: [0, 1].map(|axis| camera.extent.min[axis] - margin[axis]),
        max: [0, 1].map(|axis| camera.extent.max[axis] + margin[axis]),
    };
    let mapping = PlaneMapping::fit(room.0, window.size(), &extent, camera.centre, camera.zoom);
    let before = plane.as_ref().map(|plane| plane.0.visible);
    match plane {
        Some(mut plane) => {
            plane.set_if_neq(Plane(mapping));
        }
        None => commands.insert_resource(Plane(mapping)),
    }
    if before != Some(mapping.visible) {
        commands.trigger(WantOutputField(mapping.visible));
    }
}

/// Asks for the map of the unit on show. Another network may not have it: then the output is shown again.
fn choose_unit(
    model: Option<Res<Model>>,
    mut show: ResMut<ShowSettings>,
    mut wanted: Local<Option<HiddenUnit>>,
    mut commands: Commands,
) {
    let Some(model) = model else { return };
    if show.unit.is_some_and(|unit| model.unit(unit).is_none()) {
        show.unit = None;
    }
    if *wanted != show.unit {
        *wanted = show.unit;
        commands.trigger(WantUnitMap(show.unit));
    }
}

fn place_surface(plane: Res<Plane>, mut surface: Single<&mut Transform, With<PlaneSurface>>) {
    let centre = plane.window_to_world(plane.rect.center());
    surface.translation = centre.extend(Layer::Surface.z());
    surface.scale = plane.rect.size().extend(1.0);
}
