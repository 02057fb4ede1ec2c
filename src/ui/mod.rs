//! The panels: functions over data, drawn with egui around the data plane.
//!
//! Panels edit copies of the settings, which are written back only if they differ, and leave [`Requests`] and other events behind;
//! nothing here writes a node or a point.

mod chain_rule;
mod color_scale;
mod data_panel;
mod expression;
mod extremes;
mod graph;
mod header;
mod help;
mod inspector;
mod key_bindings;
mod key_modifiers;
mod keys;
mod layout;
mod leaf_field;
mod legend;
mod lessons;
mod loss_chart;
mod loss_ticks;
mod network_panel;
mod plane_card;
mod redraw;
mod requests;
mod schedule_pane;
mod show_panel;
mod side;
mod software;
mod space_drag;
mod splitter;
mod status;
mod strip;
mod tab;
mod theme;
mod training_panel;
mod transport;
mod unit_names;
mod widgets;

pub use data_panel::data_panel;
pub use expression::ExpressionEditor;
pub use graph::GraphSearch;
pub use help::HelpWindow;
pub use key_bindings::{KEYS, KeyBinding};
pub use keys::pressed;
pub use layout::UiPlugin;
pub use loss_chart::LossChart;
pub use network_panel::network_panel;
pub use requests::{Request, Requests, RequestsPlugin};
pub use show_panel::show_panel;
pub use status::Status;
pub use tab::{OpenTab, Tab};
pub use theme::apply_theme;
pub use training_panel::training_panel;
pub use transport::{TransportMoment, transport};
