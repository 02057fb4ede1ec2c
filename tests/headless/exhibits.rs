//! Examples on stage in place of the network, and leaves set by hand with what can be taken back.

use bevy::prelude::*;
use chainrule::{
    autodiff::{Derivative, OrderOutcome, Value},
    session::{Edits, RedoEdit, SessionPlugin, TakeHold, UndoEdit},
    training::{Example, Exhibit, Model, SetLeaf, ShownGraph, ShownNumbers, ShownPoint, StepBack},
};

use super::harness::{Simulation, assert_close, node, set_leaf, simulation, trigger};

fn show(app: &mut App, exhibit: Exhibit) {
    app.insert_resource(exhibit);
    app.update();
}

fn derivative(app: &App, name: &str) -> f64 {
    let held = app.world().get::<Derivative>(node(app, name));
    held.and_then(|held| held.0).expect("backward has come")
}

fn value(app: &App, name: &str) -> f64 {
    let held = app.world().get::<Value>(node(app, name));
    held.expect("every node has a value").0
}

/// How many nodes are in the world, whatever graph they are of.
fn nodes(app: &mut App) -> usize {
    let world = app.world_mut();
    world.query::<&Value>().iter(world).count()
}

/// Visits of every order, and the names of the derivatives that the last of them has wrong.
fn outcome(app: &App) -> ([f64; 3], String) {
    let shown = app.world().resource::<ShownGraph>();
    let values = shown.graph.values_in(app.world());
    let nothing = vec![None; values.len()];
    let outcomes = OrderOutcome::all(&shown.graph, &values, &nothing, None);
    let wrong: Vec<&str> = outcomes[2]
        .wrong(&outcomes[0])
        .map(|node| &*shown.names[node])
        .collect();
    assert_eq!(outcomes[1].wrong(&outcomes[0]).count(), 0);
    let visits = [0, 1, 2].map(|order: usize| outcomes[order].visits);
    (visits, wrong.join(" "))
}

#[test]
fn every_example_has_the_visits_and_the_mistakes_that_a_count_by_hand_gives() {
    let mut app = simulation();
    for (example, visits, wrong) in [
        // c b a; c b a a b a a.
        (Example::TwiceDoubled, [3.0, 7.0, 7.0], "a"),
        // n + 1; 2⁵ − 1. a3 gets its two contributions from a4 alone and is right.
        (Example::Doublings(4), [5.0, 31.0, 31.0], "a0 a1 a2"),
        // z 5y 2y y x; z 2y y x 5y y x. y adds 2 and 5 up rightly, but passes 2 on twice.
        (Example::TwoUses, [5.0, 7.0, 7.0], "x"),
        // y f e d c b a; y e c a b d a b f c a b d a b.
        (Example::SumsAndProducts, [7.0, 15.0, 15.0], "a b"),
        // f px s 1q q xp p x; f s xp x p x 1q q x x px x p x. p is used twice, and x gets from it 1 and then 2.
        (Example::ThreeWays, [8.0, 14.0, 14.0], "x"),
        // e d c b a: nothing is read twice.
        (Example::SumTimes, [5.0, 5.0, 5.0], ""),
        // The sum, two functions, z, x, y; z and what is below it twice.
        (Example::LogPlusExp, [6.0, 9.0, 9.0], "x y"),
    ] {
        show(&mut app, Exhibit::Example(example));
        assert_eq!(outcome(&app), (visits, wrong.into()), "{}", example.label());
    }
}

#[test]
fn the_derivatives_of_an_example_are_those_of_its_formula_wherever_its_leaves_are_set() {
    let mut app = simulation();
    show(&mut app, Exhibit::Example(Example::LogPlusExp));
    for (x, y) in [(1.5, 2.0), (0.25, 4.0), (3.0, 0.5)] {
        set_leaf(&mut app, "x", x);
        set_leaf(&mut app, "y", y);
        // ∂/∂x (log xy + exp xy) = 1/x + y exp xy.
        assert_close(derivative(&app, "x"), 1.0 / x + y * (x * y).exp(), 1e-14);
        assert_close(derivative(&app, "y"), 1.0 / y + x * (x * y).exp(), 1e-14);
        let shown = app.world().resource::<ShownNumbers>();
        assert_eq!(
            shown.values.last().copied().flatten(),
            Some(value(&app, "sum"))
        );
    }
}

#[test]
fn an_example_leaves_the_world_as_it_was_and_training_does_not_know_of_it() {
    let mut app = simulation();
    let mut twin = simulation();
    let before = nodes(&mut app);
    let names = app.world().resource::<ShownGraph>().names.clone();
    for example in Example::ALL {
        show(&mut app, Exhibit::Example(example));
        assert_ne!(app.world().resource::<ShownGraph>().names, names);
        app.step();
        twin.step();
    }
    show(&mut app, Exhibit::Network);
    assert_eq!(app.parameter_bits(), twin.parameter_bits());
    assert_eq!(app.world().resource::<ShownGraph>().names, names);
    assert_eq!(nodes(&mut app), before);
}

