//! The computation graph on stage: what is drawn as one box, where the boxes stand, and what of it is in view.
//!
//! It knows nothing of pixels but the room that it has: the panels paint it.

mod diagram;
mod folding;
mod gesture;
mod highlight;
mod layout;
mod opening;
mod stage;
mod stage_camera;
mod stage_motion;

pub use diagram::{BoxKey, BoxKind, Diagram, DiagramBox, DiagramEdge, LINE};
pub use folding::{Detail, Folding};
pub use gesture::StageGesture;
pub use highlight::{Highlight, Lit};
pub use layout::{Layout, LayoutInput, lay_out};
pub use stage::{GraphRoom, GraphStage, LeavingBox, READABLE_ZOOM};
pub use stage_camera::{FitGraph, StageCamera};

use bevy::prelude::*;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((stage::plugin, highlight::plugin, gesture::plugin));
}
