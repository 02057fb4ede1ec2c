//! Why the order matters: how often each order visits, and what the wrong one makes of derivatives. Counted by hand first.

use bevy::prelude::*;
use chainrule::autodiff::{
    BackwardOrder, GraphBuilder, MOST_VISITS, OrderOutcome, OutputGraph, PathCounts, Scalar, Step,
    Trace,
};
use proptest::prelude::*;

use super::{
    harness::autodiff_world,
    random_graphs::{config, recipes, spawn},
};

/// A graph with its values, and a name for every node.
struct Example {
    graph: OutputGraph,
    values: Vec<f64>,
    names: Vec<String>,
}

fn example(draft: impl FnOnce(&GraphBuilder) -> Scalar) -> Example {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let output = draft(&builder);
    let spawned = builder.spawn(&mut world).expect("a legal graph");
    let graph = OutputGraph::of(&world, spawned.entity(&output)).expect("it is in the world");
    let name = |entity| world.get::<Name>(entity).expect("a name").to_string();
    Example {
        values: graph.values_in(&world),
        names: graph.nodes().iter().map(|node| name(node.entity)).collect(),
        graph,
    }
}

impl Example {
    /// The trace in an order, at its end.
    fn trace(&self, order: BackwardOrder) -> Trace {
        let nothing = vec![None; self.graph.len()];
        let mut trace = Trace::new(
            self.graph.clone().into(),
            &self.values,
            1.0,
            &nothing,
            order,
        );
        trace.seek(trace.len());
        trace
    }

    /// What comes of every order, for leaves that hold nothing.
    fn outcomes(&self) -> Vec<OrderOutcome> {
        let nothing = vec![None; self.graph.len()];
        OrderOutcome::all(&self.graph.clone().into(), &self.values, &nothing, None)
    }

    /// The names of the variables in the order in which backward visits them.
    fn visits(&self, order: BackwardOrder) -> String {
        let trace = self.trace(order);
        let names: Vec<&str> = trace
            .state()
            .taken
            .iter()
            .map(|&node| &*self.names[node])
            .collect();
        names.join(" ")
    }

    fn derivative(&self, order: BackwardOrder, name: &str) -> Option<f64> {
        let node = self.names.iter().position(|found| found == name);
        self.trace(order)
            .state()
            .derivative(node.expect("a node of this name"))
    }
}

/// a = 1; b = a + a; c = b + b: field notes, from a thread that ends with it.
fn doubled_twice() -> Example {
    example(|builder| {
        let a = builder.leaf("a", 1.0);
        let b = (&a + &a).named("b");
        (&b + &b).named("c")
    })
}

/// A chain of doublings: 2ⁿ paths.
fn doublings(n: usize) -> Example {
    example(|builder| {
        let mut last = builder.leaf("x0", 1.0);
        for step in 1..=n {
            last = (&last + &last).named(format!("x{step}"));
        }
        last
    })
}

#[test]
fn the_shortest_counter_example_is_visited_seven_times_instead_of_three() {
    let example = doubled_twice();
    assert_eq!(example.visits(BackwardOrder::Sorted), "c b a");
    assert_eq!(
        example.visits(BackwardOrder::EachContribution),
        "c b a a b a a"
    );
    assert_eq!(
        example.visits(BackwardOrder::AccumulatedSoFar),
        "c b a a b a a"
    );
    let derivative = |order| example.derivative(order, "a");
    assert_eq!(derivative(BackwardOrder::Sorted), Some(4.0));
    assert_eq!(derivative(BackwardOrder::EachContribution), Some(4.0));
    // By hand: b holds 1 and sends it twice; then it holds 2 and sends that twice: 1 + 1 + 2 + 2.
    assert_eq!(derivative(BackwardOrder::AccumulatedSoFar), Some(6.0));
}

