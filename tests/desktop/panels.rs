//! Panels change what is clicked and nothing else, and ask for what their buttons say.

use bevy_egui::egui::{Ui, accesskit::Role};
use chainrule::{
    nn::{Activation, NetworkShape},
    training::{
        BatchSize, DataSettings, Dataset, Executor, FrameReport, HiddenUnit, History,
        LEARNING_RATE, MAX_POINTS, NetworkSettings, Playback, StepUnit, Stepping, TrainingSettings,
    },
    ui::{
        LossChart, Request, Requests, TransportMoment, data_panel, network_panel, show_panel,
        training_panel, transport,
    },
    view::{PlaneTool, ShowSettings},
};

use crate::stage::{Stage, asked};

/// What is left of the parameter panel at its narrowest, 262 pixels, inside gap and margins.
const NARROWEST: f32 = 236.0;
/// What the strip leaves to the transport bar.
const TRANSPORT: f32 = 238.0;

/// Everything that the panels edit.
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    data: DataSettings,
    network: NetworkSettings,
    training: TrainingSettings,
    show: ShowSettings,
    tool: PlaneTool,
}

impl Settings {
    fn new() -> Self {
        Self {
            data: DataSettings::default(),
            network: NetworkSettings::default(),
            training: TrainingSettings::default(),
            show: ShowSettings::default(),
            tool: PlaneTool::default(),
        }
    }

    fn changed(change: impl FnOnce(&mut Self)) -> Self {
        let mut settings = Self::new();
        change(&mut settings);
        settings
    }

    /// Draws the parameter panel.
    fn draw(&mut self, ui: &mut Ui, requests: &mut Requests) {
        data_panel(ui, &mut self.data, &mut self.tool, requests);
        network_panel(ui, &mut self.network, requests);
        training_panel(ui, &mut self.training, self.data.points);
        show_panel(ui, &mut self.show, &self.network.shape);
    }
}

/// Clicks one control of the parameter panel; returns the settings after it and what was asked for.
#[track_caller]
fn click(mut settings: Settings, role: Role, name: &str, nth: usize) -> (Settings, Vec<Request>) {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    stage.click(role, name, nth, &mut |ui| settings.draw(ui, &mut requests));
    (settings, asked(&requests))
}

/// Clicks a control and asserts that just this changes, and that nothing is asked for.
#[track_caller]
fn assert_click(role: Role, name: &str, nth: usize, change: impl FnOnce(&mut Settings)) {
    let (after, asked) = click(Settings::new(), role, name, nth);

    assert_eq!(after, Settings::changed(change));
    assert_eq!(asked, []);
}

/// Settings from one end to the other, those included that only the command line can make.
fn many_settings() -> Vec<Settings> {
    let mut many = vec![Settings::new()];
    for learning_rate in [1e-9, 1e-5, 0.0005, 0.001, 0.123_456, 0.5, 10.0, 100.0, 1e6] {
        many.push(Settings::changed(|settings| {
            settings.training.learning_rate = learning_rate;
        }));
    }
    for epochs_per_frame in [1, 7, 1_000, 50_000] {
        many.push(Settings::changed(|settings| {
            settings.training.epochs_per_frame = epochs_per_frame;
        }));
    }
    for points in [1, 2, 777, MAX_POINTS] {
        many.push(Settings::changed(|settings| settings.data.points = points));
    }
    for batch in [1, 49, 50, 51, 1_000_000] {
        many.push(Settings::changed(|settings| {
            settings.training.batch = BatchSize::Points(batch);
        }));
    }
    for noise in [0.0, 1e-5, 0.123_456_789, 0.5, 3.0] {
        many.push(Settings::changed(|settings| settings.data.noise = noise));
    }
    for seed in [0, 9_999_999, 10_000_000] {
        many.push(Settings::changed(|settings| {
            settings.data.seed = seed;
            settings.network.init_seed = seed;
        }));
    }
    for hidden in [
        vec![1],
        vec![32; 4],
        vec![128, 64],
        vec![100; 6],
        vec![10, 10],
    ] {
        many.push(Settings::changed(|settings| {
            settings.network.shape.hidden = hidden;
        }));
    }
    for (dataset, activation) in Dataset::ALL.into_iter().zip(Activation::ALL) {
        many.push(Settings::changed(|settings| {
            settings.data.dataset = dataset;
            settings.network.shape.activation = activation;
        }));
    }
    many
}

