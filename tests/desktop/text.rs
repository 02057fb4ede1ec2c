//! No text lies on another at the default zoom, in windows from small to large.

use bevy::{prelude::*, window::WindowResolution};
use bevy_egui::{
    EguiFullOutput, EguiPostUpdateSet,
    egui::{self, Shape},
};
use chainrule::{
    training::{NetworkSettings, SeekTrace, StepUnit, TogglePlayback},
    ui::Request,
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, program};

/// Every text of the latest frame, with the rectangle of its ink that can be seen.
#[derive(Resource, Default)]
struct Texts(Vec<(String, egui::Rect)>);

fn collect(outputs: Query<&EguiFullOutput>, mut texts: ResMut<Texts>) {
    for output in outputs.iter().filter_map(|output| output.0.as_ref()) {
        texts.0.clear();
        for clipped in &output.shapes {
            add(&clipped.shape, clipped.clip_rect, &mut texts.0);
        }
    }
}

fn add(shape: &Shape, clip: egui::Rect, texts: &mut Vec<(String, egui::Rect)>) {
    match shape {
        Shape::Text(text) => {
            let ink = text.galley.mesh_bounds.translate(text.pos.to_vec2());
            let seen = ink.intersect(clip);
            if seen.is_positive() && !text.galley.text().trim().is_empty() {
                texts.push((text.galley.text().into(), seen));
            }
        }
        Shape::Vec(shapes) => {
            for shape in shapes {
                add(shape, clip, texts);
            }
        }
        _ => {}
    }
}

/// The pairs of texts that lie on one another by more than a pixel.
fn overlaps(desktop: &Desktop) -> Vec<String> {
    let texts = &desktop.app.world().resource::<Texts>().0;
    let mut found = Vec::new();
    for (index, (a, place)) in texts.iter().enumerate() {
        for (b, other) in &texts[..index] {
            // A halo is the same text again, a pixel beside.
            let is_halo = a == b && place.center().distance(other.center()) < 2.5;
            if !is_halo && place.shrink(0.5).intersects(other.shrink(0.5)) {
                found.push(format!("{a:?} {place:?} on {b:?} {other:?}"));
            }
        }
    }
    found
}

/// The program in a window of this size, playing for some frames, then paused.
fn open(width: u32, height: u32) -> Desktop {
    let mut desktop = program(WindowResolution::new(width, height));
    desktop.app.init_resource::<Texts>().add_systems(
        PostUpdate,
        collect
            .after(EguiPostUpdateSet::EndPass)
            .before(EguiPostUpdateSet::ProcessOutput),
    );
    desktop.frames(40);
    desktop.trigger(TogglePlayback);
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop
}

#[track_caller]
fn assert_apart(desktop: &Desktop, what: &str) {
    let texts = desktop.app.world().resource::<Texts>().0.len();
    assert!(texts > 60, "{what}: there are {texts} texts");
    let overlaps = overlaps(desktop);
    assert!(overlaps.is_empty(), "{what}:\n{}", overlaps.join("\n"));
}

#[test]
fn no_text_lies_on_another_in_any_window() {
    for (width, height) in [(1_600, 960), (1_100, 700), (2_560, 1_440)] {
        let mut desktop = open(width, height);
        let size = format!("{width} × {height}");
        assert_apart(&desktop, &size);
        desktop.ask(Request::StepBy(StepUnit::Node));
        desktop.frames(3);
        for seek in [
            SeekTrace::Start,
            SeekTrace::NextPhase,
            SeekTrace::NextPhase,
            SeekTrace::End,
        ] {
            desktop.ask(Request::Seek(seek));
            desktop.frames(FRAMES_TO_ARRIVE);
            assert_apart(&desktop, &format!("{size}, {seek:?}"));
        }
        desktop.ask(Request::StepBy(StepUnit::Epoch));
        for hidden in [vec![10, 10], vec![32, 32], vec![]] {
            desktop.change(|settings: &mut NetworkSettings| settings.shape.hidden = hidden.clone());
            desktop.frames(FRAMES_TO_ARRIVE);
            assert_apart(&desktop, &format!("{size}, {hidden:?}"));
        }
    }
}
