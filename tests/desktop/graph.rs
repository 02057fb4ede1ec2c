//! The graph on stage: what is folded, where it stands, what is chosen.

use bevy::prelude::*;
use chainrule::{
    autodiff::{Function, OutputGraphNode},
    nn::{LayerUnit, NodeGroup},
    training::{Example, Exhibit, NetworkSettings, ShownGraph, ShownPoint},
    view::graph::{
        BoxKey, BoxKind, Detail, FitGraph, Folding, GraphRoom, GraphStage, Highlight, StageGesture,
    },
};

use crate::harness::{Desktop, FRAMES_TO_ARRIVE, desktop};

/// What the card leaves to the stage.
const ROOM: Rect = Rect {
    min: Vec2::new(700.0, 80.0),
    max: Vec2::new(1_300.0, 700.0),
};

/// The program with a stage, on which everything is in its place.
fn staged(hidden: &[usize]) -> Desktop {
    let mut desktop = desktop();
    desktop.app.insert_resource(GraphRoom(ROOM));
    desktop.change(|settings: &mut NetworkSettings| settings.shape.hidden = hidden.to_vec());
    desktop.frames(FRAMES_TO_ARRIVE);
    desktop
}

fn stage(desktop: &Desktop) -> &GraphStage {
    desktop.app.world().resource::<GraphStage>()
}

fn shown(desktop: &Desktop) -> &ShownGraph {
    desktop.app.world().resource::<ShownGraph>()
}

fn keys(desktop: &Desktop) -> Vec<BoxKey> {
    let boxes = &stage(desktop).diagram().boxes;
    boxes.iter().map(|found| found.key).collect()
}

fn detail(desktop: &Desktop, layer: usize) -> Detail {
    let folding = desktop.app.world().resource::<Folding>();
    folding.detail(shown(desktop), layer)
}

/// The middle of a node's box, in the window.
fn pixel(desktop: &Desktop, index: usize) -> Vec2 {
    let stage = stage(desktop);
    stage.camera.to_window(stage.centre(index), ROOM)
}

#[test]
fn a_small_network_opens_unfolded_and_larger_ones_as_fine_as_can_be_read() {
    assert_eq!(detail(&staged(&[2]), 0), Detail::Nodes);
    let ten = staged(&[10, 10]);
    for layer in 0..3 {
        assert_eq!(detail(&ten, layer), Detail::Units);
    }
    // 10 + 10 + 1 units, two coordinates, the sigmoid and the loss.
    assert_eq!(keys(&ten).len(), 25);
    let large = staged(&[32, 32]);
    assert_eq!(detail(&large, 0), Detail::Layer);
    assert_eq!(keys(&large).len(), 7);
}

#[test]
fn whatever_is_folded_every_node_has_one_box_and_nothing_lies_outside_of_the_room() {
    for hidden in [vec![2], vec![10, 10], vec![32, 32]] {
        let mut desktop = staged(&hidden);
        for detail in Detail::ALL {
            for layer in 0..=hidden.len() {
                desktop.trigger(StageGesture::ShowLayer { layer, detail });
            }
            desktop.frames(FRAMES_TO_ARRIVE);
            let stage = stage(&desktop);
            let diagram = stage.diagram();
            assert_eq!(diagram.box_of.len(), shown(&desktop).graph.len());
            let members: usize = diagram.boxes.iter().map(|found| found.nodes.len()).sum();
            assert_eq!(members, diagram.box_of.len());
            assert!(stage.is_settled());
            let zoom = stage.camera.zoom;
            for (index, found) in diagram.boxes.iter().enumerate() {
                let centre = pixel(&desktop, index);
                let half = 0.5 * zoom * found.glyph;
                let numbers = Vec2::new(0.0, zoom * found.below());
                for corner in [centre - half, centre + half + numbers] {
                    let is_inside = ROOM.inflate(0.5).contains(corner);
                    assert!(is_inside, "{hidden:?}, {detail:?}: {corner}");
                }
            }
        }
    }
}

#[test]
fn a_folded_unit_opens_and_its_nodes_fold_again() {
    let mut desktop = staged(&[10, 10]);
    let before = keys(&desktop);
    let unit = LayerUnit { layer: 1, unit: 3 };
    desktop.trigger(StageGesture::Toggle(BoxKey::Unit(unit)));
    desktop.frames(FRAMES_TO_ARRIVE);
    // Ten weights, a bias, ten products, ten sums and the activation.
    assert_eq!(keys(&desktop).len(), before.len() - 1 + 32);
    let place = shown(&desktop)
        .groups
        .iter()
        .position(|group| *group == Some(NodeGroup::Unit(unit)))
        .unwrap();
    let node = shown(&desktop).graph.nodes()[place].entity;
    desktop.trigger(StageGesture::Toggle(BoxKey::Node(node)));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(keys(&desktop), before);
}