#[test]
fn drawing_the_panels_changes_no_setting_and_asks_for_nothing() {
    for before in many_settings() {
        let stage = Stage::new(NARROWEST);
        let mut requests = Requests::default();
        let mut settings = before.clone();
        let moment = TransportMoment::default();
        let mut stepping = Stepping::default();

        stage.settle(&mut |ui| {
            settings.draw(ui, &mut requests);
            let training = &mut settings.training;
            transport(ui, &moment, training, &mut stepping, &mut requests);
        });

        assert_eq!(settings, before);
        assert_eq!(stepping, Stepping::default());
        assert_eq!(asked(&requests), []);
    }
}

#[test]
fn a_pointer_that_only_passes_over_changes_nothing() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::new();
    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);

    for y in (20..700).step_by(6) {
        for x in [30.0, 130.0, 230.0] {
            let at = bevy_egui::egui::pos2(x, y as f32);
            stage.frame(vec![bevy_egui::egui::Event::PointerMoved(at)], &mut draw);
        }
    }

    assert_eq!(settings, Settings::new());
    assert_eq!(asked(&requests), []);
}

#[test]
fn the_panels_fit_into_the_narrowest_panel() {
    for mut settings in many_settings() {
        let stage = Stage::new(NARROWEST);
        let mut requests = Requests::default();

        let frame = stage.settle(&mut |ui| settings.draw(ui, &mut requests));

        assert!(
            frame.width <= NARROWEST + 0.5,
            "{} pixels: {settings:?}",
            frame.width
        );
    }
}

#[test]
fn the_transport_bar_fits_into_the_strip() {
    for report in [
        FrameReport::default(),
        FrameReport {
            wanted: 10_000,
            done: 9_999,
            ..FrameReport::default()
        },
        FrameReport {
            wanted: 1,
            done: 0,
            passed: Some([4_999, 5_000]),
            has_resumed: true,
        },
    ] {
        let stage = Stage::new(TRANSPORT);
        let mut requests = Requests::default();
        let mut training = TrainingSettings::default();
        let moment = TransportMoment {
            trains: true,
            playback: Playback::Playing,
            report,
            ..TransportMoment::default()
        };

        for unit in StepUnit::ALL {
            let mut stepping = Stepping {
                unit,
                ..Stepping::default()
            };
            let frame = stage.settle(&mut |ui| {
                transport(ui, &moment, &mut training, &mut stepping, &mut requests);
            });

            assert!(frame.width <= TRANSPORT + 0.5, "{} pixels", frame.width);
        }
    }
}

#[test]
fn each_button_of_the_transport_bar_asks_for_what_it_says() {
    for (playback, name, request) in [
        (Playback::Paused, "play (Space)", Request::TogglePlayback),
        (Playback::Playing, "pause (Space)", Request::TogglePlayback),
        (Playback::Paused, "one epoch on (→)", Request::StepOn),
        (Playback::Paused, "one epoch back (←)", Request::StepBack),
        (
            Playback::Paused,
            "reset: the same initial parameters again (R)",
            Request::Reset,
        ),
        (
            Playback::Paused,
            "new: initial parameters from the next seed (N)",
            Request::DrawParameters,
        ),
    ] {
        let stage = Stage::new(TRANSPORT);
        let mut requests = Requests::default();
        let mut training = TrainingSettings::default();
        let mut stepping = Stepping::default();
        let moment = TransportMoment {
            trains: true,
            playback,
            steps_back: 1,
            ..TransportMoment::default()
        };

        stage.click(Role::Button, name, 0, &mut |ui| {
            transport(ui, &moment, &mut training, &mut stepping, &mut requests);
        });

        assert_eq!(asked(&requests), [request], "{name}");
        assert_eq!(training, TrainingSettings::default());
        assert_eq!(stepping, Stepping::default());
    }
}

/// What a click on a button of the transport asks for, where a step is a node.
fn asked_in_slow_motion(name: &str, trace: (usize, usize)) -> Vec<Request> {
    let stage = Stage::new(TRANSPORT);
    let mut requests = Requests::default();
    let mut training = TrainingSettings::default();
    let mut stepping = Stepping {
        unit: StepUnit::Node,
        ..Stepping::default()
    };
    let moment = TransportMoment {
        trains: true,
        trace: Some(trace),
        ..TransportMoment::default()
    };
    stage.click(Role::Button, name, 0, &mut |ui| {
        transport(ui, &moment, &mut training, &mut stepping, &mut requests);
    });
    asked(&requests)
}

#[test]
fn one_cannot_step_beyond_the_ends_of_a_pass() {
    let (back, on) = ("one node back (←)", "one node on (→)");
    assert_eq!(asked_in_slow_motion(back, (3, 9)), [Request::StepBack]);
    assert_eq!(asked_in_slow_motion(on, (3, 9)), [Request::StepOn]);
    assert_eq!(asked_in_slow_motion(back, (0, 9)), []);
    assert_eq!(asked_in_slow_motion(on, (9, 9)), []);
}

