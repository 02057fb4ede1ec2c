//! Slow motion: node by node, pass by pass, epoch by epoch, on and back.

use std::time::Duration;

use bevy::{prelude::*, time::TimeUpdateStrategy};
use chainrule::{
    autodiff::{BackwardOrder, Derivative, Phase, Step},
    training::{
        BatchSize, DrawPoints, FrameBudget, FrameReport, MovePoint, ParameterHistory, Points,
        Progress, RemovePoint, Rewind, SeekTrace, SetParameter, ShownGraph, ShownNumbers,
        ShownPoint, ShownTrace, SimulationSystems, StepBack, StepOn, StepUnit, Stepping,
    },
};

use super::harness::{Simulation, simulation, trigger};

/// The simulation with this unit, where a frame takes an eighth of a second.
fn stepping(unit: StepUnit) -> App {
    let mut app = simulation();
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
        125,
    )));
    app.world_mut().resource_mut::<Stepping>().unit = unit;
    app.frames(2);
    app
}

fn position(app: &App) -> usize {
    trace(app).position()
}

fn trace(app: &App) -> &chainrule::autodiff::Trace {
    let shown = app.world().resource::<ShownTrace>();
    shown.trace().expect("a step is a node")
}

fn numbers(app: &App) -> ShownNumbers {
    app.world().resource::<ShownNumbers>().clone()
}

#[test]
fn training_waits_while_nodes_are_played_and_steps_come_with_time() {
    let mut app = stepping(StepUnit::Node);
    trigger(&mut app, SeekTrace::Start);
    let before = app.parameter_bits();
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 16.0;
    app.press_play();
    app.frames(6);
    // 16 steps a second are two in an eighth of a second, and at position 0 play has begun.
    assert_eq!(position(&app), 12);
    assert_eq!(app.parameter_bits(), before);
    assert_eq!(app.epochs(), 0);
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 2.0;
    app.frames(4);
    assert_eq!(position(&app), 13);
}

#[test]
fn play_ends_with_the_pass_and_begins_it_anew_when_it_is_pressed_again() {
    let mut app = stepping(StepUnit::Node);
    let steps = trace(&app).len();
    assert!(
        trace(&app).is_at_end(),
        "what was on show stays on show while one is paused"
    );
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 100.0;
    app.press_play();
    app.update();
    assert_eq!(position(&app), 0);
    app.frames(steps);
    assert!(!app.is_playing());
    assert!(trace(&app).is_at_end());
}

#[test]
fn a_step_on_and_a_step_back_pause_and_lead_to_the_same_numbers() {
    let mut app = stepping(StepUnit::Node);
    trigger(&mut app, SeekTrace::Start);
    let mut shown = vec![numbers(&app)];
    while !trace(&app).is_at_end() {
        trigger(&mut app, StepOn);
        shown.push(numbers(&app));
    }
    while position(&app) > 0 {
        trigger(&mut app, StepBack);
        assert_eq!(numbers(&app), shown[position(&app)]);
    }
    trigger(&mut app, StepBack);
    assert_eq!(position(&app), 0);
    app.press_play();
    app.update();
    assert!(app.is_playing());
    trigger(&mut app, StepOn);
    app.update();
    assert!(!app.is_playing());
}

#[test]
fn one_can_seek_anywhere() {
    let mut app = stepping(StepUnit::Node);
    for (seek, expected) in [
        (SeekTrace::Start, 0),
        (SeekTrace::Position(7), 7),
        (SeekTrace::NextNode, 8),
        (SeekTrace::PreviousNode, 7),
    ] {
        trigger(&mut app, seek);
        assert_eq!(position(&app), expected);
    }
    trigger(&mut app, SeekTrace::NextPhase);
    assert_eq!(trace(&app).phase(), Phase::Forward);
    assert!(matches!(trace(&app).next(), Some(Step::Visit { .. })));
    trigger(&mut app, SeekTrace::PreviousPhase);
    assert_eq!(position(&app), 0);
    trigger(&mut app, SeekTrace::End);
    assert!(trace(&app).is_at_end());
}