#[test]
fn what_is_unfolded_comes_out_of_the_box_that_held_it() {
    let mut desktop = staged(&[3]);
    desktop.trigger(StageGesture::ShowLayer {
        layer: 0,
        detail: Detail::Layer,
    });
    desktop.frames(FRAMES_TO_ARRIVE);
    let layer = stage(&desktop).diagram().find(BoxKey::Layer(0)).unwrap();
    let at = stage(&desktop).centre(layer);
    desktop.trigger(StageGesture::ShowLayer {
        layer: 0,
        detail: Detail::Units,
    });
    desktop.frame();
    let stage = stage(&desktop);
    let unit = BoxKey::Unit(LayerUnit { layer: 0, unit: 2 });
    let index = stage.diagram().find(unit).unwrap();
    let (now, target) = (stage.centre(index), at);
    assert!(
        now.distance(target) < 40.0,
        "{now} is on its way from {target}"
    );
    assert!(stage.presence(index) < 1.0 && !stage.is_settled());
    assert_eq!(stage.leaving().len(), 1);
}

#[test]
fn boxes_stand_still_while_numbers_change() {
    let mut desktop = staged(&[2]);
    let places = |desktop: &Desktop| -> Vec<Vec2> {
        let boxes = stage(desktop).diagram().boxes.len();
        (0..boxes)
            .map(|index| stage(desktop).centre(index))
            .collect()
    };
    let before = places(&desktop);
    desktop.play();
    desktop.frames(20);
    assert!(desktop.epochs() > 0);
    assert_eq!(places(&desktop), before);
}

#[test]
fn another_point_of_the_other_class_keeps_what_is_folded() {
    let mut desktop = staged(&[2]);
    desktop.trigger(StageGesture::ShowLayer {
        layer: 0,
        detail: Detail::Units,
    });
    desktop.frames(2);
    let labels: Vec<bool> = desktop.points().iter().map(|point| point.label).collect();
    let other = labels.iter().position(|label| *label != labels[0]).unwrap();
    desktop.app.insert_resource(ShownPoint(other));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(detail(&desktop, 0), Detail::Units);
}

#[test]
fn a_node_that_is_looked_for_is_unfolded_chosen_and_in_view() {
    let mut desktop = staged(&[32, 32]);
    let place = shown(&desktop)
        .names
        .iter()
        .position(|name| name == "layer2.weight_7_11")
        .unwrap();
    let node = shown(&desktop).graph.nodes()[place].entity;
    desktop.trigger(StageGesture::Find(node));
    desktop.frames(FRAMES_TO_ARRIVE);
    let index = stage(&desktop).diagram().find(BoxKey::Node(node)).unwrap();
    assert!(pixel(&desktop, index).distance(ROOM.center()) < 2.0);
    let highlight = desktop.app.world().resource::<Highlight>();
    assert_eq!(highlight.selected, Some(node));
    desktop.trigger(FitGraph);
    desktop.frames(FRAMES_TO_ARRIVE);
    for index in 0..stage(&desktop).diagram().boxes.len() {
        assert!(ROOM.contains(pixel(&desktop, index)));
    }
}

#[test]
fn another_network_has_its_leaves_in_the_place_of_the_chosen_one_and_forgets_what_was_folded() {
    let mut desktop = staged(&[2]);
    let node = |desktop: &Desktop, name: &str| {
        let shown = shown(desktop);
        let place = shown.names.iter().position(|found| found == name);
        place.map(|place| shown.graph.nodes()[place].entity)
    };
    let selected = |desktop: &Desktop| desktop.app.world().resource::<Highlight>().selected;
    let bias = node(&desktop, "layer1.bias_1");
    desktop.trigger(StageGesture::Select(bias));
    desktop.trigger(StageGesture::ShowLayer {
        layer: 0,
        detail: Detail::Layer,
    });
    desktop.frames(2);
    desktop.build_hidden_layer(3);
    desktop.frames(2);
    assert_ne!(node(&desktop, "layer1.bias_1"), bias);
    assert_eq!(selected(&desktop), node(&desktop, "layer1.bias_1"));
    assert_ne!(detail(&desktop, 0), Detail::Layer);

    // A non-leaf's name says nothing in a network of another shape, but in one of the same shape it does.
    let nodes = shown(&desktop).graph.nodes();
    let is_sum = |node: &OutputGraphNode| node.function() == Some(Function::Add);
    let sum = shown(&desktop).names[nodes.iter().position(is_sum).unwrap()].clone();
    let chosen = node(&desktop, &sum);
    desktop.trigger(StageGesture::Select(chosen));
    desktop.frames(2);
    desktop.change(|settings: &mut NetworkSettings| settings.init_seed += 1);
    desktop.frames(2);
    assert_ne!(node(&desktop, &sum), chosen);
    assert_eq!(selected(&desktop), node(&desktop, &sum));
    desktop.build_hidden_layer(4);
    desktop.frames(2);
    assert_eq!(selected(&desktop), None);
}

