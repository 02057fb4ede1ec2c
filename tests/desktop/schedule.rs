//! The schedules of the whole view: no two systems in conflict, and a frame at rest that changes nothing.

use bevy::{
    ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleBuildWarning, ScheduleLabel},
    prelude::*,
    window::WindowResolution,
};
use bevy_egui::EguiPrimaryContextPass;
use chainrule::{
    DesktopPlugins,
    view::{LineLabels, Plane},
};

use crate::harness::{FRAMES_TO_ARRIVE, desktop, plugins_without_graphics};

/// The pairs of systems in a schedule, both of them of this crate, that touch the same data in an order that nobody declared.
///
/// Bevy has systems of its own beside our exclusive ones, and cannot know of each other: those pairs do not count.
fn conflicts(app: &mut App, label: impl ScheduleLabel, of_crate: &str) -> Vec<String> {
    let world = app.world_mut();
    let label = label.intern();
    if !world.resource::<Schedules>().contains(label) {
        return Vec::new();
    }
    world.schedule_scope(label, |world, schedule| {
        schedule.set_build_settings(ScheduleBuildSettings {
            ambiguity_detection: LogLevel::Warn,
            ..default()
        });
        let built = schedule
            .initialize(world)
            .expect("the schedule can be built");
        let warnings = built.expect("it had not been built before").warnings;
        let own_name = |key| {
            let mut systems = schedule.systems().expect("it is built");
            let (_, system) = systems.find(|(found, _)| *found == key)?;
            let name = system.name().to_string();
            name.starts_with(of_crate).then_some(name)
        };
        let mut pairs = Vec::new();
        for warning in warnings {
            let ScheduleBuildWarning::Ambiguity(conflicts) = warning else {
                panic!("{warning}");
            };
            for (a, b, _) in conflicts.0.iter() {
                if let (Some(a), Some(b)) = (own_name(*a), own_name(*b)) {
                    pairs.push(format!("{a} and {b}"));
                }
            }
        }
        pairs
    })
}

/// The whole program with its panels, built and not run.
fn program() -> App {
    let mut app = App::new();
    app.add_plugins((
        plugins_without_graphics(WindowResolution::default()),
        DesktopPlugins,
    ));
    app.finish();
    app.cleanup();
    app
}

#[test]
fn no_two_systems_are_in_an_undeclared_conflict() {
    let mut app = program();

    let mut found = Vec::new();
    for label in [
        Startup.intern(),
        PostStartup.intern(),
        PreUpdate.intern(),
        FixedUpdate.intern(),
        Update.intern(),
        EguiPrimaryContextPass.intern(),
        PostUpdate.intern(),
        Last.intern(),
    ] {
        found.extend(conflicts(&mut app, label, "chainrule::"));
    }

    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_undeclared_conflict_would_be_found() {
    #[derive(Resource)]
    struct Number(u8);
    fn increase(mut number: ResMut<Number>) {
        number.0 += 1;
    }
    fn double(mut number: ResMut<Number>) {
        number.0 *= 2;
    }
    let mut app = program();
    app.add_systems(Update, (increase, double));

    let found = conflicts(&mut app, Update, module_path!());

    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_view_at_rest_changes_nothing() {
    let mut desktop = desktop();
    desktop.frames(FRAMES_TO_ARRIVE);
    let world = desktop.app.world();
    let ticks = |world: &World| {
        [
            world.resource_ref::<Plane>().last_changed(),
            world.resource_ref::<LineLabels>().last_changed(),
        ]
    };
    let before = ticks(world);

    desktop.frames(5);

    assert_eq!(ticks(desktop.app.world()), before);
}

#[test]
fn the_same_frames_lead_to_the_same_parameters_bit_by_bit() {
    let run = || {
        let mut desktop = desktop();
        desktop.play();
        desktop.move_to(desktop.pixel_of(3));
        desktop.press(MouseButton::Left);
        for step in 0..20 {
            desktop.move_by(1.5, if step % 2 == 0 { 2.0 } else { -1.0 });
        }
        desktop.release(MouseButton::Left);
        let bits: Vec<u64> = desktop.parameters().into_iter().map(f64::to_bits).collect();
        (bits, desktop.points().to_vec())
    };

    assert_eq!(run(), run());
}