#[test]
fn the_end_of_the_trace_shows_what_the_whole_pass_shows() {
    for unit in [StepUnit::Pass, StepUnit::Epoch] {
        let mut app = stepping(unit);
        let whole = numbers(&app);
        assert!(
            app.world().resource::<ShownTrace>().trace().is_none(),
            "{unit:?}"
        );
        app.world_mut().resource_mut::<Stepping>().unit = StepUnit::Node;
        app.frames(2);
        assert!(trace(&app).is_at_end());
        assert_eq!(numbers(&app), whole);
        let derivatives = &whole.derivatives;
        let shown = app.world().resource::<ShownGraph>();
        for (node, derivative) in shown.graph.nodes().iter().zip(derivatives) {
            let held = app.world().get::<Derivative>(node.entity);
            assert_eq!(held.and_then(|held| held.0), *derivative);
        }
    }
}

#[test]
fn an_edited_parameter_and_a_moved_point_change_the_numbers_at_the_same_step() {
    let mut app = stepping(StepUnit::Node);
    trigger(&mut app, SeekTrace::Position(30));
    let before = numbers(&app);
    let (index, value) = (0, 0.25);
    trigger(&mut app, SetParameter { index, value });
    assert_eq!(position(&app), 30);
    let edited = numbers(&app);
    assert_ne!(edited, before);
    trigger(
        &mut app,
        MovePoint {
            index: 0,
            to: [0.3, 0.4],
        },
    );
    assert_eq!(position(&app), 30);
    assert_ne!(numbers(&app), edited);
}

#[test]
fn another_point_is_watched_from_its_beginning_unless_one_looks_at_the_end() {
    let mut app = stepping(StepUnit::Node);
    let choose = |app: &mut App, point| {
        app.insert_resource(ShownPoint(point));
        app.update();
    };
    choose(&mut app, 3);
    assert!(trace(&app).is_at_end());
    trigger(&mut app, SeekTrace::Position(20));
    choose(&mut app, 4);
    assert_eq!(position(&app), 0);
}

#[test]
fn another_order_is_watched_from_the_end_of_forward() {
    let mut app = stepping(StepUnit::Node);
    trigger(&mut app, SeekTrace::Position(3));
    for order in [
        BackwardOrder::EachContribution,
        BackwardOrder::AccumulatedSoFar,
    ] {
        app.world_mut().resource_mut::<Stepping>().order = order;
        app.update();
        assert_eq!(trace(&app).order(), order);
        assert!(matches!(trace(&app).next(), Some(Step::Start { .. })));
        assert_eq!(trace(&app).phase(), Phase::Forward);
    }
}

/// The same training, epoch by epoch by the entities.
fn epochs_by_entities(batch: BatchSize, epochs: usize) -> App {
    let mut app = simulation();
    app.change_training(|training| training.batch = batch);
    app.by_entities();
    for _ in 0..epochs {
        app.step();
    }
    app
}

#[test]
fn passes_one_by_one_are_an_epoch_of_the_entities() {
    for batch in [BatchSize::All, BatchSize::Points(8)] {
        let mut app = stepping(StepUnit::Pass);
        app.change_training(|training| training.batch = batch);
        let mut shown = Vec::new();
        for _ in 0..2 * 50 {
            trigger(&mut app, StepOn);
            shown.push(app.world().resource::<ShownPoint>().0);
        }
        let reference = epochs_by_entities(batch, 2);
        assert_eq!(app.epochs(), 2);
        assert_eq!(app.parameter_bits(), reference.parameter_bits());
        assert_eq!(app.record_bits(), reference.record_bits());
        shown.truncate(50);
        shown.sort_unstable();
        assert!(
            shown.into_iter().eq(0..50),
            "every point is on show once in an epoch"
        );
    }
}

#[test]
fn passes_come_with_time() {
    let mut app = stepping(StepUnit::Pass);
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 16.0;
    app.press_play();
    app.frames(6);
    assert_eq!(app.world().resource::<ShownPoint>().0, 11);
    assert_eq!(app.epochs(), 0);
}

