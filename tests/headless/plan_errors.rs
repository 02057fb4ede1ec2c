//! What cannot be compiled, and why.

#![expect(clippy::unwrap_used, reason = "a helper of tests may panic as they do")]

use bevy::prelude::*;
use chainrule::{
    autodiff::{GraphBuilder, Scalar, SpawnedGraph},
    plan::{MAX_OUTPUTS, OutputRequest, Plan, PlanError, PlanRequest},
};

use super::harness::autodiff_world;

/// y = log(x w), and z = −w beside it.
struct Small {
    world: World,
    graph: SpawnedGraph,
    x: Scalar,
    w: Scalar,
    product: Scalar,
    y: Scalar,
    z: Scalar,
    five: Scalar,
}

fn small() -> Small {
    let mut world = autodiff_world();
    let builder = GraphBuilder::new();
    let (x, w) = (builder.leaf("x", 2.0), builder.leaf("w", 3.0));
    let product = &x * &w;
    let (y, z) = (product.log(), -&w);
    let five = builder.constant(5.0);
    let graph = builder.spawn(&mut world).unwrap();
    Small {
        world,
        graph,
        x,
        w,
        product,
        y,
        z,
        five,
    }
}

impl Small {
    fn compile(
        &mut self,
        lane_inputs: &[Entity],
        parameters: &[Entity],
        outputs: &[OutputRequest],
        observed: &[Entity],
    ) -> PlanError {
        let request = PlanRequest {
            lane_inputs,
            parameters,
            outputs,
            observed,
        };
        Plan::compile(&mut self.world, &request).expect_err("this cannot be compiled")
    }
}

#[test]
fn every_mistake_is_named() {
    let mut small = small();
    let entity = |scalar: &Scalar| small.graph.entity(scalar);
    let (x, w, product, y, z) = (
        entity(&small.x),
        entity(&small.w),
        entity(&small.product),
        entity(&small.y),
        entity(&small.z),
    );
    let five = entity(&small.five);
    let stranger = small.world.spawn_empty().id();
    let output = [OutputRequest::of(y)];

    assert_eq!(
        small.compile(&[x], &[w], &[], &[]),
        PlanError::Outputs { given: 0 }
    );
    let many = [OutputRequest::of(y); MAX_OUTPUTS + 1];
    assert_eq!(
        small.compile(&[x], &[w], &many, &[]),
        PlanError::Outputs { given: 65 }
    );
    assert_eq!(
        small.compile(&[x], &[x], &output, &[]),
        PlanError::AskedForTwice(x)
    );
    assert_eq!(
        small.compile(&[product], &[w], &output, &[]),
        PlanError::NotALeaf(product)
    );
    assert_eq!(
        small.compile(&[x], &[stranger], &output, &[]),
        PlanError::NotANode(stranger)
    );
    let nowhere = [OutputRequest::of(stranger)];
    assert_eq!(
        small.compile(&[x], &[w], &nowhere, &[]),
        PlanError::NotANode(stranger)
    );
    assert_eq!(
        small.compile(&[x], &[w], &[OutputRequest::of(five)], &[]),
        PlanError::Constant(five)
    );
    assert_eq!(
        small.compile(&[x], &[w], &output, &[z]),
        PlanError::NotNeeded(z)
    );
    let reads_another = [
        OutputRequest::of(y),
        OutputRequest {
            variable: z,
            readings: [z, y],
        },
    ];
    assert_eq!(
        small.compile(&[x], &[w], &reads_another, &[]),
        PlanError::NotNeeded(y)
    );
}
