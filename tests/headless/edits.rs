//! Points that are moved, relabelled, added and removed, and the results that follow in the same frame.

use std::time::Duration;

use bevy::prelude::*;
use chainrule::{
    autodiff::{PassOutput, run_forward},
    training::{
        AddPoint, BatchSize, DataPoint, DataSettings, Evaluation, Executor, Extent, FIELD_SIZE,
        FrameBudget, FrameReport, HiddenUnit, MAX_POINTS, MovePoint, OutputField, OutputFields,
        PointResult, Points, RelabelPoint, RemovePoint, ShownPoint, TrainingSettings,
        WantOutputField, WantUnitMap,
    },
};

use super::harness::{Graphs, Simulation, assert_close, simulation};

/// The plan differs from the entities by roundings.
const ROUNDING: f64 = 1e-13;

const NO_TIME: FrameBudget = FrameBudget {
    train: Duration::ZERO,
    evaluate: Duration::ZERO,
};

fn evaluation(app: &App) -> &Evaluation {
    app.world().resource::<Evaluation>()
}

fn fields(app: &App) -> &OutputFields {
    app.world().resource::<OutputFields>()
}

fn totals(app: &App) -> (f64, usize) {
    evaluation(app)
        .totals(app.world().resource::<Points>())
        .expect("every point is evaluated")
}

/// What a forward pass of its own says of a place.
fn fresh_result(app: &mut App, point: DataPoint) -> PointResult {
    let model = app.model().clone();
    let loss = model.loss(point.label);
    let world = app.world_mut();
    world.set_value(model.coordinates[0], point.x1);
    world.set_value(model.coordinates[1], point.x2);
    world.insert_resource(PassOutput::of(loss));
    run_forward(world).expect("the graph is whole");
    PointResult {
        output: world.value(model.output),
        loss: world.value(loss),
    }
}

/// Every point's result is there, up to date, and that of a fresh pass; the totals are their sums.
#[track_caller]
fn assert_fresh(app: &mut App) {
    assert!(evaluation(app).is_up_to_date());
    let (mut loss, mut correct) = (0.0, 0);
    for (index, point) in app.points().to_vec().into_iter().enumerate() {
        let result = evaluation(app).result(index).expect("a result");
        let fresh = fresh_result(app, point);
        assert_close(result.output, fresh.output, ROUNDING);
        assert_close(result.loss, fresh.loss, ROUNDING);
        loss += result.loss;
        correct += usize::from((result.output > 0.5) == point.label && result.output != 0.5);
    }
    assert_eq!(totals(app), (loss, correct));
    assert_eq!(evaluation(app).result(app.points().len()), None);
}

#[test]
fn points_are_evaluated_in_the_first_frame() {
    assert_fresh(&mut simulation());
}

#[test]
fn a_point_moves_to_exactly_where_it_is_told() {
    let mut app = simulation();
    let before = app.points().to_vec();
    let to = [0.123_456_789_012_345_6, -3.5];
    app.world_mut().trigger(MovePoint { index: 3, to });
    assert_eq!(app.points()[3].place(), to);
    assert_eq!(app.points()[3].label, before[3].label);
    for index in (0..50).filter(|index| *index != 3) {
        assert_eq!(app.points()[index], before[index]);
    }
}

#[test]
fn a_place_that_is_not_finite_is_refused() {
    let mut app = simulation();
    let before = app.points().to_vec();
    for to in [
        [f64::NAN, 0.5],
        [0.5, f64::NAN],
        [f64::INFINITY, 0.5],
        [0.5, f64::NEG_INFINITY],
    ] {
        app.world_mut().trigger(MovePoint { index: 3, to });
        app.update();
    }
    assert_eq!(app.points(), before);
}

