//! Markdown with links that light nodes.

use bevy_egui::egui::Ui;
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use crate::lesson::{NODE_LINK, node_links};

use super::desk::Wish;

/// Draws a text. A link that was clicked becomes a wish.
pub(super) fn markdown(
    ui: &mut Ui,
    cache: &mut CommonMarkCache,
    text: &str,
    wishes: &mut Vec<Wish>,
) {
    let links: Vec<String> = node_links(text)
        .map(|name| format!("{NODE_LINK}{name}"))
        .collect();
    for link in &links {
        cache.add_link_hook(link.as_str());
    }
    CommonMarkViewer::new().show(ui, cache, text);
    for link in links {
        if cache.get_link_hook(&link) == Some(true) {
            wishes.push(Wish::Node(link[NODE_LINK.len()..].to_owned()));
        }
    }
}
