//! Markdown with links that light nodes.
//!
//! The viewer draws each word with a link or a mark by itself, so that lines end beside them, and does not tell which link the pointer
//! is on. It does let others draw formulas: a paragraph goes to it as one, and is drawn here.

use std::{cell::RefCell, rc::Rc};

use bevy_egui::egui::{CursorIcon, Label, OpenUrl, RichText, Sense, Stroke, Ui};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

use crate::{
    lesson::{NODE_LINK, node_links},
    view::palette,
};

use super::{
    super::theme::paint,
    blocks::Blocks,
    desk::Wish,
    inline::{Paragraph, within},
};

/// Draws a text. A link that the pointer is on, or that was clicked, becomes a wish.
pub(super) fn markdown(
    ui: &mut Ui,
    cache: &mut CommonMarkCache,
    text: &str,
    wishes: &mut Vec<Wish>,
) {
    let Blocks { text, paragraphs } = Blocks::of(text);
    // In headings, tables and quotations links are the viewer's.
    let links = node_links(&text).map(|name| format!("{NODE_LINK}{name}"));
    let links: Vec<String> = links.collect();
    for link in &links {
        cache.add_link_hook(link.as_str());
    }
    let found = Rc::new(RefCell::new(Vec::new()));
    let finder = Rc::clone(&found);
    let formula = move |ui: &mut Ui, formula: &str, _: bool| {
        let number: Option<usize> = formula.parse().ok();
        match number.and_then(|number| paragraphs.get(number)) {
            Some(words) => paragraph(ui, &Paragraph::of(words), &mut finder.borrow_mut()),
            None => {
                ui.label(RichText::new(formula).italics());
            }
        }
    };
    CommonMarkViewer::new()
        .render_math_fn(Some(&formula))
        .show(ui, cache, &text);
    wishes.append(&mut found.borrow_mut());
    for link in links {
        if cache.get_link_hook(&link) == Some(true) {
            wishes.push(Wish::Node(link[NODE_LINK.len()..].to_owned()));
        }
    }
}

fn paragraph(ui: &mut Ui, paragraph: &Paragraph, wishes: &mut Vec<Wish>) {
    let sense = if paragraph.links.is_empty() {
        Sense::hover()
    } else {
        Sense::click()
    };
    let label = Label::new(paragraph.job.clone()).wrap().sense(sense);
    let (corner, galley, response) = label.layout_in_ui(ui);
    let pointed = response
        .hover_pos()
        .and_then(|at| paragraph.link_at(&galley, at - corner));
    if let Some(link) = pointed {
        let stroke = Stroke::new(1.0, paint(palette::ACCENT));
        for place in Paragraph::places(&galley, link) {
            let line = within(corner, place);
            ui.painter().hline(line.x_range(), line.max.y - 2.0, stroke);
        }
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        match link.to.strip_prefix(NODE_LINK) {
            Some(node) => {
                wishes.push(Wish::PointAt(node.to_owned()));
                if response.clicked() {
                    wishes.push(Wish::Node(node.to_owned()));
                }
            }
            None if response.clicked() => ui.ctx().open_url(OpenUrl::new_tab(&link.to)),
            None => {}
        }
    }
    ui.painter().galley(corner, galley, paint(palette::TEXT));
}
