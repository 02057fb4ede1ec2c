//! A lesson's network takes the place of the one that trains, which goes on afterwards as if nothing had been.

use bevy::prelude::*;
use chainrule::{
    nn::Frozen,
    training::{
        AddPoint, DataPoint, DataSettings, Exhibit, FreezeParameter, History, Model,
        NetworkSettings, NonFinite, ParameterHistory, Points, Progress, SetParameter, ShownPoint,
        TrainingPutAside, TrainingSettings, advance_epochs, take_training_up,
    },
};

use super::{Classroom, lesson, own_lessons};

/// Everything by which one training differs from another.
#[derive(Debug, PartialEq)]
struct Training {
    points: Points,
    network: NetworkSettings,
    settings: TrainingSettings,
    parameters: Vec<f64>,
    initial: Vec<f64>,
    history: History,
    epoch: u64,
    shown: usize,
    frozen: Vec<bool>,
    /// How the first parameter moved.
    moved: Vec<f64>,
    fault: Option<NonFinite>,
}

fn training(world: &World) -> Training {
    let model = world.resource::<Model>();
    let mut moved: Vec<f64> = world.resource::<ParameterHistory>().of(0).collect();
    moved.dedup(); // only where it was otherwise has it moved
    Training {
        points: world.resource::<Points>().clone(),
        network: world.resource::<NetworkSettings>().clone(),
        settings: world.resource::<TrainingSettings>().clone(),
        parameters: model.values_in(world).collect(),
        initial: model.initial.clone(),
        history: world.resource::<History>().clone(),
        epoch: world.resource::<Progress>().epochs,
        shown: world.resource::<ShownPoint>().0,
        frozen: model
            .parameters
            .iter()
            .map(|&parameter| world.get::<Frozen>(parameter).is_some())
            .collect(),
        moved,
        fault: world.get_resource::<NonFinite>().cloned(),
    }
}

fn network_lesson() -> chainrule::lesson::Lesson {
    let (_, text) = own_lessons().swap_remove(12);
    lesson(&text)
}

#[test]
fn training_goes_on_where_it_was_put_aside() {
    let mut classroom = Classroom::new();
    classroom.0.world_mut().trigger(AddPoint(DataPoint {
        x1: 0.3,
        x2: 0.4,
        label: true,
    }));
    classroom.settle();
    classroom.0.world_mut().trigger(FreezeParameter {
        index: 2,
        is_frozen: true,
    });
    classroom.0.world_mut().resource_mut::<ShownPoint>().0 = 5;
    advance_epochs(classroom.0.world_mut(), 7, None).unwrap();
    classroom.settle();
    let before = training(classroom.0.world());
    assert_eq!(before.points.len(), 51);
    assert!(before.frozen[2] && before.moved.len() > 1);

    classroom.open(network_lesson(), 0);
    let world = classroom.0.world();
    assert_eq!(*world.resource::<Exhibit>(), Exhibit::Network);
    assert!(world.contains_resource::<TrainingPutAside>());
    assert_ne!(training(world).points, before.points);
    assert_ne!(training(world).parameters, before.parameters);
    advance_epochs(classroom.0.world_mut(), 3, None).unwrap();
    classroom.settle();

    take_training_up(classroom.0.world_mut());
    classroom.settle();
    assert_eq!(training(classroom.0.world()), before);
    assert!(!classroom.0.world().contains_resource::<TrainingPutAside>());

    // And it goes on as one that was never put aside.
    let next = |app: &mut App| {
        advance_epochs(app.world_mut(), 5, None).unwrap();
        training(app.world()).parameters
    };
    let mut undisturbed = Classroom::new();
    undisturbed.0.world_mut().trigger(AddPoint(DataPoint {
        x1: 0.3,
        x2: 0.4,
        label: true,
    }));
    undisturbed.settle();
    undisturbed.0.world_mut().trigger(FreezeParameter {
        index: 2,
        is_frozen: true,
    });
    advance_epochs(undisturbed.0.world_mut(), 7, None).unwrap();
    undisturbed.settle();
    assert_eq!(next(&mut classroom.0), next(&mut undisturbed.0));
}

#[test]
fn a_lessons_network_has_its_own_numbers() {
    let mut classroom = Classroom::new();
    classroom.open(network_lesson(), 0);
    let parameters = training(classroom.0.world()).parameters;
    // The lecture's: lines at x₁ = 0.8 and x₁ = 0.25.
    assert_eq!(
        parameters,
        [1.0, -1.0, 0.0, 0.0, -0.8, 0.25, 3.0, 3.0, -0.3]
    );
}

#[test]
fn nothing_happens_where_nothing_was_put_aside() {
    let mut classroom = Classroom::new();
    let before = training(classroom.0.world());
    take_training_up(classroom.0.world_mut());
    classroom.settle();
    assert_eq!(training(classroom.0.world()), before);
}

#[test]
fn why_training_has_stopped_is_not_forgotten() {
    let mut classroom = Classroom::new();
    let fault = NonFinite {
        node: "layer1.bias_0".into(),
        value: f64::INFINITY,
        function: None,
        inputs: Vec::new(),
        epoch: 3,
    };
    classroom.0.insert_resource(fault.clone());
    classroom.open(network_lesson(), 0);
    assert!(!classroom.0.world().contains_resource::<NonFinite>());
    take_training_up(classroom.0.world_mut());
    classroom.settle();
    assert_eq!(training(classroom.0.world()).fault, Some(fault));
}

#[test]
fn what_was_changed_in_the_same_frame_is_put_aside_as_well() {
    let changes: [fn(&mut World); 3] = [
        |world| world.resource_mut::<NetworkSettings>().shape.hidden = vec![3],
        |world| world.resource_mut::<DataSettings>().points = 20,
        |world| {
            world.resource_mut::<NetworkSettings>().init_seed = 99;
            world.resource_mut::<DataSettings>().seed = 99;
        },
    ];
    for change in changes {
        let mut classroom = Classroom::new();
        let untouched = training(classroom.0.world());
        change(classroom.0.world_mut());
        classroom.open(network_lesson(), 0);
        take_training_up(classroom.0.world_mut());
        classroom.settle();
        let after = training(classroom.0.world());
        assert_ne!(after, untouched);

        let mut undisturbed = Classroom::new();
        change(undisturbed.0.world_mut());
        undisturbed.settle();
        assert_eq!(after, training(undisturbed.0.world()));
    }
}

#[test]
fn whoever_is_asked_about_a_network_is_asked_about_the_files() {
    let mut classroom = Classroom::new();
    let lesson = network_lesson();
    let number = lesson
        .steps
        .iter()
        .rposition(|step| step.question.is_some())
        .unwrap();
    classroom.open(lesson, number - 1);
    let given = training(classroom.0.world());
    let world = classroom.0.world_mut();
    world.resource_mut::<ShownPoint>().0 = 7;
    world.trigger(SetParameter {
        index: 0,
        value: 0.25,
    });
    classroom.settle();
    assert_ne!(training(classroom.0.world()).parameters, given.parameters);
    classroom.go(1);
    let asked = training(classroom.0.world());
    assert_eq!(
        (asked.parameters, asked.shown),
        (given.parameters, given.shown)
    );
}