#[test]
fn moving_or_relabelling_a_point_that_is_not_there_does_nothing() {
    let mut app = simulation();
    let before = app.points().to_vec();
    app.world_mut().trigger(MovePoint {
        index: 50,
        to: [0.5; 2],
    });
    app.world_mut().trigger(RelabelPoint(50));
    app.world_mut().trigger(RemovePoint(50));
    app.update();
    assert_eq!(app.points(), before);
}

#[test]
fn a_moved_point_is_evaluated_in_the_same_frame_and_the_totals_follow() {
    let mut app = simulation();
    let before = totals(&app);
    let others = evaluation(&app).result(4);
    app.world_mut().trigger(MovePoint {
        index: 3,
        to: [0.9, 0.1],
    });
    app.update();
    assert_fresh(&mut app);
    assert_ne!(totals(&app).0, before.0);
    assert_eq!(evaluation(&app).result(4), others);
}

#[test]
fn a_relabelled_point_is_evaluated_with_its_new_class() {
    let mut app = simulation();
    let (label, before) = (app.points()[3].label, evaluation(&app).result(3).unwrap());
    app.world_mut().trigger(RelabelPoint(3));
    app.update();
    assert_eq!(app.points()[3].label, !label);
    let after = evaluation(&app).result(3).unwrap();
    assert_eq!(after.output, before.output);
    assert_ne!(after.loss, before.loss);
    assert_fresh(&mut app);
}

#[test]
fn an_added_point_comes_last_and_is_evaluated() {
    let mut app = simulation();
    let point = DataPoint {
        x1: 0.25,
        x2: 0.75,
        label: true,
    };
    app.world_mut().trigger(AddPoint(point));
    app.update();
    assert_eq!(app.points().len(), 51);
    assert_eq!(app.points()[50], point);
    assert_fresh(&mut app);
}

#[test]
fn a_point_at_a_place_that_is_not_finite_is_not_added() {
    let mut app = simulation();
    for (x1, x2) in [(f64::NAN, 0.5), (0.5, f64::INFINITY)] {
        let label = false;
        app.world_mut()
            .trigger(AddPoint(DataPoint { x1, x2, label }));
        app.update();
    }
    assert_eq!(app.points().len(), 50);
}

#[test]
fn there_is_a_last_point_that_can_be_added() {
    let mut app = simulation();
    app.change_data(|data| data.points = MAX_POINTS - 1);
    app.update();
    for _ in 0..3 {
        app.world_mut().trigger(AddPoint(DataPoint::default()));
    }
    app.update();
    assert_eq!(app.points().len(), MAX_POINTS);
}

#[test]
fn a_removed_point_is_gone_and_the_results_move_up() {
    let mut app = simulation();
    let before = app.points().to_vec();
    app.world_mut().trigger(RemovePoint(3));
    app.update();
    assert_eq!(app.points().len(), 49);
    assert_eq!(app.points()[..3], before[..3]);
    assert_eq!(app.points()[3..], before[4..]);
    assert_fresh(&mut app);
}

#[test]
fn the_last_point_cannot_be_removed() {
    let mut app = simulation();
    for _ in 0..60 {
        app.world_mut().trigger(RemovePoint(0));
    }
    app.update();
    assert_eq!(app.points().len(), 1);
    app.step();
    assert_eq!(app.epochs(), 1);
    assert_fresh(&mut app);
}

#[test]
fn no_points_at_all_are_no_epochs_and_no_panic() {
    let mut app = simulation();
    app.replace_points(&[]);
    app.press_play();
    app.frames(3);
    assert_eq!(app.epochs(), 0);
    app.replace_points(&[DataPoint::default()]);
    app.update();
    assert_eq!(app.epochs(), 1);
}

#[test]
fn the_shown_point_stays_in_range() {
    let mut app = simulation();
    app.world_mut().resource_mut::<ShownPoint>().0 = 49;
    app.world_mut().trigger(RemovePoint(10));
    app.update();
    assert!(app.world().resource::<ShownPoint>().0 < app.points().len());
    let three = app.points()[..3].to_vec();
    app.replace_points(&three);
    app.update();
    assert_eq!(app.world().resource::<ShownPoint>().0, 2);
}

