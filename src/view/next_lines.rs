//! Where the next step of training will move each separating line: a dotted line.

use bevy::prelude::*;
use bevy_prototype_lyon::prelude::*;

use crate::{
    autodiff::Value,
    nn::Frozen,
    training::{Model, NextStep, TrainingSettings},
};

use super::{
    LineInPlane, Plane, PlaneMapping, ShowSettings, ViewSystems, clip_line, glyphs::Layer, palette,
    schedule::DrawSystems, visible_if::visible_if,
};

/// Length of a dot and of the gap after it, in logical pixels.
const DOT: f32 = 4.0;
const GAP: f32 = 5.0;
/// Width of the dotted line.
const WIDTH: f32 = 1.8;
/// A line whose ends move less than this, in logical pixels, lies under the line of now.
const HIDDEN_BELOW: f32 = 2.0;

/// Dots that move less than this are not drawn anew, in logical pixels.
const UNSEEN: f32 = 0.3;
/// More lines than these are not told apart, dotted ones least of all: then none are drawn.
pub const MOST_NEXT_LINES: usize = 12;

/// The dotted line of a unit.
#[derive(Component, Debug, Clone, Copy, PartialEq)]
struct NextLine {
    unit: usize,
    /// Where it has been drawn, in Bevy's world.
    drawn: Option<[Vec2; 2]>,
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(
        Update,
        spawn_next_lines
            .in_set(ViewSystems::Sync)
            .run_if(resource_exists_and_changed::<Model>),
    )
    .add_systems(
        Update,
        draw_next_lines
            .in_set(DrawSystems::NextLines)
            .run_if(resource_exists::<Plane>),
    );
}

fn spawn_next_lines(model: Res<Model>, lines: Query<(Entity, &NextLine)>, mut commands: Commands) {
    let units = model.first_units.len();
    for (entity, _) in lines.iter().filter(|(_, line)| line.unit >= units) {
        commands.entity(entity).despawn();
    }
    for unit in lines.iter().count()..units {
        commands.spawn((
            Name::new(format!("next line {unit}")),
            NextLine { unit, drawn: None },
            // Below the lines of now.
            Transform::from_xyz(0.0, 0.0, Layer::Lines.z() - 0.3 + unit as f32 * 1e-3),
            Visibility::Hidden,
        ));
    }
}

/// Draws the dots anew where the step, the plane or the wish to see them has changed.
fn draw_next_lines(
    plane: Res<Plane>,
    show: Res<ShowSettings>,
    model: If<Res<Model>>,
    next: Res<NextStep>,
    settings: Res<TrainingSettings>,
    values: Query<(&Value, Has<Frozen>)>,
    mut lines: Query<(Entity, &mut NextLine, &mut Visibility)>,
    mut commands: Commands,
) {
    let is_other = plane.is_changed() || show.is_changed() || next.is_changed();
    let is_new = lines.iter().any(|(_, line, _)| line.drawn.is_none());
    if !(is_other || settings.is_changed() || is_new) {
        return;
    }
    let is_wanted = show.lines && show.next_step && model.first_units.len() <= MOST_NEXT_LINES;
    for (entity, mut line, mut visibility) in &mut lines {
        let ends = is_wanted
            .then(|| {
                let derivatives = next.derivatives()?;
                let unit = model.first_units.get(line.unit)?;
                let parameters = [unit.weights[0], unit.weights[1], unit.bias];
                let mut now = [0.0; 3];
                let mut then = [0.0; 3];
                for (place, parameter) in parameters.into_iter().enumerate() {
                    let (value, is_frozen) = values.get(parameter).ok()?;
                    let derivative = *derivatives.get(model.parameter_index(parameter)?)?;
                    let step = settings.learning_rate * derivative;
                    now[place] = value.0;
                    then[place] = value.0 - if is_frozen { 0.0 } else { step };
                }
                let [now, then] =
                    [now, then].map(|[w1, w2, b]| clip_line([w1, w2], b, &plane.visible));
                let then = then?;
                let is_apart = now.is_none_or(|now| is_apart(&now, &then, &plane));
                is_apart.then(|| upwards(&then, &plane))
            })
            .flatten();
        visibility.set_if_neq(visible_if(ends.is_some()));
        let is_new = |ends: &[Vec2; 2]| {
            line.drawn.is_none_or(|drawn| {
                let moved = |end: usize| drawn[end].distance(ends[end]);
                moved(0).max(moved(1)) > UNSEEN
            })
        };
        if let Some(ends) = ends.filter(is_new) {
            line.drawn = Some(ends);
            let stroke = Stroke::new(palette::of_unit(line.unit).color(), WIDTH);
            let dotted = ShapeBuilder::with(&dots(ends)).stroke(stroke).build();
            commands.entity(entity).insert(dotted);
        }
    }
}

/// Whether two lines can be told apart.
fn is_apart(now: &LineInPlane, then: &LineInPlane, mapping: &PlaneMapping) -> bool {
    let ends = |line: &LineInPlane| line.ends.map(|end| mapping.to_world(end));
    let (now, then) = (ends(now), ends(then));
    let is_near = |a: Vec2, b: Vec2| a.distance(b) < HIDDEN_BELOW;
    // The ends may have changed places.
    let is_same = is_near(now[0], then[0]) && is_near(now[1], then[1]);
    let is_turned = is_near(now[0], then[1]) && is_near(now[1], then[0]);
    !(is_same || is_turned)
}

/// The ends in Bevy's world, the lower first: a line that moves does not turn its dots around.
fn upwards(line: &LineInPlane, mapping: &PlaneMapping) -> [Vec2; 2] {
    let [start, end] = line.ends.map(|end| mapping.to_world(end));
    if start.y <= end.y {
        [start, end]
    } else {
        [end, start]
    }
}

fn dots([start, end]: [Vec2; 2]) -> ShapePath {
    let length = start.distance(end);
    let along = (end - start) / length.max(f32::MIN_POSITIVE);
    let count = (length / (DOT + GAP)).ceil() as usize;
    let mut path = ShapePath::new();
    for number in 0..count.max(1) {
        let from = number as f32 * (DOT + GAP);
        let to = (from + DOT).min(length);
        path = path
            .move_to(start + from * along)
            .line_to(start + to * along);
    }
    path
}