#[test]
fn steps_of_training_are_taken_back_one_by_one() {
    for unit in [StepUnit::Pass, StepUnit::Epoch] {
        let mut app = stepping(unit);
        let mut moments = Vec::new();
        for _ in 0..60 {
            moments.push((app.parameter_bits(), app.epochs(), app.record_bits()));
            trigger(&mut app, StepOn);
        }
        let end = (app.parameter_bits(), app.epochs(), app.record_bits());
        while let Some(moment) = moments.pop() {
            trigger(&mut app, StepBack);
            assert_eq!(
                (app.parameter_bits(), app.epochs(), app.record_bits()),
                moment
            );
        }
        assert_eq!(app.world().resource::<Rewind>().depth(), 0);
        trigger(&mut app, StepBack); // there is nothing before the beginning
        for _ in 0..60 {
            trigger(&mut app, StepOn);
        }
        assert_eq!(
            (app.parameter_bits(), app.epochs(), app.record_bits()),
            end,
            "and on again, to the same bits"
        );
    }
}

#[test]
fn a_reset_and_another_network_leave_nothing_to_go_back_to() {
    let mut app = stepping(StepUnit::Epoch);
    trigger(&mut app, StepOn);
    app.press_reset();
    assert_eq!(app.world().resource::<Rewind>().depth(), 0);
    trigger(&mut app, StepOn);
    app.change_network(|network| network.shape.hidden = vec![3]);
    app.update();
    assert_eq!(app.world().resource::<Rewind>().depth(), 0);
    trigger(&mut app, StepBack);
    assert_eq!(app.parameters().len(), 13);
}

#[test]
fn the_shown_graph_is_made_anew_only_when_its_structure_or_its_output_changes() {
    let mut app = simulation();
    let labels: Vec<bool> = app.points().iter().map(|point| point.label).collect();
    let shown = |app: &App| app.world().resource::<ShownGraph>().graph.clone();
    let first = shown(&app);
    app.press_play();
    app.frames(5);
    assert!(std::sync::Arc::ptr_eq(&first, &shown(&app)));
    // A point of the other class has another loss, whose graph has three nodes more or less.
    let other = labels.iter().position(|label| *label != labels[0]).unwrap();
    app.insert_resource(ShownPoint(other));
    app.update();
    assert_eq!(shown(&app).len().abs_diff(first.len()), 3);
    let names = &app.world().resource::<ShownGraph>().names;
    assert!(names.iter().any(|name| name == "layer1.weight_0_0"));
    app.change_network(|network| network.shape.hidden = vec![4]);
    app.update();
    assert!(shown(&app).place(app.model().parameters[0]).is_some());
}

/// What a key or a button does: it asks in `Update`, before the simulation's part of the same frame.
fn ask_within_frame<E: Event<Trigger<'static>: Default> + Clone>(app: &mut App, event: E) {
    let mut event = Some(event);
    app.add_systems(
        Update,
        (move |mut commands: Commands| {
            if let Some(event) = event.take() {
                commands.trigger(event);
            }
        })
        .before(SimulationSystems::Edit),
    );
    app.update();
}

#[test]
fn a_step_back_or_a_jump_is_not_overrun_by_play_in_the_frame_in_which_it_was_asked_for() {
    let mut app = stepping(StepUnit::Node);
    trigger(&mut app, SeekTrace::Start);
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 16.0;
    app.press_play();
    app.frames(6);
    let before = position(&app);
    assert_eq!(before, 12);
    ask_within_frame(&mut app, StepBack);
    assert_eq!(position(&app), before - 1);
    app.press_play();
    app.frames(3);
    ask_within_frame(&mut app, SeekTrace::Start);
    assert_eq!(position(&app), 0);

    let mut app = stepping(StepUnit::Epoch);
    app.press_play();
    app.frames(4);
    let epochs = app.epochs();
    ask_within_frame(&mut app, StepOn);
    app.frames(3);
    assert_eq!(
        app.epochs(),
        epochs + 1,
        "one step, and no epoch of play besides"
    );
}