#[test]
fn the_entities_hold_the_pass_of_the_point_on_show() {
    let mut app = simulation();
    for index in [0, 7, 49] {
        app.world_mut().resource_mut::<ShownPoint>().0 = index;
        app.update();
        let (model, point) = (app.model().clone(), app.points()[index]);
        let world = app.world();
        assert_eq!(
            model.coordinates.map(|leaf| world.value(leaf)),
            point.place()
        );
        let loss = model.loss(point.label);
        let evaluated = evaluation(&app).result(index).expect("a result");
        assert_close(world.value(loss), evaluated.loss, ROUNDING);
        assert_eq!(world.derivative(loss), Some(1.0));
        assert_eq!(world.derivative(model.loss(!point.label)), None);
        for &parameter in &model.parameters {
            assert!(world.derivative(parameter).is_some());
        }
    }
}

#[test]
fn frames_do_not_accumulate_the_shown_points_derivatives() {
    let mut app = simulation();
    let parameter = app.model().parameters[8];
    let first = app.world().derivative(parameter);
    app.frames(5);
    assert_eq!(app.world().derivative(parameter), first);
}

#[test]
fn dragging_while_playing_goes_on_training() {
    let mut app = simulation();
    app.press_play();
    for step in 0..20 {
        let to = [f64::from(step) / 20.0, 0.5];
        app.world_mut().trigger(MovePoint { index: 0, to });
        app.update();
        assert_eq!(app.points()[0].place(), to);
        assert_eq!(app.epochs(), step as u64 + 1);
    }
    assert!(app.is_playing());
}

#[test]
fn dragging_goes_on_with_an_epoch_that_is_under_way() {
    let mut app = simulation();
    app.by_entities();
    app.insert_resource(NO_TIME);
    app.press_play();
    for frame in 0..100 {
        let to = [f64::from(frame) / 100.0, 0.5];
        app.world_mut().trigger(MovePoint { index: 0, to });
        app.update();
    }
    // 50 points, one a frame.
    assert_eq!(app.epochs(), 2);
}

#[test]
fn adding_or_removing_a_point_begins_the_epoch_anew() {
    let mut app = simulation();
    app.by_entities();
    app.insert_resource(NO_TIME);
    app.press_play();
    app.frames(30);
    app.world_mut().trigger(RemovePoint(0));
    app.frames(48);
    assert_eq!(app.epochs(), 0);
    app.update();
    assert_eq!(app.epochs(), 1);
}

#[test]
fn without_time_points_are_evaluated_over_several_frames() {
    let mut app = simulation();
    app.change_data(|data| data.points = 2_000);
    app.update();
    app.insert_resource(NO_TIME);
    app.step();
    assert!(!evaluation(&app).is_up_to_date());
    let frames = (1..100).find(|_| {
        app.update();
        evaluation(&app).is_up_to_date()
    });
    assert!(frames.is_some_and(|frames| frames > 2), "{frames:?}");
    assert_fresh(&mut app);
}

/// An extent that is not square and not at the origin.
const WIDE: Extent = Extent {
    min: [-0.5, 0.25],
    max: [1.5, 1.25],
};

fn want(app: &mut App, extent: Extent) {
    app.world_mut().trigger(WantOutputField(extent));
}

/// The latest field lies over `extent`, and its samples are those of a fresh forward.
#[track_caller]
fn assert_field(app: &mut App, extent: Extent) {
    assert!(fields(app).is_up_to_date());
    let field = fields(app).latest().expect("a field").clone();
    assert_eq!(field.extent, extent);
    assert_eq!(field.logits.len(), FIELD_SIZE * FIELD_SIZE);
    let last = FIELD_SIZE - 1;
    for (column, row) in [(0, 0), (last, 0), (0, last), (last, last), (5, 40), (33, 2)] {
        // Even spacing, by hand.
        let along = |axis: usize, index: usize| {
            let t = index as f64 / 64.0;
            extent.min[axis] * (1.0 - t) + extent.max[axis] * t
        };
        let place = OutputField::place(&extent, column, row);
        assert!((place[0] - along(0, column)).abs() < 1e-14);
        assert!((place[1] - along(1, row)).abs() < 1e-14);
        let [x1, x2] = place;
        let label = false;
        fresh_result(app, DataPoint { x1, x2, label });
        let expected = app.world().value(app.model().logit);
        let sampled = field.logits[row * FIELD_SIZE + column];
        assert_close(sampled, expected, ROUNDING);
    }
}

