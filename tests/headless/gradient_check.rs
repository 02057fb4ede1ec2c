//! The light beside the graph: right derivatives agree with central differences, and wrong ones are found.

use std::time::Duration;

use bevy::{prelude::*, time::TimeUpdateStrategy};
use chainrule::{
    autodiff::{BackwardOrder, GraphBuilder, OutputGraph},
    training::{
        Accumulation, Example, Exhibit, GradientCheck, GradientReport, PassAgain, StepUnit,
        Stepping,
    },
};

use super::harness::{Simulation, autodiff_world, node, set_leaf, simulation};

/// The simulation with a check that is wanted, and frames of an eighth of a second.
fn checking() -> App {
    let mut app = simulation();
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(
        125,
    )));
    app.world_mut().resource_mut::<GradientCheck>().is_wanted = true;
    app
}

/// What the check says once it has seen what is on show now: a node a frame at the least, twice over.
fn report(app: &mut App) -> GradientReport {
    app.frames(120);
    let check = app.world().resource::<GradientCheck>();
    *check
        .latest()
        .expect("a small graph is checked in a few frames")
}

#[test]
fn every_leaf_of_the_network_agrees_before_and_after_training() {
    let mut app = checking();
    for _ in 0..5 {
        let report = report(&mut app);
        assert_eq!((report.compared, report.at_kinks), (11, 0));
        assert!(report.is_right(), "{report:?}");
        app.step();
    }
}

#[test]
fn nobody_is_asked_where_nobody_looks() {
    let mut app = simulation();
    app.frames(8);
    assert_eq!(app.world().resource::<GradientCheck>().latest(), None);
}

#[test]
fn derivatives_that_nobody_zeroed_are_found_wrong_and_right_again_when_zeroed() {
    let mut app = checking();
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    app.update();
    app.world_mut().trigger(PassAgain);
    let wrong = report(&mut app);
    assert!(!wrong.is_right(), "{wrong:?}");
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = false;
    assert!(report(&mut app).is_right());
}

#[test]
fn the_wrong_order_is_found_with_the_leaf_that_it_got_wrong() {
    let mut app = checking();
    app.insert_resource(Exhibit::Example(Example::TwiceDoubled));
    assert_eq!(report(&mut app).agreeing, 1);
    *app.world_mut().resource_mut::<Stepping>() = Stepping {
        unit: StepUnit::Node,
        order: BackwardOrder::AccumulatedSoFar,
        ..default()
    };
    let wrong = report(&mut app);
    assert_eq!((wrong.compared, wrong.agreeing), (1, 0));
    // 6 instead of 4, relative to 6.
    let (leaf, error) = wrong.worst.expect("there is a leaf");
    assert_eq!(leaf, node(&app, "a"));
    assert!((error - 2.0 / 6.0).abs() < 1e-9);
    app.world_mut().resource_mut::<Stepping>().order = BackwardOrder::EachContribution;
    assert!(report(&mut app).is_right());
}

#[test]
fn a_leaf_at_a_kink_is_neither_right_nor_wrong() {
    let mut app = checking();
    // The sum of the first unit is exactly 0: whichever of its parameters is moved, its ReLU turns on at one side.
    for name in ["layer1.weight_0_0", "layer1.weight_1_0", "layer1.bias_0"] {
        set_leaf(&mut app, name, 0.0);
    }
    let report = report(&mut app);
    assert_eq!((report.compared, report.at_kinks), (8, 3));
    assert!(report.is_right());
}

#[test]
fn a_difference_across_a_kink_says_so() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 0.5);
    let output = x.relu() * 3.0;
    let spawned = builder.spawn(&mut world).expect("a legal graph");
    let graph = OutputGraph::of(&world, spawned.entity(&output)).expect("it is in the world");
    let values = graph.values_in(&world);
    let near = graph.central_difference(&values, 0, 0.25);
    assert_eq!((near.quotient, near.crosses_kink), (3.0, false));
    // From 0 at −0.5 to 4.5 at 1.5: 2.25, the slope of nothing.
    let far = graph.central_difference(&values, 0, 1.0);
    assert_eq!((far.quotient, far.crosses_kink), (2.25, true));
}

#[test]
fn an_order_that_was_given_up_is_neither_right_nor_wrong() {
    let mut app = checking();
    app.insert_resource(Exhibit::Example(Example::Doublings(14)));
    assert!(report(&mut app).is_right());
    *app.world_mut().resource_mut::<Stepping>() = Stepping {
        unit: StepUnit::Node,
        order: BackwardOrder::EachContribution,
        ..default()
    };
    app.frames(60);
    assert_eq!(app.world().resource::<GradientCheck>().latest(), None);
}

#[test]
fn what_nobody_zeroed_is_wrong_in_every_order() {
    let mut app = checking();
    app.insert_resource(Exhibit::Example(Example::TwiceDoubled));
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    app.frames(2);
    for order in BackwardOrder::ALL {
        *app.world_mut().resource_mut::<Stepping>() = Stepping {
            unit: StepUnit::Node,
            order,
            ..default()
        };
        app.world_mut().trigger(PassAgain);
        let report = report(&mut app);
        assert!(!report.is_right(), "{order:?}: {report:?}");
    }
}