#[test]
fn a_leaf_of_the_network_is_a_parameter_or_a_coordinate_of_the_point() {
    let mut app = simulation();
    set_leaf(&mut app, "layer1.bias_0", 0.75);
    let model = app.model();
    let bias = model
        .parameter_names
        .iter()
        .position(|n| n == "layer1.bias_0");
    assert_eq!(app.parameters()[bias.expect("it has a bias")], 0.75);
    set_leaf(&mut app, "x2", 0.375);
    let shown = app.world().resource::<ShownPoint>().0;
    assert_eq!(app.points()[shown].x2, 0.375);
    assert_eq!(value(&app, "x2"), 0.375);
}

#[test]
fn what_is_no_leaf_on_stage_or_no_finite_number_is_not_set() {
    let mut app = simulation();
    show(&mut app, Exhibit::Example(Example::TwoUses));
    let (y, three) = (node(&app, "y"), node(&app, "3"));
    let x = node(&app, "x");
    for (leaf, value) in [(y, 1.0), (three, 1.0), (x, f64::NAN), (x, f64::INFINITY)] {
        trigger(&mut app, SetLeaf { leaf, value });
    }
    assert_eq!(
        (value(&app, "x"), value(&app, "y"), value(&app, "3")),
        (2.0, 6.0, 3.0)
    );
    show(&mut app, Exhibit::Network);
    let before = app.parameter_bits();
    trigger(
        &mut app,
        SetLeaf {
            leaf: x,
            value: 1.0,
        },
    );
    assert_eq!(app.parameter_bits(), before);
}

fn with_session() -> App {
    let mut app = simulation();
    app.add_plugins(SessionPlugin);
    app
}

#[test]
fn setting_a_leaf_is_taken_back_at_once_however_many_values_it_had_on_the_way() {
    let mut app = with_session();
    let bias = "layer1.bias_0";
    let start = value(&app, bias);
    for value in [0.1, 0.2, 0.3] {
        set_leaf(&mut app, bias, value);
    }
    trigger(&mut app, TakeHold);
    set_leaf(&mut app, bias, 0.9);
    assert_eq!(app.world().resource::<Edits>().depths(), (2, 0));
    trigger(&mut app, UndoEdit);
    assert_eq!(value(&app, bias), 0.3);
    trigger(&mut app, UndoEdit);
    assert_eq!(value(&app, bias), start);
    trigger(&mut app, UndoEdit);
    assert_eq!(app.world().resource::<Edits>().depths(), (0, 2));
    trigger(&mut app, RedoEdit);
    assert_eq!(value(&app, bias), 0.3);
    trigger(&mut app, RedoEdit);
    assert_eq!(value(&app, bias), 0.9);
}

#[test]
fn a_coordinate_is_taken_back_with_its_point_even_when_another_is_on_show() {
    let mut app = with_session();
    let before = app.points().to_vec();
    set_leaf(&mut app, "x1", 0.9);
    assert_ne!(app.points(), before);
    app.insert_resource(ShownPoint(3));
    app.update();
    trigger(&mut app, UndoEdit);
    assert_eq!(app.points(), before);
}

#[test]
fn what_belonged_to_a_network_that_is_gone_is_no_step_to_take_back() {
    let mut app = with_session();
    set_leaf(&mut app, "layer1.bias_0", 0.5);
    app.change_network(|network| network.shape.hidden = vec![3]);
    app.update();
    let before = app.parameter_bits();
    trigger(&mut app, UndoEdit);
    assert_eq!(app.parameter_bits(), before);
    assert_eq!(app.world().resource::<Edits>().depths(), (0, 0));
    assert!(app.world().contains_resource::<Model>());
}

#[test]
fn a_leaf_of_an_example_is_taken_back_as_well() {
    let mut app = with_session();
    show(&mut app, Exhibit::Example(Example::LogPlusExp));
    for value in [1.0, 2.5] {
        set_leaf(&mut app, "x", value);
    }
    trigger(&mut app, UndoEdit);
    assert_eq!(value(&app, "x"), 1.5);
    trigger(&mut app, RedoEdit);
    assert_eq!(value(&app, "x"), 2.5);
}

#[test]
fn undo_after_a_step_back_brings_no_value_back_from_after_it() {
    let mut app = with_session();
    let bias = "layer2.bias_0";
    let start = value(&app, bias);
    app.step();
    assert_ne!(value(&app, bias), start);
    set_leaf(&mut app, bias, 1.0);
    trigger(&mut app, StepBack);
    assert_eq!(value(&app, bias), start);
    trigger(&mut app, UndoEdit);
    assert_eq!(value(&app, bias), start);
}

#[test]
fn a_value_that_is_no_number_is_not_brought_back() {
    let mut app = with_session();
    let bias = node(&app, "layer2.bias_0");
    let broken = Value(f64::NAN);
    app.world_mut().entity_mut(bias).insert(broken);
    trigger(
        &mut app,
        SetLeaf {
            leaf: bias,
            value: 0.5,
        },
    );
    assert_eq!(value(&app, "layer2.bias_0"), 0.5);
    assert_eq!(app.world().resource::<Edits>().depths(), (0, 0));
    // What was there before it broke is.
    trigger(&mut app, TakeHold);
    set_leaf(&mut app, "layer2.bias_0", 0.75);
    app.world_mut().entity_mut(bias).insert(Value(f64::NAN));
    trigger(&mut app, UndoEdit);
    assert_eq!(value(&app, "layer2.bias_0"), 0.5);
    assert_eq!(app.world().resource::<Edits>().depths(), (0, 0));
}
