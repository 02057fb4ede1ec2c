//! The pointer on the data plane: hover, drag, add, delete, relabel, zoom, pan.

use bevy::{input::mouse::MouseScrollUnit, picking::events::Scroll, prelude::*};

use crate::{
    session::BeginEdit,
    training::{
        AddPoint, DataPoint, Exhibit, Extent, MovePoint, PointRemoved, Points, RelabelPoint,
        RemovePoint, ReplacePoints, ShownPoint,
    },
};

use super::{
    HeldPoints, Plane, PlaneMapping, ShowSettings, ViewSystems,
    plane::{PlaneCamera, PlaneSurface, ZOOM},
    plane_hits::{nearest_line, nearest_point},
    separating_lines::ShownLines,
};

/// One notch of a wheel zooms by this factor.
const ZOOM_STEP: f64 = 1.15;
/// Pixels of a touchpad that count as one notch.
const PIXELS_PER_NOTCH: f64 = 50.0;
/// A press that moves no farther than this is a click, in logical pixels.
const CLICK_DISTANCE: f32 = 4.0;

/// What the pointer does in the plane.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub struct PlanePointer {
    /// The point under the pointer.
    pub hovered: Option<usize>,
    /// The unit of the first layer whose line is under the pointer, if no point is.
    pub line: Option<usize>,
    /// The point that is being dragged.
    pub dragged: Option<usize>,
    /// Where the left button was pressed last, in the window.
    pressed_at: Option<Vec2>,
    /// The place under the pointer, while it is in the plane.
    pub place: Option<[f64; 2]>,
    /// Whether the right or middle button has moved the view since it was pressed: then its release is no click.
    has_panned: bool,
    /// From the pointer to the middle of the dragged point: it keeps the distance at which it was taken hold of.
    grip: [f64; 2],
}

/// What a press of the left button does.
#[derive(Resource, Reflect, Debug, Clone, Copy, Default, PartialEq, Eq)]
#[reflect(Resource)]
pub enum PlaneTool {
    /// Takes hold of a point and moves it.
    #[default]
    Move,
    /// Adds a point of class 1.
    AddClass1,
    /// Adds a point of class 0.
    AddClass0,
    /// Deletes a point.
    Delete,
}

/// Shows the whole of the data again.
#[derive(Event, Debug, Clone, Copy)]
pub struct FitPlane;

/// Says that the line of this unit of the first layer was clicked.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChooseLine(pub usize);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PlanePointer>()
        .init_resource::<PlaneTool>()
        .add_observer(on_fit_plane)
        .add_observer(on_point_removed)
        .add_observer(on_replace_points)
        .add_systems(PostStartup, observe_surface)
        .add_systems(
            Update,
            (
                forget_lost_points.in_set(ViewSystems::Sync),
                follow_lines
                    .in_set(ViewSystems::Layout)
                    .run_if(resource_exists::<Plane>),
            ),
        );
}

fn observe_surface(surface: Single<Entity, With<PlaneSurface>>, mut commands: Commands) {
    commands
        .entity(*surface)
        .observe(on_move)
        .observe(on_out)
        .observe(on_press)
        .observe(on_drag_start)
        .observe(on_drag)
        .observe(on_release)
        .observe(on_drag_end)
        .observe(on_cancel)
        .observe(on_click)
        .observe(on_scroll);
}

fn on_move(
    moved: On<Pointer<Move>>,
    plane: Res<Plane>,
    points: Res<Points>,
    mut pointer: ResMut<PlanePointer>,
) {
    let position = moved.pointer_location.position;
    let hovered = nearest_point(&points, &plane, position);
    let place = Some(plane.to_place(position));
    pointer.set_if_neq(PlanePointer {
        hovered,
        place,
        ..*pointer
    });
}

fn on_out(_: On<Pointer<Out>>, mut pointer: ResMut<PlanePointer>) {
    pointer.set_if_neq(PlanePointer {
        hovered: None,
        line: None,
        place: None,
        ..*pointer
    });
}

fn on_press(
    press: On<Pointer<Press>>,
    tool: Res<PlaneTool>,
    held: Res<HeldPoints>,
    plane: Res<Plane>,
    points: Res<Points>,
    mut pointer: ResMut<PlanePointer>,
    mut shown: ResMut<ShownPoint>,
    mut exhibit: ResMut<Exhibit>,
    mut commands: Commands,
) {
    if press.button != PointerButton::Primary {
        pointer.has_panned = false;
        return;
    }
    let position = press.pointer_location.position;
    pointer.pressed_at = Some(position);
    if held.0 {
        return;
    }
    let place = plane.to_place(position);
    let nearest = nearest_point(&points, &plane, position);
    match (*tool, nearest) {
        (PlaneTool::Move, Some(index)) => {
            let centre = points[index].place();
            pointer.dragged = Some(index);
            pointer.grip = [0, 1].map(|axis| centre[axis] - place[axis]);
            shown.set_if_neq(ShownPoint(index));
            exhibit.set_if_neq(Exhibit::Network);
        }
        // What would be refused is no edit either.
        (PlaneTool::Delete, Some(index)) if points.can_lose_one() => {
            commands.trigger(BeginEdit);
            commands.trigger(RemovePoint(index));
        }
        (PlaneTool::AddClass1 | PlaneTool::AddClass0, _) if points.has_room() => {
            let [x1, x2] = place;
            commands.trigger(BeginEdit);
            commands.trigger(AddPoint(DataPoint {
                x1,
                x2,
                label: *tool == PlaneTool::AddClass1,
            }));
        }
        _ => {}
    }
}

/// Only now it is an edit: a press that moves nothing has nothing to take back.
fn on_drag_start(drag: On<Pointer<DragStart>>, pointer: Res<PlanePointer>, mut commands: Commands) {
    if drag.button == PointerButton::Primary && pointer.dragged.is_some() {
        commands.trigger(BeginEdit);
    }
}

