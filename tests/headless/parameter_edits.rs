//! Parameters set by hand and frozen; the derivatives of the batch that is next; leaves that nobody zeroes.

use std::time::Duration;

use bevy::prelude::*;
use chainrule::{
    autodiff::Derivative,
    nn::Frozen,
    training::{
        Accumulation, BatchSize, CompiledModel, Example, Executor, Exhibit, FrameBudget,
        FreezeParameter, MovePoint, NextStep, NonFinite, ParameterHistory, PassAgain, SetParameter,
        StepOn, StepUnit, Stepping, ZeroDerivatives,
    },
};

use super::harness::{Graphs, Simulation, assert_close, node, simulation, trigger};

#[test]
fn a_parameter_that_is_set_has_its_value_and_training_goes_on_from_there() {
    let mut app = simulation();
    // The bias of the output layer: no ReLU keeps derivatives from it.
    let (index, value) = (8, -0.75);
    trigger(&mut app, SetParameter { index, value });
    assert_eq!(app.parameters()[8], -0.75);
    app.step();
    assert_ne!(app.parameters()[8], -0.75);
    assert_eq!(app.epochs(), 1);
}

#[test]
fn what_is_not_a_number_or_not_a_parameter_is_refused() {
    let mut app = simulation();
    let before = app.parameter_bits();
    for (index, value) in [(0, f64::NAN), (1, f64::INFINITY), (9, 1.0)] {
        trigger(&mut app, SetParameter { index, value });
    }
    assert_eq!(app.parameter_bits(), before);
    trigger(
        &mut app,
        FreezeParameter {
            index: 9,
            is_frozen: true,
        },
    );
    let world = app.world_mut();
    let mut frozen = world.query_filtered::<(), With<Frozen>>();
    assert_eq!(frozen.iter(world).count(), 0);
}

#[test]
fn leaves_that_nobody_zeroes_hold_what_two_passes_give() {
    // a = 3, b = 2, c = a + b, d = 1, e = c d: ∂e/∂a = ∂e/∂b = d = 1, ∂e/∂d = c = 5.
    let mut app = simulation();
    app.insert_resource(Exhibit::Example(Example::SumTimes));
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    app.update();
    let held = |app: &App| {
        let accumulation = app.world().resource::<Accumulation>();
        let names = ["a", "b", "d"].map(|name| node(app, name));
        [
            names.map(|leaf| accumulation.before(leaf)),
            names.map(|leaf| app.world().get::<Derivative>(leaf)?.0),
        ]
    };
    assert_eq!(held(&app), [[None; 3], [1.0, 1.0, 5.0].map(Some)]);
    trigger(&mut app, PassAgain);
    assert_eq!(
        held(&app),
        [[1.0, 1.0, 5.0], [2.0, 2.0, 10.0]].map(|all| all.map(Some))
    );
}

#[test]
fn a_frozen_parameter_stays_and_the_others_move_alike_by_both_executors() {
    let ends: Vec<Vec<f64>> = [Executor::Plan, Executor::Entities]
        .into_iter()
        .map(|executor| {
            let mut app = simulation();
            app.change_training(|training| training.executor = executor);
            for index in [0, 8] {
                let is_frozen = true;
                trigger(&mut app, FreezeParameter { index, is_frozen });
            }
            let before = app.parameters();
            for _ in 0..10 {
                app.step();
            }
            let after = app.parameters();
            for index in 0..9 {
                let is_frozen = index == 0 || index == 8;
                assert_eq!(before[index] == after[index], is_frozen, "{executor:?}");
            }
            // Its derivative is known all the same.
            let leaf = app.model().parameters[8];
            assert!(app.world().derivative(leaf).is_some_and(|d| d != 0.0));
            let is_frozen = false;
            trigger(
                &mut app,
                FreezeParameter {
                    index: 8,
                    is_frozen,
                },
            );
            app.step();
            assert_ne!(app.parameters()[8], before[8]);
            after
        })
        .collect();
    for (plan, entities) in ends[0].iter().zip(&ends[1]) {
        assert_close(*plan, *entities, 1e-12);
    }
}