#[test]
fn a_click_chooses_what_a_step_is() {
    for unit in StepUnit::ALL {
        let stage = Stage::new(TRANSPORT);
        let mut requests = Requests::default();
        let mut training = TrainingSettings::default();
        let mut stepping = Stepping {
            unit: if unit == StepUnit::Epoch {
                StepUnit::Pass
            } else {
                StepUnit::Epoch
            },
            ..Stepping::default()
        };
        let moment = TransportMoment {
            trains: true,
            ..TransportMoment::default()
        };

        stage.click(Role::Button, unit.label(), 0, &mut |ui| {
            transport(ui, &moment, &mut training, &mut stepping, &mut requests);
        });

        assert_eq!(stepping.unit, unit);
        assert_eq!(training, TrainingSettings::default());
    }
}

#[test]
fn each_checkbox_switches_its_own_part_of_the_picture() {
    let switches: [(&str, fn(&mut ShowSettings) -> &mut bool); 6] = [
        ("heat map", |show| &mut show.heat_map),
        ("boundary", |show| &mut show.boundary),
        ("lines", |show| &mut show.lines),
        ("arrows", |show| &mut show.arrows),
        ("points", |show| &mut show.points),
        ("mistakes", |show| &mut show.rings),
    ];
    for (name, switch) in switches {
        assert_click(Role::CheckBox, name, 0, |settings| {
            *switch(&mut settings.show) = false;
        });
        let all_off = Settings::changed(|settings| {
            for (_, switch) in switches {
                *switch(&mut settings.show) = false;
            }
        });
        let (after, _) = click(all_off.clone(), Role::CheckBox, name, 0);
        let mut expected = all_off;
        *switch(&mut expected.show) = true;
        assert_eq!(after, expected);
    }
}

#[test]
fn each_brush_chooses_its_own_tool() {
    for (name, tool) in [
        ("delete", PlaneTool::Delete),
        ("click to add a point of class 1", PlaneTool::AddClass1),
        ("click to add a point of class 0", PlaneTool::AddClass0),
    ] {
        assert_click(Role::Button, name, 0, |settings| settings.tool = tool);
    }
    let adding = Settings::changed(|settings| settings.tool = PlaneTool::AddClass1);
    let (after, _) = click(adding, Role::Button, "move", 0);
    assert_eq!(after, Settings::new());
}

#[test]
fn the_buttons_beside_the_seeds_ask_for_the_next_ones() {
    let (after, asked) = click(Settings::new(), Role::Button, "new", 0);
    assert_eq!((after, asked), (Settings::new(), vec![Request::DrawPoints]));

    let (after, asked) = click(Settings::new(), Role::Button, "new", 1);
    assert_eq!(
        (after, asked),
        (Settings::new(), vec![Request::DrawParameters])
    );
}

#[test]
fn units_and_layers_come_and_go_by_one() {
    let hidden = |units: &[usize]| {
        let hidden = units.to_vec();
        move |settings: &mut Settings| settings.network.shape.hidden = hidden
    };
    assert_click(Role::Button, "+", 0, hidden(&[3]));
    assert_click(Role::Button, "−", 0, hidden(&[1]));
    assert_click(Role::Button, "+ layer", 0, hidden(&[2, 2]));
    let three = Settings::changed(hidden(&[2, 5, 4]));
    let (after, _) = click(three.clone(), Role::Button, "− layer", 0);
    assert_eq!(after, Settings::changed(hidden(&[2, 5])));
    let (after, _) = click(three, Role::Button, "−", 1);
    assert_eq!(after, Settings::changed(hidden(&[2, 4, 4])));
}

#[test]
fn a_network_keeps_a_layer_and_a_unit_and_does_not_outgrow_the_panel() {
    for (hidden, button) in [
        (vec![1], "−"),
        (vec![1], "− layer"),
        (vec![32], "+"),
        (vec![2; 4], "+ layer"),
        (vec![128], "+"),
        (vec![2; 6], "+ layer"),
    ] {
        let before = Settings::changed(|settings| settings.network.shape.hidden = hidden);

        let (after, _) = click(before.clone(), Role::Button, button, 0);

        assert_eq!(after, before, "{button}");
    }
}

#[test]
fn every_shape_that_clicks_can_make_is_a_network() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::new();
    for button in [
        "+ layer",
        "+",
        "+ layer",
        "−",
        "−",
        "− layer",
        "+ layer",
        "+ layer",
    ] {
        stage.click(Role::Button, button, 0, &mut |ui| {
            settings.draw(ui, &mut requests);
        });

        let shape: &NetworkShape = &settings.network.shape;
        assert_eq!(shape.complaint(), None, "{shape:?}");
    }
    assert_eq!(settings.network.shape.hidden.len(), 4);
}

