//! The trace of a pass: it ends where the Pass schedule ends, bit for bit, and every position is the same from both sides.

use bevy::prelude::*;
use chainrule::autodiff::{
    BackwardOrder, Derivative, Function, GraphBuilder, OutputGraph, Phase, SavedValues, Step,
    TopologicalOrder, Trace, Value, Variable,
};
use proptest::prelude::*;

use super::{
    harness::{Graphs, autodiff_world},
    random_graphs::{Spawned, config, recipes, spawn},
};

/// What each node of the graph holds in the world.
fn stored_in(world: &World, graph: &OutputGraph) -> Vec<Option<f64>> {
    let derivative = |entity| world.get::<Derivative>(entity).and_then(|held| held.0);
    graph
        .nodes()
        .iter()
        .map(|node| derivative(node.entity))
        .collect()
}

/// The trace of the pass that the world would run next, from a `d_output`.
fn trace_of(world: &World, output: Entity, d_output: f64, order: BackwardOrder) -> Trace {
    let graph = OutputGraph::of(world, output).expect("the output is in the world");
    let values = graph.values_in(world);
    let stored = stored_in(world, &graph);
    Trace::new(graph.into(), &values, d_output, &stored, order)
}

/// Every bit of a number that may be missing: NaN is equal to itself, and 0 is not −0.
fn bits(number: Option<f64>) -> Option<u64> {
    number.map(f64::to_bits)
}

/// The example of the lecture: z = x·y, log z + exp z, at 1.5 and 2.
fn log_plus_exp() -> (World, Entity) {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 1.5), builder.leaf("y", 2.0));
    let z = (&x * &y).named("z");
    let output = (z.log().named("log") + z.exp().named("exp")).named("h");
    let graph = builder.spawn(&mut world).expect("a legal graph");
    (world, graph.entity(&output))
}

/// A step as a line of text, with names for nodes.
fn line(world: &World, trace: &Trace, step: &Step) -> String {
    let name = |node: usize| {
        let entity = trace.graph().nodes()[node].entity;
        world
            .get::<Name>(entity)
            .expect("a node has a name")
            .to_string()
    };
    match *step {
        Step::Forward { node, value, .. } => format!("{} = {value}", name(node)),
        Step::Visit { node, from: None } => format!("visit {}", name(node)),
        Step::Visit {
            node,
            from: Some((from, argument)),
        } => format!("visit {} from {}[{argument}]", name(node), name(from)),
        Step::AlreadyMarked { node } => format!("{} is marked", name(node)),
        Step::SkipConstant { node } => format!("{} is constant", name(node)),
        Step::Mark { node } => format!("mark {}", name(node)),
        Step::Add { node } => format!("add {}", name(node)),
        Step::Start { d_output } => format!("start {d_output}"),
        Step::Take { node, d_output } => format!("take {} {d_output}", name(node)),
        Step::Call { node, d_output } => format!("call {} {d_output}", name(node)),
        Step::ChainRule { node, local } => format!("chain rule {} {}", name(node), local[0]),
        Step::Contribution {
            node,
            input,
            local,
            d_output,
            ..
        } => format!(
            "{} sends {local} * {d_output} to {}",
            name(node),
            name(input)
        ),
        Step::Accumulate { node, after, .. } => format!("d[{}] = {after}", name(node)),
        Step::Store { node, after, .. } => format!("{} holds {after}", name(node)),
        Step::Return { node } => format!("return from {}", name(node)),
    }
}

