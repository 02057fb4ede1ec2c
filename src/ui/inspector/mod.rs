//! The card beside the graph: the chosen node, the algorithm at work, the parameters.

mod accumulation_panel;
mod algorithm;
mod dictionary;
mod figure;
mod formula_text;
mod function_plots;
mod leaf_check;
mod node_panel;
mod order_panel;
mod pages;
mod panel;
mod parameter_table;
mod parameters;
mod parameters_page;
mod path_sum;
mod pseudocode;

pub(super) use panel::{Inspector, plugin};