#[test]
fn data_set_and_activation_are_chosen_from_their_lists() {
    for (nth, choice, change) in [
        (
            0,
            "Spiral",
            (|settings| settings.data.dataset = Dataset::Spiral) as fn(&mut Settings),
        ),
        (1, "Tanh", |settings| {
            settings.network.shape.activation = Activation::Tanh;
        }),
    ] {
        let stage = Stage::new(NARROWEST);
        let mut requests = Requests::default();
        let mut settings = Settings::new();
        let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);

        let list = stage.settle(&mut draw).places(Role::ComboBox)[nth];
        stage.click_at(list.center(), &mut draw);
        stage.click(Role::Button, choice, 0, &mut draw);

        assert_eq!(settings, Settings::changed(change));
        assert_eq!(asked(&requests), []);
    }
}

#[test]
fn a_press_on_a_rail_sets_the_number_within_its_range() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::new();
    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);
    let rails = stage.settle(&mut draw).places(Role::Slider);
    assert_eq!(rails.len(), 4, "points, noise, learning rate and batch");

    for rail in &rails {
        stage.click_at(
            rail.right_center() - bevy_egui::egui::vec2(1.0, 0.0),
            &mut draw,
        );
    }

    let expected = Settings::changed(|settings| {
        settings.data.points = MAX_POINTS;
        settings.data.noise = 0.5;
        settings.training.learning_rate = *LEARNING_RATE.end();
    });
    assert_eq!(settings, expected);
}

#[test]
fn the_charts_switch_asks_for_the_other_axis() {
    for is_logarithmic in [false, true] {
        let stage = Stage::new(700.0);
        let mut requests = Requests::default();
        let chart = LossChart { is_logarithmic };
        let history = History::default();

        stage.click(Role::CheckBox, "log", 0, &mut |ui| {
            chart.show(ui, &history, &mut requests);
        });

        assert_eq!(asked(&requests), [Request::ToggleLogScale]);
    }
}

#[test]
fn a_press_on_the_batchs_rail_makes_batches_and_at_its_end_all_points() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::new();
    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);
    let rail = stage.settle(&mut draw).places(Role::Slider)[3];

    stage.click_at(rail.center(), &mut draw);
    let batch = settings.training.batch;
    assert!(
        matches!(batch, BatchSize::Points(20..=30)),
        "{batch:?} of 50"
    );

    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);
    let end = rail.right_center() - bevy_egui::egui::vec2(1.0, 0.0);
    stage.click_at(end, &mut draw);
    assert_eq!(settings, Settings::new());
}

#[test]
fn the_shuffle_seed_is_there_where_points_are_shuffled() {
    let mut settings =
        Settings::changed(|settings| settings.training.batch = BatchSize::Points(10));
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    // The third "new", after those of the data and of the network.
    stage.click(Role::Button, "new", 2, &mut |ui| {
        settings.draw(ui, &mut requests);
    });
    assert_eq!(settings.training.shuffle_seed, 2);
    assert_eq!(asked(&requests), []);
}

#[test]
fn the_executor_is_chosen_from_its_list() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::new();
    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);

    let list = stage.settle(&mut draw).places(Role::ComboBox)[2];
    stage.click_at(list.center(), &mut draw);
    stage.click(Role::Button, "entities", 0, &mut draw);

    let expected = Settings::changed(|settings| settings.training.executor = Executor::Entities);
    assert_eq!(settings, expected);
}

#[test]
fn the_colour_of_the_plane_is_chosen_among_the_output_and_the_hidden_units() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::new();
    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);

    let list = stage.settle(&mut draw).places(Role::ComboBox)[3];
    stage.click_at(list.center(), &mut draw);
    stage.click(Role::Button, "layer 1, unit 2 (h₂)", 0, &mut draw);

    let unit = Some(HiddenUnit { layer: 0, unit: 1 });
    assert_eq!(
        settings,
        Settings::changed(|settings| settings.show.unit = unit)
    );
}

#[test]
fn who_chooses_a_colour_sees_it() {
    let stage = Stage::new(NARROWEST);
    let mut requests = Requests::default();
    let mut settings = Settings::changed(|settings| settings.show.heat_map = false);
    let mut draw = |ui: &mut Ui| settings.draw(ui, &mut requests);

    let list = stage.settle(&mut draw).places(Role::ComboBox)[3];
    stage.click_at(list.center(), &mut draw);
    stage.click(Role::Button, "layer 1, unit 1 (h₁)", 0, &mut draw);

    assert!(settings.show.heat_map);
}
