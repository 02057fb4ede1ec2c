//! No text lies on another at the default zoom, in windows from small to large.

use bevy::{math::Rect, window::WindowResolution};
use chainrule::{
    autodiff::BackwardOrder,
    training::{
        Example, Exhibit, NetworkSettings, SeekTrace, ShownTrace, StepUnit, TogglePlayback,
    },
    ui::{Request, Tab},
    view::graph::StageGesture,
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, program};

/// The pairs of texts that lie on one another by more than a pixel.
fn overlaps(desktop: &Desktop) -> Vec<String> {
    overlaps_beside(desktop, 0.0)
}

/// The same, but for pairs of which both lie to the left of `pane`.
pub fn overlaps_beside(desktop: &Desktop, pane: f32) -> Vec<String> {
    let texts = desktop.texts();
    let mut found = Vec::new();
    for (index, (a, place)) in texts.iter().enumerate() {
        for (b, other) in &texts[..index] {
            // A halo is the same text again, a pixel beside.
            let is_halo = a == b && place.center().distance(other.center()) < 2.5;
            let is_in_pane = place.max.x < pane && other.max.x < pane;
            if !is_halo && !is_in_pane && place.shrink(0.5).intersects(other.shrink(0.5)) {
                found.push(format!("{a:?} {place:?} on {b:?} {other:?}"));
            }
        }
    }
    found
}

/// The program in a window of this size, playing for some frames, then paused.
fn open(width: u32, height: u32) -> Desktop {
    let mut desktop = program(WindowResolution::new(width, height));
    desktop.frames(40);
    desktop.trigger(TogglePlayback);
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop
}

#[track_caller]
fn assert_apart(desktop: &Desktop, what: &str) {
    let texts = desktop.texts().len();
    assert!(texts > 60, "{what}: there are {texts} texts");
    let overlaps = overlaps(desktop);
    assert!(overlaps.is_empty(), "{what}:\n{}", overlaps.join("\n"));
}

#[test]
fn no_text_lies_on_another_in_any_window() {
    for (width, height) in [(1_600, 960), (1_100, 700), (2_560, 1_440), (900, 560)] {
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
        // What is said of a step stands clear of everything, wherever in the pass it is.
        let steps = desktop.app.world().resource::<ShownTrace>().trace();
        let steps = steps.expect("a step is a node").len();
        for position in (0..steps).step_by(7) {
            desktop.ask(Request::Seek(SeekTrace::Position(position)));
            desktop.frames(2);
            assert_apart(&desktop, &format!("{size}, step {position}"));
        }
        desktop.ask(Request::StepBy(StepUnit::Epoch));
        for hidden in [vec![10, 10], vec![32, 32], vec![]] {
            desktop.change(|settings: &mut NetworkSettings| settings.shape.hidden = hidden.clone());
            desktop.frames(FRAMES_TO_ARRIVE);
            assert_apart(&desktop, &format!("{size}, {hidden:?}"));
        }
    }
}

#[test]
fn what_is_said_of_a_wrong_order_covers_no_text() {
    for example in Example::ALL {
        let mut desktop = open(1_600, 960);
        desktop.ask(Request::Exhibit(Exhibit::Example(example)));
        desktop.ask(Request::Order(BackwardOrder::AccumulatedSoFar));
        desktop.frames(FRAMES_TO_ARRIVE);
        let trace = desktop.app.world().resource::<ShownTrace>().trace();
        let steps = trace.expect("an order plays node by node").len();
        for position in (0..steps).step_by(5).chain([steps]) {
            desktop.ask(Request::Seek(SeekTrace::Position(position)));
            desktop.frames(2);
            assert_apart(&desktop, &format!("{}, step {position}", example.label()));
        }
    }
}

#[test]
fn the_graphs_card_has_room_for_all_that_it_says() {
    for (width, height) in [(1_600, 960), (1_100, 700), (900, 560)] {
        let mut desktop = open(width, height);
        desktop.frames(20); // until the gradient has been checked
        let bounds = Rect::new(0.0, 0.0, width as f32, height as f32);
        let legend = ["leaf", "non-leaf", "constant"];
        let of_card = |text: &str| {
            legend.contains(&text) || text.contains("gradient check") || text.starts_with('∂')
        };
        let mut found = 0;
        for (text, whole) in desktop.whole_texts() {
            if of_card(text) {
                found += 1;
                let is_within = whole.max.x < bounds.max.x - 8.0;
                assert!(is_within, "{width} × {height}: {text:?} at {whole:?}");
            }
        }
        assert!(found > 4, "{found}");
    }
}

#[test]
fn no_text_lies_on_another_on_any_page() {
    for (width, height) in [(1_600, 960), (1_100, 700)] {
        for hidden in [vec![2], vec![10, 10]] {
            let mut desktop = open(width, height);
            desktop.change(|settings: &mut NetworkSettings| settings.shape.hidden = hidden.clone());
            desktop.ask(Request::StepBy(StepUnit::Node));
            desktop.ask(Request::Seek(SeekTrace::End));
            desktop.frames(FRAMES_TO_ARRIVE);
            if width < 1_360 {
                desktop.click_text("Schedule");
                desktop.frames(3);
                assert_apart(&desktop, &format!("{width}, {hidden:?}, Schedule"));
                desktop.click_text("Inspector");
            }
            for page in ["Parameters", "Order", "Algorithm", "Node"] {
                desktop.click_text(page);
                desktop.frames(3);
                assert_apart(&desktop, &format!("{width}, {hidden:?}, {page}"));
            }
            for name in ["x1", "layer1.weight_0_1", "output"] {
                let node = desktop.node(name);
                desktop.trigger(StageGesture::Select(Some(node)));
                desktop.frames(3);
                assert_apart(&desktop, &format!("{width}, {hidden:?}, {name}"));
            }
        }
    }
}

#[test]
fn no_text_lies_on_another_in_the_other_tabs() {
    for (width, height) in [(1_600, 960), (1_100, 700), (2_560, 1_440), (900, 560)] {
        let mut desktop = open(width, height);
        for tab in [Tab::Expression, Tab::Lessons] {
            desktop.ask(Request::Tab(tab));
            desktop.frames(FRAMES_TO_ARRIVE);
            assert_apart(&desktop, &format!("{width} × {height}, {tab:?}"));
        }
    }
}
