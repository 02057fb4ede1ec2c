//! What must be true of every layout.

use bevy::math::Vec2;
use proptest::prelude::*;

use super::*;

/// Boxes of one size, none of which may sit above another.
fn plain(boxes: usize, edges: &[(usize, usize)]) -> LayoutInput {
    LayoutInput {
        sizes: vec![vec2(60.0, 40.0); boxes],
        edges: edges.to_vec(),
        may_sit_above: vec![false; boxes],
    }
}

/// Edges from each box to later ones, several between the same two among them.
fn graphs() -> impl Strategy<Value = LayoutInput> {
    (
        2..60_usize,
        prop::collection::vec((any::<u32>(), any::<u32>()), 0..120),
        prop::collection::vec((20.0..90.0_f32, 20.0..60.0_f32, any::<bool>()), 60),
    )
        .prop_map(|(boxes, draws, looks)| {
            let edges = draws
                .into_iter()
                .map(|(a, b)| {
                    let to = 1 + a as usize % (boxes - 1);
                    (b as usize % to, to)
                })
                .collect();
            LayoutInput {
                sizes: looks[..boxes]
                    .iter()
                    .map(|look| vec2(look.0, look.1))
                    .collect(),
                edges,
                may_sit_above: looks[..boxes].iter().map(|look| look.2).collect(),
            }
        })
}

/// A place on a piece of an edge as it is drawn: a cubic curve with level ends and handles to its middle.
fn on_curve(start: Vec2, end: Vec2, t: f32) -> Vec2 {
    let handle = vec2(0.5 * (end.x - start.x), 0.0);
    let s = 1.0 - t;
    let (b, c) = (start + handle, end - handle);
    s * s * s * start + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * end
}

fn overlap(input: &LayoutInput, layout: &Layout, a: usize, b: usize) -> bool {
    let apart = (layout.centres[a] - layout.centres[b]).abs();
    let room = 0.5 * (input.sizes[a] + input.sizes[b]) - Vec2::splat(0.01);
    apart.cmplt(room).all()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_box_covers_another_and_every_edge_leads_to_the_right_or_down(input in graphs()) {
        let layout = lay_out(&input);
        prop_assert_eq!(layout.centres.len(), input.sizes.len());
        prop_assert_eq!(layout.bends.len(), input.edges.len());
        for a in 0..input.sizes.len() {
            for b in 0..a {
                prop_assert!(!overlap(&input, &layout, a, b), "{} and {}", a, b);
            }
        }
        for (&(from, to), bends) in input.edges.iter().zip(&layout.bends) {
            let (start, end) = (layout.centres[from], layout.centres[to]);
            if start.x == end.x {
                prop_assert!(input.may_sit_above[from] && start.y < end.y && bends.is_empty());
                continue;
            }
            let way: Vec<f32> = [start.x].into_iter().chain(bends.iter().map(|bend| bend.x)).chain([end.x]).collect();
            prop_assert!(way.is_sorted(), "{:?}", way);
        }
    }

    #[test]
    fn an_edge_runs_through_no_box_on_its_way(input in graphs()) {
        let layout = lay_out(&input);
        for (&(from, to), bends) in input.edges.iter().zip(&layout.bends) {
            if bends.is_empty() {
                continue;
            }
            let side = |node: usize, side: f32| layout.centres[node] + vec2(side * 0.5 * input.sizes[node].x, 0.0);
            let knots: Vec<Vec2> = [side(from, 1.0)].into_iter().chain(bends.iter().copied()).chain([side(to, -1.0)]).collect();
            for (number, ends) in knots.windows(2).enumerate() {
                // The last piece may pass above a narrower box of its own column.
                let is_last = number + 2 == knots.len();
                for part in 1..40 {
                    let at = on_curve(ends[0], ends[1], part as f32 / 40.0);
                    for (node, (centre, size)) in layout.centres.iter().zip(&input.sizes).enumerate() {
                        let is_own = node == from || node == to;
                        let shares_column = layout.centres[to].x == centre.x || layout.centres[from].x == centre.x;
                        if is_own || shares_column && (is_last || number == 0) {
                            continue;
                        }
                        let is_hit = (*centre - at).abs().cmplt(0.5 * *size - Vec2::splat(0.01)).all();
                        prop_assert!(!is_hit, "{} in the box around {}", at, centre);
                    }
                }
            }
        }
    }

    #[test]
    fn a_graph_is_always_drawn_the_same_way_around_the_origin(input in graphs()) {
        let layout = lay_out(&input);
        prop_assert_eq!(&layout, &lay_out(&input));
        let (mut low, mut high) = (Vec2::INFINITY, Vec2::NEG_INFINITY);
        for (centre, size) in layout.centres.iter().zip(&input.sizes) {
            low = low.min(*centre - 0.5 * *size);
            high = high.max(*centre + 0.5 * *size);
        }
        prop_assert!(low.cmpge(-0.5 * layout.size - Vec2::splat(0.05)).all());
        prop_assert!(high.cmple(0.5 * layout.size + Vec2::splat(0.05)).all());
    }
}

#[test]
fn nothing_and_one_box_are_layouts_too() {
    assert_eq!(lay_out(&plain(0, &[])), Layout::default());
    let one = lay_out(&plain(1, &[]));
    assert_eq!(one.centres, [Vec2::ZERO]);
    assert_eq!(one.size, vec2(60.0, 40.0));
}

#[test]
fn a_box_read_twice_has_two_edges() {
    let layout = lay_out(&plain(2, &[(0, 1), (0, 1)]));
    assert_eq!(layout.bends, [vec![], vec![]]);
    assert!(layout.centres[0].x < layout.centres[1].x);
}

#[test]
fn a_chain_is_straight_however_long() {
    let boxes = 20_000;
    let edges: Vec<(usize, usize)> = (1..boxes).map(|to| (to - 1, to)).collect();
    let layout = lay_out(&plain(boxes, &edges));
    assert!(layout.centres.iter().all(|centre| centre.y == 0.0));
}

#[test]
fn fully_connected_units_stand_in_their_order() {
    // 2 inputs, 10 units, 10 units, 1.
    let mut edges = Vec::new();
    for (from, to) in [(0..2, 2..12), (2..12, 12..22), (12..22, 22..23)] {
        for unit in to {
            edges.extend(from.clone().map(|input| (input, unit)));
        }
    }
    let layout = lay_out(&plain(23, &edges));
    for column in [0..2, 2..12, 12..22] {
        let heights: Vec<f32> = column.map(|unit| layout.centres[unit].y).collect();
        assert!(heights.is_sorted(), "{heights:?}");
    }
}

#[test]
fn a_parameter_stands_above_the_one_that_reads_it() {
    // x (0) times w (1) is 2, plus b (3) is 4.
    let mut input = plain(5, &[(0, 2), (1, 2), (2, 4), (3, 4)]);
    input.may_sit_above[1] = true;
    input.may_sit_above[3] = true;
    let layout = lay_out(&input);
    for (parameter, reader) in [(1, 2), (3, 4)] {
        let (above, below) = (layout.centres[parameter], layout.centres[reader]);
        assert_eq!(above.x, below.x);
        assert!(above.y < below.y);
    }
    // Two parameters of one function stand at the left: there is room for one above.
    let mut both = plain(3, &[(0, 2), (1, 2)]);
    both.may_sit_above = vec![true; 3];
    let layout = lay_out(&both);
    assert_eq!(layout.centres[0].x, layout.centres[1].x);
    assert!(layout.centres[0].x < layout.centres[2].x);
}