#[test]
fn two_sums_and_two_products_are_visited_fifteen_times_instead_of_seven() {
    // a = 2, b = 3, c = a + b, d = a b, e = c + d, f = c d, y = e + f.
    let example = example(|builder| {
        let (a, b) = (builder.leaf("a", 2.0), builder.leaf("b", 3.0));
        let (c, d) = ((&a + &b).named("c"), (&a * &b).named("d"));
        let (e, f) = ((&c + &d).named("e"), (&c * &d).named("f"));
        (e + f).named("y")
    });
    assert_eq!(example.visits(BackwardOrder::Sorted), "y f e d c b a");
    assert_eq!(
        example.visits(BackwardOrder::EachContribution),
        "y e c a b d a b f c a b d a b"
    );
    // By hand: y = a + b + ab + (a + b) ab; ∂y/∂a = 1 + b + 2ab + b² = 25, ∂y/∂b = 1 + a + a² + 2ab = 19.
    for order in [BackwardOrder::Sorted, BackwardOrder::EachContribution] {
        assert_eq!(example.derivative(order, "a"), Some(25.0));
        assert_eq!(example.derivative(order, "b"), Some(19.0));
    }
    // By hand: c sends 1 and then 1 + 6 = 7 to both; d sends 1 and then 1 + 5 = 6, times 3 to a and times 2 to b.
    assert_eq!(
        example.derivative(BackwardOrder::AccumulatedSoFar, "a"),
        Some(1.0 + 3.0 + 7.0 + 18.0)
    );
    assert_eq!(
        example.derivative(BackwardOrder::AccumulatedSoFar, "b"),
        Some(1.0 + 2.0 + 7.0 + 12.0)
    );
}

#[test]
fn a_re_used_intermediate_is_passed_on_twice() {
    // x = 2: y = 3x, 2y + 5y. Right is 21; what y passes on is 2 and then 2 + 5: 3·2 + 3·7 = 27.
    let example = example(|builder| {
        let x = builder.leaf("x", 2.0);
        let y = 3.0 * &x;
        2.0 * &y + 5.0 * &y
    });
    assert_eq!(example.derivative(BackwardOrder::Sorted, "x"), Some(21.0));
    assert_eq!(
        example.derivative(BackwardOrder::AccumulatedSoFar, "x"),
        Some(27.0)
    );
}

#[test]
fn powers_by_ways_of_different_lengths_come_to_seven_instead_of_six() {
    // x = 1: p = 1x, q = xx, f = xp + 1q + xp = 3x². By hand, in the order of the arguments: xp sends x 1, and p 1, which sends x 1;
    // q sends x 1 twice; the second xp sends x 1, and p 1 more, which passes its 2 on.
    let example = example(|builder| {
        let x = builder.leaf("x", 1.0);
        let p = (&x * 1.0).named("p");
        let q = (&x * &x).named("q");
        let sum = (&x * &p).named("xp") + (&q * 1.0).named("1q");
        (sum.named("s") + (&x * &p).named("px")).named("f")
    });
    assert_eq!(example.visits(BackwardOrder::Sorted), "f px s 1q q xp p x");
    assert_eq!(
        example.visits(BackwardOrder::EachContribution),
        "f s xp x p x 1q q x x px x p x"
    );
    let derivative = |order| example.derivative(order, "x");
    assert_eq!(derivative(BackwardOrder::Sorted), Some(6.0));
    assert_eq!(derivative(BackwardOrder::EachContribution), Some(6.0));
    assert_eq!(derivative(BackwardOrder::AccumulatedSoFar), Some(7.0));
}