/// Runs the pass in the world, and asserts that the trace's end is the same.
fn assert_replays(spawned: &mut Spawned, d_output: f64) -> Result<(), TestCaseError> {
    let mut trace = trace_of(
        &spawned.world,
        spawned.output,
        d_output,
        BackwardOrder::Sorted,
    );
    spawned.world.pass_from(spawned.output, d_output);
    trace.seek(trace.len());
    let state = trace.state();
    for (place, node) in trace.graph().nodes().iter().enumerate() {
        let world = &spawned.world;
        prop_assert_eq!(
            bits(state.values[place]),
            bits(Some(world.value(node.entity)))
        );
        if node.function().is_some() {
            let saved = world.get::<SavedValues>(node.entity);
            prop_assert_eq!(state.saved[place].as_ref(), saved);
        }
        if node.is_variable() {
            let derivative = world.derivative(node.entity);
            prop_assert_eq!(bits(state.derivative(place)), bits(derivative));
        } else {
            prop_assert_eq!(state.derivative(place), None);
        }
    }
    let entity = |&place: &usize| trace.graph().nodes()[place].entity;
    let order = spawned.world.resource::<TopologicalOrder>();
    let sorted = order
        .of(spawned.output)
        .expect("the pass sorts")
        .variables();
    let list: Vec<Entity> = state.list.iter().rev().map(entity).collect();
    prop_assert_eq!(&list, sorted);
    let taken: Vec<Entity> = state.taken.iter().map(entity).collect();
    prop_assert_eq!(&taken, sorted);
    prop_assert!(state.stack.is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(config(120, 5))]

    #[test]
    fn a_trace_ends_where_the_pass_ends(
        recipe in recipes(0..120), reach in 1..120_usize, d_output in -2.0..2.0_f64,
    ) {
        let mut spawned = spawn(&recipe, reach);
        for &leaf in &spawned.leaves.clone() {
            let moved = spawned.world.value(leaf) * 0.999;
            spawned.world.set_value(leaf, moved);
        }
        assert_replays(&mut spawned, d_output)?;
        // A second pass adds to what the leaves hold.
        assert_replays(&mut spawned, d_output)?;
    }

    #[test]
    fn every_position_is_the_same_from_both_sides(
        recipe in recipes(0..12), reach in 1..12_usize, jumps in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
        order in prop::sample::select(&BackwardOrder::ALL),
    ) {
        let spawned = spawn(&recipe, reach);
        let mut trace = trace_of(&spawned.world, spawned.output, 1.0, order);
        let mut on_the_way = vec![trace.state().clone()];
        while !trace.is_at_end() && on_the_way.len() < 2_000 {
            trace.seek(trace.position() + 1);
            on_the_way.push(trace.state().clone());
        }
        for jump in jumps {
            let position = jump.index(on_the_way.len());
            trace.seek(position);
            prop_assert_eq!(trace.position(), position);
            prop_assert_eq!(trace.state(), &on_the_way[position]);
        }
        trace.seek(0);
        prop_assert_eq!(trace.state(), &on_the_way[0]);
    }
}

#[test]
fn the_lectures_example_step_by_step() {
    let (world, output) = log_plus_exp();
    let trace = trace_of(&world, output, 1.0, BackwardOrder::Sorted);
    let lines: Vec<String> = trace
        .steps()
        .iter()
        .map(|step| line(&world, &trace, step))
        .collect();
    let (log, exp) = (3.0_f64.ln(), 3.0_f64.exp());
    // By hand: z = 3, h = log 3 + exp 3; ∂h/∂z = exp 3 + 1/3, for x times y = 2, for y times x = 1.5.
    let third = 1.0 / 3.0;
    let d_z = third + exp;
    let by_hand = [
        "z = 3".into(),
        format!("log = {log}"),
        format!("exp = {exp}"),
        format!("h = {}", log + exp),
        "visit h".into(),
        "visit log from h[0]".into(),
        "visit z from log[0]".into(),
        "visit x from z[0]".into(),
        "mark x".into(),
        "add x".into(),
        "visit y from z[1]".into(),
        "mark y".into(),
        "add y".into(),
        "mark z".into(),
        "add z".into(),
        "mark log".into(),
        "add log".into(),
        "visit exp from h[1]".into(),
        "visit z from exp[0]".into(),
        "z is marked".into(),
        "mark exp".into(),
        "add exp".into(),
        "mark h".into(),
        "add h".into(),
        "start 1".into(),
        "take h 1".into(),
        "chain rule h 1".into(),
        "h sends 1 * 1 to log".into(),
        "d[log] = 1".into(),
        "h sends 1 * 1 to exp".into(),
        "d[exp] = 1".into(),
        "take exp 1".into(),
        format!("chain rule exp {exp}"),
        format!("exp sends {exp} * 1 to z"),
        format!("d[z] = {exp}"),
        "take log 1".into(),
        format!("chain rule log {third}"),
        format!("log sends {third} * 1 to z"),
        format!("d[z] = {d_z}"),
        format!("take z {d_z}"),
        "chain rule z 2".into(),
        format!("z sends 2 * {d_z} to x"),
        format!("d[x] = {}", 2.0 * d_z),
        format!("z sends 1.5 * {d_z} to y"),
        format!("d[y] = {}", 1.5 * d_z),
        format!("take y {}", 1.5 * d_z),
        format!("y holds {}", 1.5 * d_z),
        format!("take x {}", 2.0 * d_z),
        format!("x holds {}", 2.0 * d_z),
    ];
    assert_eq!(lines, by_hand);
}

