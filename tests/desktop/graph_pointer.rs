//! The hand on the graph: real pointer events through the whole program, panels included.

use bevy::{prelude::*, window::WindowResolution};
use chainrule::{
    training::{ShownGraph, TogglePlayback},
    view::graph::{GraphRoom, GraphStage, Highlight},
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, program};

fn open() -> Desktop {
    let mut desktop = program(WindowResolution::new(1_600, 960));
    desktop.trigger(TogglePlayback);
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop
}

fn stage(desktop: &Desktop) -> &GraphStage {
    desktop.app.world().resource::<GraphStage>()
}

#[test]
fn it_runs() {
    let desktop = open();
    let room = desktop.app.world().resource::<GraphRoom>().0;
    println!("{room:?} {}", stage(&desktop).diagram().boxes.len());
    let _ = desktop.app.world().resource::<ShownGraph>();
    let _ = desktop.app.world().resource::<Highlight>();
    assert!(room.width() > 300.0);
}
