//! In a lesson the points stay as they are, unless its step offers them: text and questions speak of these.

use bevy::prelude::*;

use crate::lesson::LessonTalk;

use super::ViewSystems;

/// The leaves of a point; a lesson that lets either be touched lets points be moved.
const COORDINATES: [&str; 2] = ["x1", "x2"];

/// Whether points can be neither moved nor chosen, added, removed or relabelled by the pointer.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldPoints(pub bool);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<HeldPoints>()
        .add_systems(Update, follow_step.in_set(ViewSystems::Sync));
}

fn follow_step(talk: If<Res<LessonTalk>>, mut held: ResMut<HeldPoints>) {
    let is_held = talk.step_on_stage().is_some_and(|step| {
        let is_offered = step
            .touch
            .iter()
            .any(|name| COORDINATES.contains(&name.as_str()));
        !is_offered || talk.open_question().is_some()
    });
    held.set_if_neq(HeldPoints(is_held));
}