#[test]
fn the_next_steps_derivatives_are_where_training_goes() {
    for batch in [BatchSize::All, BatchSize::Points(7)] {
        let mut app = simulation();
        app.change_training(|training| training.batch = batch);
        app.world_mut().resource_mut::<NextStep>().is_wanted = true;
        app.world_mut().resource_mut::<Stepping>().unit = StepUnit::Pass;
        // Three batches: of the small ones, the second and the third are in the middle of an epoch.
        for _ in 0..3 {
            app.update();
            let next = app.world().resource::<NextStep>().clone();
            assert_eq!(next.points(), batch.of(50));
            let derivatives = next.derivatives().expect("they are computed").to_vec();
            let before = app.parameters();
            for _ in 0..next.points() {
                assert_eq!(app.parameters(), before, "only a whole batch moves them");
                trigger(&mut app, StepOn);
            }
            for ((before, after), derivative) in
                before.iter().zip(app.parameters()).zip(&derivatives)
            {
                assert_close(before - 0.5 * derivative, after, 1e-13);
            }
        }
    }
}

#[test]
fn the_next_steps_derivatives_are_of_one_state_of_the_points_however_long_they_take() {
    let change = |app: &mut App| {
        app.change_data(|data| data.points = 3_000);
        app.world_mut().resource_mut::<NextStep>().is_wanted = true;
    };
    let to = [0.9, 0.05];
    // In one frame, with the point where it is in the end.
    let mut whole = simulation();
    change(&mut whole);
    whole.update();
    trigger(&mut whole, MovePoint { index: 0, to });
    let expected = whole.world().resource::<NextStep>().clone();

    let mut app = simulation();
    change(&mut app);
    app.insert_resource(FrameBudget {
        train: Duration::ZERO,
        evaluate: Duration::ZERO,
    });
    app.frames(2); // the first block has been passed, with the point where it was
    let is_done = |app: &App| app.world().resource::<NextStep>().derivatives().is_some();
    assert!(
        !is_done(&app),
        "the set is too large for two frames without time"
    );
    trigger(&mut app, MovePoint { index: 0, to });
    for _ in 0..1_000 {
        if is_done(&app) {
            break;
        }
        app.update();
    }
    let found = app.world().resource::<NextStep>().clone();
    assert_eq!(found.derivatives(), expected.derivatives());
}

#[test]
fn zeroed_means_zeroed_though_the_pass_is_another_at_once() {
    let mut app = simulation();
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    app.update();
    trigger(&mut app, PassAgain);
    assert_eq!(app.world().resource::<Accumulation>().passes(), 2);
    app.world_mut().trigger(ZeroDerivatives);
    app.world_mut().trigger(PassAgain);
    app.update();
    assert_eq!(app.world().resource::<Accumulation>().passes(), 1);
}

#[test]
fn leaves_of_another_graph_hold_nothing_of_the_one_before() {
    let mut app = simulation();
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    app.update();
    for _ in 0..3 {
        trigger(&mut app, PassAgain);
    }
    assert_eq!(app.world().resource::<Accumulation>().passes(), 4);
    app.insert_resource(Exhibit::Example(Example::TwiceDoubled));
    app.update();
    assert_eq!(app.world().resource::<Accumulation>().passes(), 1);
}

#[test]
fn a_parameter_set_by_hand_mends_what_went_wrong_and_moves_no_other() {
    let mut app = simulation();
    for index in [0, 6] {
        trigger(
            &mut app,
            SetParameter {
                index,
                value: 1e200,
            },
        );
    }
    app.press_step();
    app.frames(3);
    assert!(app.world().contains_resource::<NonFinite>());
    for index in [0, 6] {
        trigger(&mut app, SetParameter { index, value: 0.5 });
    }
    assert!(!app.world().contains_resource::<NonFinite>());
    app.step();

    // In the middle of an epoch, what its batches have moved stays.
    app.change_training(|training| training.batch = BatchSize::Points(1));
    app.world_mut().resource_mut::<Stepping>().unit = StepUnit::Pass;
    for _ in 0..5 {
        trigger(&mut app, StepOn);
    }
    let mut expected = app.parameters();
    expected[8] = 0.125;
    trigger(
        &mut app,
        SetParameter {
            index: 8,
            value: 0.125,
        },
    );
    assert_eq!(app.parameters(), expected);
}