fn on_drag(
    drag: On<Pointer<Drag>>,
    held: Res<HeldPoints>,
    plane: Res<Plane>,
    mut pointer: ResMut<PlanePointer>,
    mut camera: ResMut<PlaneCamera>,
    mut commands: Commands,
) {
    let position = drag.pointer_location.position;
    match drag.button {
        PointerButton::Primary => {
            let Some(index) = pointer.dragged.filter(|_| !held.0) else {
                return;
            };
            let to = dragged_place(&plane, position, pointer.grip);
            pointer.place = Some(plane.to_place(position));
            commands.trigger(MovePoint { index, to });
        }
        PointerButton::Middle | PointerButton::Secondary => {
            pointer.has_panned |= drag.distance.length() > CLICK_DISTANCE;
            let scale = plane.pixels_per_unit();
            camera.centre[0] -= f64::from(drag.delta.x) / scale;
            camera.centre[1] += f64::from(drag.delta.y) / scale;
        }
    }
}

/// A press that never became a drag ends here.
fn on_release(release: On<Pointer<Release>>, mut pointer: ResMut<PlanePointer>) {
    if release.button == PointerButton::Primary {
        pointer.dragged = None;
    }
}

/// A drag ends here wherever the pointer is, outside the plane and the window too.
fn on_drag_end(drag: On<Pointer<DragEnd>>, mut pointer: ResMut<PlanePointer>) {
    if drag.button == PointerButton::Primary {
        pointer.dragged = None;
    }
}

fn on_cancel(_: On<Pointer<Cancel>>, mut pointer: ResMut<PlanePointer>) {
    pointer.dragged = None;
}

fn on_click(
    click: On<Pointer<Click>>,
    plane: Res<Plane>,
    points: Res<Points>,
    pointer: Res<PlanePointer>,
    tool: Res<PlaneTool>,
    held: Res<HeldPoints>,
    mut commands: Commands,
) {
    if (pointer.has_panned || held.0) && click.button != PointerButton::Primary {
        return;
    }
    let position = click.pointer_location.position;
    match (click.button, nearest_point(&points, &plane, position)) {
        (PointerButton::Secondary, Some(index)) => {
            commands.trigger(BeginEdit);
            commands.trigger(RelabelPoint(index));
        }
        (PointerButton::Primary, None) if click.count == 2 && *tool == PlaneTool::Move => {
            commands.trigger(FitPlane);
        }
        (PointerButton::Primary, None) if *tool == PlaneTool::Move => {
            // A press that has been dragged to a line does not choose it.
            let is_still = |at: Vec2| at.distance(position) <= CLICK_DISTANCE;
            if let Some(unit) = pointer
                .line
                .filter(|_| pointer.pressed_at.is_some_and(is_still))
            {
                commands.trigger(ChooseLine(unit));
            }
        }
        _ => {}
    }
}

fn on_scroll(scroll: On<Pointer<Scroll>>, plane: Res<Plane>, mut camera: ResMut<PlaneCamera>) {
    let notches = match scroll.unit {
        MouseScrollUnit::Line => f64::from(scroll.y),
        MouseScrollUnit::Pixel => f64::from(scroll.y) / PIXELS_PER_NOTCH,
    };
    let zoom = (camera.zoom * ZOOM_STEP.powf(notches)).clamp(*ZOOM.start(), *ZOOM.end());
    let under_pointer = plane.to_place(scroll.pointer_location.position);
    let nearer = camera.zoom / zoom;
    for axis in [0, 1] {
        camera.centre[axis] =
            under_pointer[axis] + nearer * (camera.centre[axis] - under_pointer[axis]);
    }
    camera.zoom = zoom;
}

fn on_fit_plane(_: On<FitPlane>, points: Res<Points>, mut camera: ResMut<PlaneCamera>) {
    camera.fit(&points);
}

/// None of the new points has been taken hold of.
fn on_replace_points(_: On<ReplacePoints>, mut pointer: ResMut<PlanePointer>) {
    pointer.set_if_neq(PlanePointer {
        hovered: None,
        dragged: None,
        ..*pointer
    });
}

/// The numbers of the points are others now: nothing is under the pointer until it moves.
fn on_point_removed(_: On<PointRemoved>, mut pointer: ResMut<PlanePointer>) {
    (pointer.hovered, pointer.dragged) = (None, None);
}

/// Lines move while the pointer rests.
fn follow_lines(
    plane: Res<Plane>,
    lines: Res<ShownLines>,
    show: Res<ShowSettings>,
    mut pointer: ResMut<PlanePointer>,
) {
    let Some(place) = pointer.place else { return };
    let is_free = pointer.hovered.is_none() && pointer.dragged.is_none() && show.lines;
    let line = nearest_line(&lines, &plane, plane.to_window(place)).filter(|_| is_free);
    pointer.set_if_neq(PlanePointer { line, ..*pointer });
}

/// Points can go away while the pointer rests.
fn forget_lost_points(points: Res<Points>, mut pointer: ResMut<PlanePointer>) {
    let exists = |index: &usize| *index < points.len();
    let kept = PlanePointer {
        hovered: pointer.hovered.filter(exists),
        dragged: pointer.dragged.filter(exists),
        ..*pointer
    };
    pointer.set_if_neq(kept);
}

/// Where a dragged point belongs: with the pointer, but never beyond the visible border.
fn dragged_place(mapping: &PlaneMapping, position: Vec2, grip: [f64; 2]) -> [f64; 2] {
    let place = mapping.to_place(position);
    let visible: Extent = mapping.visible;
    visible.clamp([0, 1].map(|axis| place[axis] + grip[axis]))
}