#[test]
fn a_constant_is_visited_and_skipped_and_gets_nothing() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let output = &x * 2.0;
    let graph = builder.spawn(&mut world).unwrap();
    let mut trace = trace_of(&world, graph.entity(&output), 1.0, BackwardOrder::Sorted);
    let constant = trace
        .graph()
        .nodes()
        .iter()
        .position(|node| !node.is_variable())
        .expect("the 2");
    let skips = |step: &&Step| matches!(step, Step::SkipConstant { node } if *node == constant);
    assert_eq!(trace.steps().iter().filter(skips).count(), 1);
    let sends = |step: &&Step| matches!(step, Step::Contribution { .. });
    assert_eq!(trace.steps().iter().filter(sends).count(), 1);
    trace.seek(trace.len());
    assert_eq!(trace.state().derivative(constant), None);
    assert!(!trace.state().marks[constant]);
}

#[test]
fn a_node_used_twice_gets_two_contributions() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let x = builder.leaf("x", 3.0);
    let output = &x * &x;
    let graph = builder.spawn(&mut world).unwrap();
    let trace = trace_of(&world, graph.entity(&output), 1.0, BackwardOrder::Sorted);
    let accumulated: Vec<(Option<f64>, f64)> = trace
        .steps()
        .iter()
        .filter_map(|step| match *step {
            Step::Accumulate { before, after, .. } => Some((before, after)),
            _ => None,
        })
        .collect();
    assert_eq!(accumulated, [(None, 3.0), (Some(3.0), 6.0)]);
    assert_eq!(trace.graph().readers(0).len(), 2);
}

#[test]
fn before_the_first_step_only_leaves_and_constants_have_values_and_nothing_has_a_derivative() {
    let (world, output) = log_plus_exp();
    let trace = trace_of(&world, output, 1.0, BackwardOrder::Sorted);
    for (place, node) in trace.graph().nodes().iter().enumerate() {
        let is_given = node.function().is_none();
        assert_eq!(trace.state().values[place].is_some(), is_given);
        assert_eq!(trace.state().derivative(place), None);
    }
}

#[test]
fn one_can_go_from_node_to_node_and_from_phase_to_phase_on_and_back() {
    let (world, output) = log_plus_exp();
    let mut trace = trace_of(&world, output, 1.0, BackwardOrder::Sorted);
    let mut stops = vec![0];
    while !trace.is_at_end() {
        trace.seek(trace.next_node());
        stops.push(trace.position());
    }
    // 4 functions; 7 visits; the dictionary's beginning; 6 variables taken.
    assert_eq!(stops.len(), 1 + 4 + 7 + 1 + 6);
    while let Some(stop) = stops.pop() {
        assert_eq!(trace.position(), stop);
        trace.seek(trace.previous_node());
    }
    let mut phases = Vec::new();
    while !trace.is_at_end() {
        trace.seek(trace.next_phase());
        phases.push((trace.position(), trace.phase()));
    }
    assert_eq!(
        phases,
        [
            (4, Phase::Forward),
            (24, Phase::TopologicalOrder),
            (49, Phase::Backward)
        ]
    );
    trace.seek(30);
    trace.seek(trace.previous_phase());
    assert_eq!(trace.position(), 24);
    trace.seek(trace.previous_phase());
    assert_eq!(trace.position(), 4);
}

#[test]
fn a_chain_of_a_hundred_thousand_nodes_is_traced_without_recursion() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let mut x = builder.leaf("x", 0.5);
    for _ in 0..100_000 {
        x = -&x;
    }
    let graph = builder.spawn(&mut world).unwrap();
    for order in BackwardOrder::ALL {
        let mut trace = trace_of(&world, graph.entity(&x), 1.0, order);
        assert_eq!(trace.is_cut(), order != BackwardOrder::Sorted);
        trace.seek(trace.len());
        if !trace.is_cut() {
            assert_eq!(trace.state().derivative(0), Some(1.0));
        }
    }
}

#[test]
fn the_graph_of_an_output_is_what_it_depends_on() {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, y) = (builder.leaf("x", 2.0), builder.leaf("y", 3.0));
    let product = &x * &x;
    let _unused = &product + &y;
    let graph = builder.spawn(&mut world).unwrap();
    let output = OutputGraph::of(&world, graph.entity(&product)).unwrap();
    let entities: Vec<Entity> = output.nodes().iter().map(|node| node.entity).collect();
    assert_eq!(entities, [graph.entity(&x), graph.entity(&product)]);
    assert_eq!(output.nodes()[1].function(), Some(Function::Mul));
    assert_eq!(output.place(graph.entity(&y)), None);
    // An entity that is no node has none.
    let stranger = world.spawn((Variable, Value(1.0))).id();
    assert_eq!(OutputGraph::of(&world, stranger), None);
}
