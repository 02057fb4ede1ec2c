//! Expressions to begin with.

use bevy_egui::egui::{ComboBox, RichText, Ui};

/// A name, a text, and a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExampleText {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
    pub(super) at: &'static [(&'static str, f64)],
}

/// The lecture's, and those that people get wrong.
pub(super) const EXAMPLES: [ExampleText; 11] = [
    ExampleText {
        name: "log(xy) + exp(xy), z shared",
        text: "z = x * y\nlog(z) + exp(z)",
        at: &[("x", 1.5), ("y", 2.0)],
    },
    ExampleText {
        name: "5 (5x): TimesFive twice",
        text: "times_five(times_five(x))",
        at: &[("x", 2.0)],
    },
    ExampleText {
        name: "log(x)²: the chain rule",
        text: "square(log(x))",
        at: &[("x", 2.0)],
    },
    ExampleText {
        name: "(xy)²: two arguments",
        text: "square(x * y)",
        at: &[("x", 2.0), ("y", 3.0)],
    },
    ExampleText {
        name: "xxy + 10x: the sandbox",
        text: "(x * x) * y + 10 * x",
        at: &[("x", 1.0), ("y", 1.0)],
    },
    ExampleText {
        name: "3x, 2y + 5y: the order matters",
        text: "y = 3 * x\n2 * y + 5 * y",
        at: &[("x", 2.0)],
    },
    ExampleText {
        name: "a ReLU unit",
        text: "h = relu(x1 * w1 + x2 * w2 + b)\nh",
        at: &[
            ("x1", 0.5),
            ("w1", 1.0),
            ("x2", 0.25),
            ("w2", -1.0),
            ("b", 0.2),
        ],
    },
    ExampleText {
        name: "the loss of one point",
        text: "m = x1 * w1 + x2 * w2 + b\np = sigmoid(m)\n-log(p)",
        at: &[
            ("x1", 0.5),
            ("w1", 1.0),
            ("x2", 0.25),
            ("w2", -1.0),
            ("b", 0.2),
        ],
    },
    ExampleText {
        name: "sin(x) / x",
        text: "sin(x) / x",
        at: &[("x", 2.0)],
    },
    ExampleText {
        name: "a saddle: x² − y²",
        text: "x^2 - y^2",
        at: &[("x", 1.0), ("y", 0.5)],
    },
    ExampleText {
        name: "a normal curve",
        text: "z = (x - mu) / sigma\nexp(-z^2 / 2)",
        at: &[("x", 1.0), ("mu", 0.0), ("sigma", 1.0)],
    },
];

/// Draws the choice. Returns what was chosen.
pub(super) fn example_choice(ui: &mut Ui) -> Option<ExampleText> {
    let mut chosen = None;
    ComboBox::from_id_salt("expression examples")
        .selected_text(RichText::new("begin with an example …").weak())
        .width(ui.available_width())
        .height(360.0)
        .show_ui(ui, |ui| {
            for example in EXAMPLES {
                let button = ui.selectable_label(false, example.name);
                if button.on_hover_text(example.text).clicked() {
                    chosen = Some(example);
                }
            }
        })
        .response
        .on_hover_text("takes the place of the text; Ctrl+Z in the text brings it back");
    chosen
}