#[test]
fn no_field_is_sampled_before_it_is_wanted() {
    let mut app = simulation();
    app.step();
    assert!(fields(&app).latest().is_none());
    assert_eq!(fields(&app).completed(), 0);
}

#[test]
fn a_wanted_field_is_sampled_from_border_to_border() {
    let mut app = simulation();
    for extent in [Extent::UNIT, WIDE] {
        want(&mut app, extent);
        app.update();
        assert_field(&mut app, extent);
    }
    assert_eq!(fields(&app).completed(), 2);
    let corners = OutputField::place(&WIDE, FIELD_SIZE - 1, FIELD_SIZE - 1);
    assert_eq!(corners, WIDE.max);
}

#[test]
fn a_field_that_is_up_to_date_is_not_sampled_again() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.frames(3);
    want(&mut app, WIDE);
    app.frames(3);
    assert_eq!(fields(&app).completed(), 1);
}

#[test]
fn changed_parameters_make_a_new_field() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.update();
    let before = fields(&app).latest().cloned();
    app.step();
    assert_ne!(fields(&app).latest().cloned(), before);
    assert_field(&mut app, WIDE);
    app.press_reset();
    app.update();
    assert_eq!(fields(&app).latest().cloned(), before);
    assert_eq!(fields(&app).completed(), 3);
}

#[test]
fn another_network_makes_a_new_field() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.update();
    app.change_network(|network| network.init_seed += 1);
    app.update();
    assert_field(&mut app, WIDE);
    assert_eq!(fields(&app).completed(), 2);
}

#[test]
fn without_time_a_field_takes_several_frames_and_shows_the_last_whole_one() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.update();
    let whole = fields(&app).latest().cloned();
    app.insert_resource(NO_TIME);
    want(&mut app, Extent::UNIT);
    let mut frames = 0;
    while !fields(&app).is_up_to_date() {
        assert_eq!(fields(&app).latest().cloned(), whole);
        app.update();
        frames += 1;
    }
    assert!(frames > 10, "{frames}");
    assert_field(&mut app, Extent::UNIT);
}

#[test]
fn parameters_that_change_while_a_field_is_sampled_make_another_one() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.update();
    app.insert_resource(NO_TIME);
    want(&mut app, Extent::UNIT);
    app.frames(10);
    app.insert_resource(FrameBudget::UNLIMITED);
    app.step();
    app.frames(2);
    assert_field(&mut app, Extent::UNIT);
}

#[test]
fn wanting_another_field_and_then_the_first_again_shows_no_old_one() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.update();
    app.step();
    app.step();
    let time = *app.world().resource::<FrameBudget>();
    app.insert_resource(NO_TIME);
    // The parameters change, a field over WIDE is begun; before it is whole, another extent is wanted for a moment.
    app.step();
    want(&mut app, Extent::UNIT);
    want(&mut app, WIDE);
    app.insert_resource(time);
    app.frames(2);
    assert_field(&mut app, WIDE);
}

#[test]
fn a_field_is_not_wanted_over_an_extent_that_is_not_finite() {
    let mut app = simulation();
    want(&mut app, WIDE);
    app.update();
    want(
        &mut app,
        Extent {
            min: [f64::NAN, 0.0],
            ..Extent::UNIT
        },
    );
    app.update();
    assert_field(&mut app, WIDE);
}