#[test]
fn the_lectures_expressions_have_the_visits_that_a_count_by_hand_gives() {
    type Draft = fn(&GraphBuilder) -> Scalar;
    // Variables, and paths from the output to each of them; constants are not visited.
    let expressions: [(&str, Draft, [f64; 2]); 9] = [
        (
            "5 (5 x): three in a row",
            |b| b.leaf("x", 10.0).times_five().times_five(),
            [3.0, 3.0],
        ),
        ("x y", |b| b.leaf("x", 3.0) * b.leaf("y", 4.0), [3.0, 3.0]),
        ("x²", |b| b.leaf("x", 3.0).square(), [2.0, 2.0]),
        ("(x²)²", |b| b.leaf("x", 2.0).square().square(), [3.0, 3.0]),
        ("(log x)²", |b| b.leaf("x", 2.0).log().square(), [3.0, 3.0]),
        (
            "(x y)²",
            |b| (b.leaf("x", 2.0) * b.leaf("y", 3.0)).square(),
            [4.0, 4.0],
        ),
        (
            "z = x y; log z + exp z: z and what is below it by two ways",
            |b| {
                let z = b.leaf("x", 1.0) * b.leaf("y", 1.0);
                z.log() + z.exp()
            },
            [6.0, 9.0],
        ),
        (
            "x x: x as either argument",
            |b| {
                let x = b.leaf("x", 3.0);
                &x * &x
            },
            [2.0, 3.0],
        ),
        (
            "(x x) y + 10 x: six variables, x by three ways",
            |b| {
                let (x, y) = (b.leaf("x", 1.0), b.leaf("y", 1.0));
                &x * &x * y + 10.0 * &x
            },
            [6.0, 8.0],
        ),
    ];
    for (text, draft, [sorted, each]) in expressions {
        let outcomes = example(draft).outcomes();
        let visits: Vec<f64> = outcomes.iter().map(|outcome| outcome.visits).collect();
        assert_eq!(visits, [sorted, each, each], "{text}");
        assert_eq!(outcomes[1].wrong(&outcomes[0]).count(), 0, "{text}");
    }
}

#[test]
fn the_lectures_sum_of_two_functions_gets_the_first_contribution_twice() {
    // z = x y at 1, 1: log sends z 1, which goes on to x; exp sends e, and 1 + e goes on: 2 + e instead of 1 + e.
    let example = example(|builder| {
        let z = builder.leaf("x", 1.0) * builder.leaf("y", 1.0);
        z.log() + z.exp()
    });
    let e = std::f64::consts::E;
    for name in ["x", "y"] {
        let right = example.derivative(BackwardOrder::Sorted, name);
        let wrong = example.derivative(BackwardOrder::AccumulatedSoFar, name);
        assert!((right.unwrap() - (1.0 + e)).abs() < 1e-15);
        assert!((wrong.unwrap() - (2.0 + e)).abs() < 1e-15);
    }
}

#[test]
fn a_chain_of_doublings_is_visited_two_to_the_n_plus_one_times() {
    for n in 0..=13 {
        let example = doublings(n);
        let visits = |order| example.trace(order).visits();
        assert_eq!(visits(BackwardOrder::Sorted), n + 1);
        let all = (1 << (n + 1)) - 1;
        assert_eq!(visits(BackwardOrder::EachContribution), all);
        assert_eq!(visits(BackwardOrder::AccumulatedSoFar), all);
        let counted = PathCounts::of(&example.graph).visits(&example.graph);
        assert_eq!(counted, all as f64);
    }
}

#[test]
fn too_many_visits_are_cut_off_and_it_says_so() {
    let example = doublings(14);
    let trace = example.trace(BackwardOrder::EachContribution);
    assert!(trace.is_cut());
    assert_eq!(trace.visits(), MOST_VISITS);
    assert!(!example.trace(BackwardOrder::Sorted).is_cut());
    // Counted all the same, and where the count is too large for whole numbers, still its size.
    let visits = |n| {
        let example = doublings(n);
        PathCounts::of(&example.graph).visits(&example.graph)
    };
    assert_eq!(visits(14), 32_767.0);
    assert_eq!(visits(200), 2.0_f64.powi(201));
}