#[test]
fn each_of_several_steps_is_taken_back_by_itself_within_an_epoch_as_well() {
    let mut app = stepping(StepUnit::Pass);
    app.change_training(|training| training.batch = BatchSize::Points(1));
    app.by_entities();
    let mut moments = vec![app.parameter_bits()];
    for _ in 0..3 {
        trigger(&mut app, StepOn);
        moments.push(app.parameter_bits());
    }
    // The rest of the epoch at once, then another.
    app.world_mut().resource_mut::<Stepping>().unit = StepUnit::Epoch;
    for _ in 0..2 {
        trigger(&mut app, StepOn);
        moments.push(app.parameter_bits());
    }
    assert_eq!(app.epochs(), 2);
    while let Some(now) = moments.pop() {
        let left = moments.len();
        assert_eq!(app.parameter_bits(), now, "{left} steps from the beginning");
        trigger(&mut app, StepBack);
    }
}

#[test]
fn an_epoch_begun_with_other_points_is_not_gone_on_with_by_going_back() {
    let mut app = stepping(StepUnit::Pass);
    app.by_entities();
    for _ in 0..3 {
        trigger(&mut app, StepOn);
    }
    assert!(app.world().resource::<Progress>().is_within_epoch());
    let points = app.world().resource::<Points>().len();
    trigger(&mut app, DrawPoints);
    assert_eq!(app.world().resource::<Points>().len(), points);
    trigger(&mut app, StepBack);
    assert!(!app.world().resource::<Progress>().is_within_epoch());
}

#[test]
fn the_course_of_the_parameters_follows_steps_on_and_back() {
    let mut app = stepping(StepUnit::Epoch);
    let course = |app: &App| {
        let history = app.world().resource::<ParameterHistory>();
        history.of(0).collect::<Vec<f64>>()
    };
    let mut courses = vec![course(&app)];
    for _ in 0..5 {
        trigger(&mut app, StepOn);
        courses.push(course(&app));
    }
    assert_eq!(courses[5].len(), 6);
    for steps in (0..5).rev() {
        trigger(&mut app, StepBack);
        assert_eq!(course(&app), courses[steps]);
    }
}

#[test]
fn a_removed_point_before_the_one_on_show_leaves_the_pass_where_it_is() {
    let mut app = stepping(StepUnit::Node);
    app.insert_resource(ShownPoint(3));
    app.update();
    trigger(&mut app, SeekTrace::Position(40));
    trigger(&mut app, RemovePoint(1));
    assert_eq!(app.world().resource::<ShownPoint>().0, 2);
    assert_eq!(position(&app), 40);
    // Another point is watched from its beginning.
    trigger(&mut app, RemovePoint(2));
    assert_eq!(position(&app), 0);
}

#[test]
fn passes_that_there_is_no_time_for_are_not_made_up_for() {
    let mut app = stepping(StepUnit::Pass);
    app.by_entities();
    app.insert_resource(FrameBudget {
        train: Duration::ZERO,
        ..FrameBudget::UNLIMITED
    });
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 100.0;
    app.press_play();
    let before = passed(&app);
    app.frames(4);
    // 12 are wanted in an eighth of a second; one is made in every frame.
    assert_eq!(passed(&app) - before, 4);
    assert!(app.world().resource::<FrameReport>().is_limited());
}

/// How many points of its first epoch training has passed.
fn passed(app: &App) -> u32 {
    let report = app.world().resource::<FrameReport>();
    report.passed.map_or(0, |[passed, _]| passed)
}

#[test]
fn steps_that_were_asked_for_are_forgotten_with_the_unit() {
    let mut app = stepping(StepUnit::Epoch);
    for _ in 0..3 {
        app.world_mut().trigger(StepOn);
        app.world_mut().flush();
    }
    app.world_mut().resource_mut::<Stepping>().unit = StepUnit::Node;
    app.frames(2);
    app.world_mut().resource_mut::<Stepping>().unit = StepUnit::Epoch;
    app.frames(5);
    assert_eq!(app.epochs(), 0);
}

#[test]
fn a_pause_leaves_nothing_on_its_way_to_the_next_step() {
    let mut app = stepping(StepUnit::Node);
    trigger(&mut app, SeekTrace::Start);
    app.world_mut().resource_mut::<Stepping>().steps_per_second = 2.0;
    app.press_play();
    app.frames(7);
    let part = |app: &App| app.world().resource::<ShownTrace>().part();
    assert!(part(&app) > 0.0);
    app.press_play();
    app.frames(2);
    assert_eq!(part(&app), 0.0);
}
