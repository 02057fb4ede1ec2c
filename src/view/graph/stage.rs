//! The boxes where they stand now: laid out anew when the graph or its folding changes, and on their way until they are there.

use std::sync::Arc;

use bevy::prelude::*;

use crate::{autodiff::OutputGraph, training::ShownGraph, view::ViewSystems};

use super::{
    Diagram, DiagramBox, Folding, Layout,
    gesture::look_at_wanted,
    lay_out,
    opening::choose_folding,
    stage_camera::{FitGraph, StageCamera},
};

/// At this zoom and above, every text of the graph can be read.
pub const READABLE_ZOOM: f32 = 0.62;
/// The room around a fitted graph, in logical pixels.
pub(super) const MARGIN: f32 = 14.0;

/// The rectangle of the window that is free for the graph, in logical pixels, y down. The panels' layout sets it.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
pub struct GraphRoom(pub Rect);

/// The graph on stage.
#[derive(Resource, Debug, Default)]
pub struct GraphStage {
    pub(super) diagram: Diagram,
    /// As close as boxes may stand.
    pub(super) closest: Layout,
    /// Width and height of each box with its numbers.
    pub(super) sizes: Vec<Vec2>,
    /// As they stand in the room that there is.
    pub(super) layout: Layout,
    pub(super) shown: Vec<ShownBox>,
    pub(super) leaving: Vec<LeavingBox>,
    /// How much farther apart than they must.
    pub(super) stretch: Vec2,
    /// Whence each edge's bends came, when it was laid out; where there is nothing, off the straight line.
    pub(super) bends_before: Vec<Option<Vec<Vec2>>>,
    /// From 0, when it was laid out, to 1, when everything is in its place.
    pub(super) progress: f32,
    /// What is laid out.
    of: Option<(Arc<OutputGraph>, Folding)>,
    /// What of it is in view.
    pub camera: StageCamera,
}

/// Where a box is now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct ShownBox {
    pub(super) centre: Vec2,
    /// Whence it came, when it was laid out.
    pub(super) start: Vec2,
    /// From 0, when it is new, to 1.
    pub(super) presence: f32,
}

/// A box that has been folded away or unfolded, on its way out.
#[derive(Debug, Clone, PartialEq)]
pub struct LeavingBox {
    /// What it was.
    pub found: DiagramBox,
    /// Where it is now.
    pub centre: Vec2,
    /// From 1 to 0.
    pub presence: f32,
    pub(super) to: Vec2,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<GraphRoom>()
        .init_resource::<Folding>()
        .init_resource::<GraphStage>()
        .add_observer(on_fit_graph)
        .add_systems(
            Update,
            (choose_folding, lay_out_graph, look_at_wanted)
                .chain()
                .in_set(ViewSystems::Layout)
                .run_if(resource_exists::<ShownGraph>),
        )
        .add_systems(Update, glide.in_set(ViewSystems::Animate));
}

impl GraphStage {
    /// The boxes and their lines.
    pub const fn diagram(&self) -> &Diagram {
        &self.diagram
    }

    /// Where the middle of a box's glyph is now.
    pub fn centre(&self, index: usize) -> Vec2 {
        self.shown[index].centre
    }

    /// Where the middle of a box's glyph will be when everything is in its place.
    pub(super) fn target(&self, index: usize) -> Vec2 {
        self.layout.centres[index]
    }

    /// How far a box has appeared, 0 to 1.
    pub fn presence(&self, index: usize) -> f32 {
        self.shown[index].presence
    }

    /// The places on the way of an edge, as they are now. While boxes glide they lie between where they were, or the straight line, and
    /// where they belong.
    pub fn bends(&self, edge: usize) -> impl Iterator<Item = Vec2> {
        let line = &self.diagram.edges[edge];
        let (from, to) = (self.centre(line.from), self.centre(line.to));
        let bends = &self.layout.bends[edge];
        let before = self.bends_before[edge].as_ref();
        let parts = bends.len() as f32 + 1.0;
        bends.iter().enumerate().map(move |(number, &bend)| {
            let straight = || from.lerp(to, (number as f32 + 1.0) / parts);
            let start = before.map_or_else(straight, |before| before[number]);
            start.lerp(bend, self.progress)
        })
    }

    /// Boxes on their way out.
    pub fn leaving(&self) -> &[LeavingBox] {
        &self.leaving
    }

    /// Whether every box is where it belongs.
    pub fn is_settled(&self) -> bool {
        self.progress >= 1.0
    }

    /// The box at a place of the graph: of those that cover it the uppermost.
    pub fn box_at(&self, place: Vec2) -> Option<usize> {
        let boxes = self.diagram.boxes.iter().zip(&self.shown);
        let covers = |(found, shown): (&DiagramBox, &ShownBox)| {
            let half = 0.5 * found.glyph + Vec2::splat(2.0);
            (place - shown.centre).abs().cmple(half).all()
        };
        boxes.clone().map(covers).rposition(|covers| covers)
    }
}

/// A graph as it is folded, laid out.
#[derive(Debug, Clone)]
pub(super) struct LaidOut {
    of: (Arc<OutputGraph>, Folding),
    pub(super) diagram: Diagram,
    pub(super) closest: Layout,
    pub(super) sizes: Vec<Vec2>,
}

impl LaidOut {
    fn new(shown: &ShownGraph, folding: &Folding) -> Self {
        let diagram = Diagram::new(shown, folding);
        let input = diagram.layout_input(shown);
        Self {
            of: (Arc::clone(&shown.graph), folding.clone()),
            diagram,
            closest: lay_out(&input),
            sizes: input.sizes,
        }
    }
}

/// Lays the graph out anew if it or its folding has changed. The graphs of points of both classes take turns: both are kept.
fn lay_out_graph(
    shown: Res<ShownGraph>,
    folding: Res<Folding>,
    room: Res<GraphRoom>,
    mut known: Local<[Option<LaidOut>; 2]>,
    mut stage: ResMut<GraphStage>,
) {
    if room.0.is_empty() {
        return;
    }
    let is_first = stage.diagram.boxes.is_empty();
    let is_it = |(graph, of): &(Arc<OutputGraph>, Folding)| {
        Arc::ptr_eq(graph, &shown.graph) && *of == *folding
    };
    if stage.of.as_ref().is_some_and(is_it) {
        if room.is_changed() && !stage.camera.is_by_hand() {
            stage.fit(&room);
        }
        return;
    }
    let kept = known.iter().flatten().find(|known| is_it(&known.of));
    let laid_out = kept.cloned().unwrap_or_else(|| {
        let laid_out = LaidOut::new(&shown, &folding);
        known.swap(0, 1);
        known[0] = Some(laid_out.clone());
        laid_out
    });
    stage.of = Some(laid_out.of.clone());
    stage.replace(laid_out, &shown);
    if !stage.camera.is_by_hand() || is_first {
        stage.fit(&room);
    }
    if is_first {
        stage.camera.arrive();
        stage.arrive();
    }
}

fn on_fit_graph(_: On<FitGraph>, room: Res<GraphRoom>, mut stage: ResMut<GraphStage>) {
    stage.fit(&room);
}

/// Boxes and camera go on their way.
fn glide(time: Res<Time>, mut stage: ResMut<GraphStage>) {
    let seconds = time.delta_secs();
    let camera = stage.camera;
    let mut moved = camera;
    moved.follow(seconds);
    if moved != camera {
        stage.camera = moved;
    }
    if !stage.is_settled() || !stage.leaving.is_empty() {
        stage.advance(seconds);
    }
}