#[test]
fn the_pointer_finds_the_box_that_is_drawn_there() {
    let desktop = staged(&[2]);
    let stage = stage(&desktop);
    for index in 0..stage.diagram().boxes.len() {
        let place = stage.camera.to_place(pixel(&desktop, index), ROOM);
        assert_eq!(stage.box_at(place), Some(index));
    }
    assert_eq!(stage.box_at(Vec2::splat(1e5)), None);
}

#[test]
fn glyphs_are_by_kind() {
    let mut desktop = staged(&[2]);
    desktop.trigger(StageGesture::ShowLoss(true));
    desktop.frames(2);
    let shown = shown(&desktop);
    for found in &stage(&desktop).diagram().boxes {
        let name = &shown.names[found.nodes[0]];
        let expected = if name.starts_with('x') || name.contains("weight") || name.contains("bias")
        {
            BoxKind::Leaf
        } else if name == "epsilon" || name == "1" {
            BoxKind::Constant
        } else {
            BoxKind::Function
        };
        assert_eq!(found.kind, expected, "{name}");
    }
}

#[test]
fn a_graph_that_changes_while_it_has_no_room_is_laid_out_once_it_has() {
    let mut desktop = staged(&[2]);
    let room = *desktop.app.world().resource::<GraphRoom>();
    desktop.app.insert_resource(GraphRoom(Rect::EMPTY));
    desktop.frames(2);
    desktop.change(|settings: &mut NetworkSettings| settings.init_seed += 1);
    desktop.frames(2);
    desktop.app.insert_resource(room);
    desktop.frames(2);
    for &key in &keys(&desktop) {
        if let BoxKey::Node(node) = key {
            assert!(shown(&desktop).graph.place(node).is_some());
        }
    }
    assert_eq!(
        stage(&desktop).diagram().box_of.len(),
        shown(&desktop).graph.len()
    );
}

#[test]
fn another_example_is_fitted_and_a_longer_chain_is_left_where_it_is() {
    let mut desktop = staged(&[2]);
    desktop
        .app
        .insert_resource(Exhibit::Example(Example::TwiceDoubled));
    desktop.frames(FRAMES_TO_ARRIVE);
    let away = StageGesture::Pan(Vec2::new(900.0, 500.0));
    desktop.trigger(away);
    desktop
        .app
        .insert_resource(Exhibit::Example(Example::Doublings(4)));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(stage(&desktop).camera.centre, Vec2::ZERO);
    desktop.trigger(away);
    let moved = stage(&desktop).camera.centre;
    desktop
        .app
        .insert_resource(Exhibit::Example(Example::Doublings(5)));
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_eq!(stage(&desktop).camera.centre, moved);
}

#[test]
fn edges_stand_still_when_a_point_of_the_other_class_has_the_same_picture() {
    let mut desktop = staged(&[2]);
    desktop.trigger(StageGesture::ShowLoss(false));
    desktop.frames(FRAMES_TO_ARRIVE);
    let bends = |desktop: &Desktop| -> Vec<Vec2> {
        let stage = stage(desktop);
        let edges = 0..stage.diagram().edges.len();
        edges
            .flat_map(|edge| stage.bends(edge).collect::<Vec<_>>())
            .collect()
    };
    let before = bends(&desktop);
    assert!(!before.is_empty());
    let points = desktop.points();
    let label = points[desktop.app.world().resource::<ShownPoint>().0].label;
    let other = points.iter().position(|point| point.label != label);
    let nodes = shown(&desktop).graph.len();
    desktop
        .app
        .insert_resource(ShownPoint(other.expect("both classes")));
    desktop.frames(2);
    assert_ne!(shown(&desktop).graph.len(), nodes);
    assert_eq!(bends(&desktop), before);
}
