//! The view's part of a frame, after the simulation's.

use bevy::prelude::*;
use bevy_prototype_lyon::prelude::ShapePlugin;

use crate::training::{SimulationSystems, StageTimes, StageTimesSystems, end_of};

use super::{
    camera, crowd, decision_boundary, edit_steps, glyphs, gradient_arrows, graph, heat_map,
    held_points, line_labels, next_lines, plane, plane_pointer, point_glyphs, point_rings,
    separating_lines, shown_field,
};

/// Everything that is drawn in Bevy's world. Needs Bevy's default plugins; not the panels.
pub struct ViewPlugin;

/// The stages of drawing, chained in `Update` after [`SimulationSystems`].
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ViewSystems {
    /// What is on the window follows what is in the model: the plane's mapping, a glyph for every point.
    Sync,
    /// Where things belong.
    Layout,
    /// Where things are on their way there.
    Animate,
    /// Transforms, textures and paths.
    Draw,
}

/// The parts of the picture, chained in [`ViewSystems::Draw`]. They write the transforms of different entities, so that the
/// order means nothing; with one, a conflict that means something cannot hide among those that do not.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum DrawSystems {
    /// The network's output as colour.
    HeatMap,
    /// Where the network cannot tell the classes apart.
    Boundary,
    /// Where the next step will move the separating lines.
    NextLines,
    /// The separating lines and their labels.
    Lines,
    /// The data points.
    Points,
    /// The rings around data points.
    Rings,
    /// The data points and their rings, where there are many.
    Crowd,
    /// What the chosen point's loss asks for.
    Arrows,
}

impl Plugin for ViewPlugin {
    fn build(&self, app: &mut App) {
        app.add_plugins((ShapePlugin, MeshPickingPlugin))
            .configure_sets(
                Update,
                (
                    ViewSystems::Sync,
                    ViewSystems::Layout,
                    ViewSystems::Animate,
                    ViewSystems::Draw,
                )
                    .chain()
                    .after(SimulationSystems::Lead)
                    .after(StageTimesSystems),
            )
            .configure_sets(
                Update,
                (
                    DrawSystems::HeatMap,
                    DrawSystems::Boundary,
                    DrawSystems::NextLines,
                    DrawSystems::Lines,
                    DrawSystems::Points,
                    DrawSystems::Rings,
                    DrawSystems::Crowd,
                    DrawSystems::Arrows,
                )
                    .chain()
                    .in_set(ViewSystems::Draw),
            )
            .add_systems(
                Update,
                (
                    end_of("Sync")
                        .after(ViewSystems::Sync)
                        .before(ViewSystems::Layout),
                    end_of("Layout")
                        .after(ViewSystems::Layout)
                        .before(ViewSystems::Animate),
                    end_of("Animate")
                        .after(ViewSystems::Animate)
                        .before(ViewSystems::Draw),
                    end_of("Draw").after(ViewSystems::Draw),
                )
                    .distributive_run_if(resource_exists::<StageTimes>),
            )
            .add_plugins((
                camera::plugin,
                plane::plugin,
                plane_pointer::plugin,
                glyphs::plugin,
                edit_steps::plugin,
                graph::plugin,
            ))
            .add_plugins((
                shown_field::plugin,
                heat_map::plugin,
                held_points::plugin,
                decision_boundary::plugin,
                separating_lines::plugin,
                next_lines::plugin,
                line_labels::plugin,
                point_glyphs::plugin,
                point_rings::plugin,
                crowd::plugin,
                gradient_arrows::plugin,
            ));
    }
}