#[test]
fn an_outcome_counts_visits_and_names_what_is_wrong() {
    let example = doubled_twice();
    let outcomes = example.outcomes();
    let visits: Vec<f64> = outcomes.iter().map(|outcome| outcome.visits).collect();
    assert_eq!(visits, [3.0, 7.0, 7.0]);
    let wrong = |outcome: &OrderOutcome| -> Vec<usize> { outcome.wrong(&outcomes[0]).collect() };
    assert!(wrong(&outcomes[0]).is_empty() && wrong(&outcomes[1]).is_empty());
    // b is right, 2; it is a that got 6 instead of 4.
    assert_eq!(wrong(&outcomes[2]), [0]);
    assert!(outcomes.iter().all(|outcome| !outcome.is_cut));

    let many = doublings(40);
    let outcomes = many.outcomes();
    let all: Vec<(f64, bool)> = outcomes
        .iter()
        .map(|outcome| (outcome.visits, outcome.is_cut))
        .collect();
    let paths = 2.0_f64.powi(41) - 1.0;
    assert_eq!(all, [(41.0, false), (paths, true), (paths, true)]);
}

#[test]
fn a_visit_ends_before_the_one_that_called_it() {
    let trace = doubled_twice().trace(BackwardOrder::EachContribution);
    let mut stack = Vec::new();
    for step in trace.steps() {
        match *step {
            Step::Call { node, .. } => stack.push(node),
            Step::Return { node } => assert_eq!(stack.pop(), Some(node)),
            _ => {}
        }
    }
    assert!(stack.is_empty());
}

proptest! {
    #![proptest_config(config(100, 6))]

    #[test]
    fn passing_every_contribution_on_is_right_and_visits_once_for_every_path(
        recipe in recipes(0..14), reach in 1..14_usize,
    ) {
        let spawned = spawn(&recipe, reach);
        let graph = OutputGraph::of(&spawned.world, spawned.output).expect("it is there");
        let values = graph.values_in(&spawned.world);
        let nothing = vec![None; graph.len()];
        let graph = std::sync::Arc::new(graph);
        let end = |order| {
            let mut trace = Trace::new(graph.clone(), &values, 1.0, &nothing, order);
            trace.seek(trace.len());
            trace
        };
        let (sorted, each) = (end(BackwardOrder::Sorted), end(BackwardOrder::EachContribution));
        prop_assume!(!each.is_cut());
        prop_assert_eq!(PathCounts::of(&graph).visits(&graph), each.visits() as f64);
        let variables = graph.nodes().iter().filter(|node| node.is_variable()).count();
        prop_assert_eq!(sorted.visits(), variables);
        for node in 0..graph.len() {
            match (sorted.state().derivative(node), each.state().derivative(node)) {
                (Some(right), Some(other)) => {
                    let scale: f64 = graph.paths(&values, node, usize::MAX).iter().map(|path| path.product.abs()).sum();
                    prop_assert!((right - other).abs() <= 1e-12 * scale.max(1e-300), "{right} is not {other}");
                }
                (right, other) => prop_assert_eq!(right, other),
            }
        }
    }
}

#[test]
fn a_derivative_is_complete_once_nothing_more_will_arrive() {
    // By hand: c b a a b a a. a is stored four times; what it holds is whole after the last.
    let example = doubled_twice();
    for (order, stores) in [
        (BackwardOrder::Sorted, 1),
        (BackwardOrder::EachContribution, 4),
    ] {
        let mut trace = example.trace(order);
        let is_store = |step: &Step| matches!(step, Step::Store { .. });
        let stored = trace.steps().iter().enumerate();
        let positions: Vec<usize> = stored
            .filter(|(_, step)| is_store(step))
            .map(|(position, _)| position + 1)
            .collect();
        assert_eq!(positions.len(), stores);
        let (last, before) = positions.split_last().expect("a is stored");
        for position in before {
            trace.seek(*position);
            assert!(!trace.is_complete(0), "{order:?} at {position}");
        }
        trace.seek(last - 1);
        assert!(!trace.is_complete(0));
        trace.seek(*last);
        assert!(trace.is_complete(0));
    }
    assert!(
        !doublings(14)
            .trace(BackwardOrder::EachContribution)
            .is_complete(0)
    );
}