#[test]
fn an_example_on_stage_is_no_reason_to_compile_the_network_anew() {
    let mut app = simulation();
    app.step();
    let compilations = |app: &App| app.world().resource::<CompiledModel>().compilations();
    let before = compilations(&app);
    for exhibit in [
        Exhibit::Example(Example::TwoUses),
        Exhibit::Example(Example::Doublings(3)),
        Exhibit::Network,
    ] {
        app.insert_resource(exhibit);
        app.update();
        app.step();
    }
    assert_eq!(compilations(&app), before);
    app.change_network(|network| network.shape.hidden = vec![3]);
    app.update();
    app.step();
    assert_eq!(compilations(&app), before + 1);
}

#[test]
fn the_next_steps_derivatives_follow_edits_and_are_not_computed_for_nobody() {
    let mut app = simulation();
    assert_eq!(app.world().resource::<NextStep>().derivatives(), None);
    app.world_mut().resource_mut::<NextStep>().is_wanted = true;
    app.update();
    let derivatives = |app: &App| {
        let next = app.world().resource::<NextStep>();
        next.derivatives().expect("they are computed").to_vec()
    };
    let first = derivatives(&app);
    trigger(
        &mut app,
        MovePoint {
            index: 3,
            to: [0.9, 0.9],
        },
    );
    let moved = derivatives(&app);
    assert_ne!(first, moved);
    let (index, value) = (2, 0.125);
    trigger(&mut app, SetParameter { index, value });
    assert_ne!(derivatives(&app), moved);
    app.change_training(|training| training.batch = BatchSize::Points(10));
    app.update();
    assert_eq!(app.world().resource::<NextStep>().points(), 10);
    app.change_network(|network| network.shape.hidden = vec![5]);
    app.update();
    assert_eq!(derivatives(&app).len(), 21);
}

/// What the leaf of a parameter holds.
fn held(app: &App, index: usize) -> Option<f64> {
    app.world().derivative(app.model().parameters[index])
}

#[test]
fn leaves_that_nobody_zeroes_add_up_every_pass() {
    let mut app = simulation();
    let once = held(&app, 8).expect("the last bias has a derivative");
    app.frames(3);
    assert_eq!(held(&app, 8), Some(once), "zeroed before each pass");
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    app.frames(3);
    assert_eq!(held(&app, 8), Some(once), "the same pass is one pass");
    let mut sum = once;
    for passes in 2..5 {
        trigger(&mut app, PassAgain);
        app.frames(3);
        sum += once;
        assert_eq!(held(&app, 8), Some(sum));
        assert_eq!(app.world().resource::<Accumulation>().passes(), passes);
    }
    trigger(&mut app, ZeroDerivatives);
    assert_eq!(held(&app, 8), Some(once));
    trigger(&mut app, PassAgain);
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = false;
    app.update();
    assert_eq!(held(&app, 8), Some(once));
}

#[test]
fn forgetting_to_zero_on_show_does_not_touch_training() {
    let trained = |forget: bool, executor| {
        let mut app = simulation();
        app.change_training(|training| training.executor = executor);
        app.world_mut().resource_mut::<Accumulation>().is_forgotten = forget;
        for _ in 0..5 {
            app.step();
            trigger(&mut app, PassAgain);
        }
        app.parameter_bits()
    };
    for executor in Executor::ALL {
        assert_eq!(trained(true, executor), trained(false, executor));
    }
}

#[test]
fn a_pass_on_show_that_is_not_zeroed_leaves_non_leaves_alone() {
    let mut app = simulation();
    let output = app.model().output;
    let before = app.world().get::<Derivative>(output).copied();
    app.world_mut().resource_mut::<Accumulation>().is_forgotten = true;
    for _ in 0..3 {
        trigger(&mut app, PassAgain);
    }
    assert_eq!(app.world().get::<Derivative>(output).copied(), before);
}

#[test]
fn the_course_of_a_parameter_is_there_from_its_initial_value_on_with_its_latest_change() {
    let mut app = simulation();
    let mut course = vec![app.parameters()[8]];
    for _ in 0..5 {
        app.step();
        course.push(app.parameters()[8]);
    }
    let history = app.world().resource::<ParameterHistory>();
    assert_eq!(history.of(8).collect::<Vec<f64>>(), course);
    assert_eq!(history.latest_change(8), Some(course[5] - course[4]));

    app.press_reset();
    app.update();
    let history = app.world().resource::<ParameterHistory>();
    assert_eq!(history.of(8).collect::<Vec<f64>>(), course[..1]);
    assert_eq!(history.latest_change(8), None);
}