#[test]
fn a_hidden_units_map_has_its_values_at_the_fields_places() {
    let mut app = simulation();
    app.change_network(|network| network.shape.hidden = vec![3, 2]);
    want(&mut app, WIDE);
    for unit in [
        HiddenUnit { layer: 0, unit: 2 },
        HiddenUnit { layer: 1, unit: 0 },
    ] {
        app.world_mut().trigger(WantUnitMap(Some(unit)));
        app.update();
        assert_field(&mut app, WIDE);
        let map = fields(&app).latest().unwrap().unit.clone().expect("a map");
        assert_eq!(map.unit, unit);
        let node = app.model().unit(unit).expect("the network has it");
        for (column, row) in [(0, 0), (64, 64), (5, 40), (33, 2)] {
            let [x1, x2] = OutputField::place(&WIDE, column, row);
            let label = false;
            fresh_result(&mut app, DataPoint { x1, x2, label });
            let expected = app.world().value(node);
            assert_close(map.values[row * FIELD_SIZE + column], expected, ROUNDING);
        }
    }
    app.world_mut().trigger(WantUnitMap(None));
    app.update();
    assert_eq!(fields(&app).latest().unwrap().unit, None);
}

#[test]
fn a_unit_that_the_network_has_not_has_no_map() {
    let mut app = simulation();
    want(&mut app, WIDE);
    let unit = HiddenUnit { layer: 0, unit: 2 };
    app.world_mut().trigger(WantUnitMap(Some(unit)));
    app.update();
    assert_eq!(fields(&app).latest().unwrap().unit, None);
    app.change_network(|network| network.shape.hidden = vec![3]);
    app.update();
    assert_eq!(
        fields(&app).latest().unwrap().unit.as_ref().unwrap().unit,
        unit
    );
}

#[test]
fn a_pause_within_an_epoch_of_small_batches_shows_the_parameters_of_now() {
    for executor in Executor::ALL {
        let mut app = simulation();
        app.change_data(|data| data.points = 2_000);
        app.change_network(|network| network.shape.hidden = vec![8, 8]);
        app.change_training(|training| {
            training.batch = BatchSize::Points(1);
            training.executor = executor;
        });
        want(&mut app, WIDE);
        app.update();
        let before = app.parameters();
        app.insert_resource(FrameBudget {
            train: Duration::ZERO,
            evaluate: Duration::MAX,
        });
        app.press_play();
        app.frames(2);
        app.press_play();
        app.frames(2);
        assert_eq!(app.epochs(), 0, "the epoch takes many frames");
        assert_ne!(app.parameters(), before);
        assert_fresh(&mut app);
        assert_field(&mut app, WIDE);
    }
}

#[test]
fn a_wish_for_another_number_of_points_outlives_an_edit_in_the_same_frame() {
    let mut app = simulation();
    for (wished, drawn) in [(60, 60), (6_000, MAX_POINTS)] {
        app.world_mut().resource_mut::<DataSettings>().points = wished;
        app.world_mut().trigger(AddPoint(DataPoint::default()));
        app.update();
        assert_eq!(app.points().len(), drawn);
        assert_eq!(app.world().resource::<DataSettings>().points, drawn);
        app.update();
        assert_eq!(app.points().len(), drawn);
    }
}

#[test]
fn a_slow_epoch_says_how_many_points_it_has_passed() {
    let mut app = simulation();
    app.world_mut().resource_mut::<TrainingSettings>().executor = Executor::Entities;
    app.insert_resource(NO_TIME);
    app.press_play();
    for passed in 1..50 {
        app.update();
        let report = *app.world().resource::<FrameReport>();
        assert_eq!(report.passed, Some([passed, 50]));
        assert!(report.is_slow());
    }
    app.update();
    let report = *app.world().resource::<FrameReport>();
    assert_eq!((report.passed, report.done), (None, 1));
    assert!(report.is_slow(), "it has taken fifty frames");
}
