//! `named_parameters`: a row for each, to read, to edit, to freeze. The leaves of an example as well.

use bevy::prelude::Entity;
use bevy_egui::egui::{
    self, Align, AsIdSalt, Color32, Layout, Rect, RichText, ScrollArea, Sense, Shape, Stroke, Ui,
    UiBuilder, pos2, vec2,
};
use egui_phosphor::fill;

use crate::view::palette;

use super::{
    super::{
        graph::{derivative_color, exact, signed},
        leaf_field::leaf_field,
        theme::{icons, paint},
        unit_names::in_brief,
        widgets::visible_rows,
    },
    parameter_table::ParameterRow,
};

/// Height of a row: a line of numbers, and below it the curve and the change.
const ROW: f32 = 35.0;
/// Of which the lowest is free.
const GAP: f32 = 5.0;
/// The part of a row's height that the numbers take.
const NUMBERS: f32 = 20.0;
/// Below this width, in logical pixels, numbers are smaller.
const NARROW: f32 = 265.0;
/// Where the columns begin, as parts of the width: lock, name, value, the point's derivative, the batch's.
const COLUMNS: [f32; 5] = [0.0, 0.06, 0.265, 0.53, 0.765];

/// What the table says of all rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableHead {
    /// How many points the next batch has; `None` where nothing is trained.
    pub(super) batch: Option<usize>,
    pub(super) learning_rate: f64,
}

/// An edit of a leaf.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ParameterEdit {
    Set(Entity, f64),
    Freeze(Entity, bool),
}

/// What was done with the table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TableAsked {
    pub(super) hovered: Option<Entity>,
    pub(super) clicked: Option<Entity>,
    pub(super) edit: Option<ParameterEdit>,
}

/// Draws the table. A row whose name `may_set` refuses cannot be edited. Rows are lit by `is_lit`; where that changes and the pointer that lights them `is_elsewhere`, the first of them comes
/// into view, unless somebody is typing.
pub(super) fn parameters(
    ui: &mut Ui,
    head: &TableHead,
    rows: &[ParameterRow],
    is_lit: &dyn Fn(Entity) -> bool,
    may_set: &dyn Fn(&str) -> bool,
    is_elsewhere: bool,
) -> TableAsked {
    let mut asked = TableAsked::default();
    header(ui, head);
    ScrollArea::vertical()
        .id_salt("parameters")
        .auto_shrink(false)
        .show(ui, |ui| {
            let top = ui.cursor().min;
            let first_lit = rows.iter().position(|row| is_lit(row.leaf));
            visible_rows(ui, ROW, rows.len(), |ui, number, rect| {
                let rect = rect.with_max_y(rect.max.y - GAP);
                let row = &rows[number];
                if is_lit(row.leaf) {
                    ui.painter()
                        .rect_filled(rect.expand(1.0), 3.0, paint(palette::CONTROL));
                }
                let may_set = may_set(&row.name);
                parameter_row(ui, rect, row, head.learning_rate, may_set, &mut asked);
            });
            let id = ui.id().with("first lit row");
            let before = ui.data_mut(|data| data.remove_temp::<usize>(id));
            if let Some(number) = first_lit {
                ui.data_mut(|data| data.insert_temp(id, number));
            }
            let is_typed = ui.memory(|memory| memory.focused().is_some());
            if let Some(number) = first_lit.filter(|_| first_lit != before)
                && is_elsewhere
                && !is_typed
            {
                let corner = top + vec2(0.0, ROW * number as f32);
                let row = Rect::from_min_size(corner, vec2(1.0, ROW));
                ui.scroll_to_rect(row, None);
            }
        });
    asked
}

fn header(ui: &mut Ui, head: &TableHead) {
    let size = vec2(ui.available_width(), 18.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut names = vec![
        (1, "name", String::new()),
        (
            2,
            "value",
            "below it, its course since training began".into(),
        ),
        (3, "∂ point", "the derivative of what is on stage".into()),
    ];
    if let Some(points) = head.batch {
        let hint = format!(
            "the derivative of the mean loss of the next batch of {points} points;\nbelow it, by how much the parameter was moved last"
        );
        names.push((4, "∂ batch", hint));
    }
    for (column, name, hint) in names {
        let text = RichText::new(name).small().color(paint(palette::TEXT_WEAK));
        let label = cell(ui, "head", rect, column, rect.y_range()).label(text);
        if !hint.is_empty() {
            label.on_hover_text(hint);
        }
    }
}

/// A place for the content of one column. What is typed there belongs to the row, wherever the table is scrolled to.
fn cell(ui: &mut Ui, of: impl AsIdSalt, row: Rect, column: usize, y: egui::Rangef) -> Ui {
    let at = |part: f32| row.min.x + part * row.width();
    let right = COLUMNS.get(column + 1).map_or(row.max.x, |&part| at(part));
    let room = Rect::from_x_y_ranges(at(COLUMNS[column])..=right - 3.0, y);
    let layout = Layout::left_to_right(Align::Center);
    let id = ui.id().with((of, column, y.min > row.min.y));
    let mut cell = ui.new_child(UiBuilder::new().id(id).max_rect(room).layout(layout));
    cell.spacing_mut().item_spacing.x = 2.0;
    cell
}

fn parameter_row(
    ui: &mut Ui,
    rect: Rect,
    row: &ParameterRow,
    learning_rate: f64,
    may_set: bool,
    asked: &mut TableAsked,
) {
    let response = ui.interact(rect, ui.id().with(row.leaf), Sense::hover());
    // The fields within it take the pointer from the row, which is pointed at all the same.
    if response.contains_pointer() {
        asked.hovered = Some(row.leaf);
    }
    let of = row.leaf;
    let above = egui::Rangef::new(rect.min.y, rect.min.y + NUMBERS);
    let below = egui::Rangef::new(rect.min.y + NUMBERS, rect.max.y);
    if let Some(training) = &row.training {
        let mut place = cell(ui, of, rect, 0, above);
        if !may_set {
            place.disable();
        }
        let frozen = lock(&mut place, training.is_frozen);
        asked.edit = asked
            .edit
            .or(frozen.map(|frozen| ParameterEdit::Freeze(row.leaf, frozen)));
    }
    let name = cell(ui, of, rect, 1, above)
        .link(RichText::new(in_brief(&row.name)).size(12.0))
        .on_hover_text(format!("{}\nclick: show it in the graph", row.name));
    if name.clicked() {
        asked.clicked = Some(row.leaf);
    }
    let mut field = cell(ui, of, rect, 2, above);
    if rect.width() < NARROW {
        field.style_mut().drag_value_text_style = egui::TextStyle::Small;
        field.spacing_mut().button_padding.x = 2.0;
    }
    if !response.contains_pointer() {
        // A field is filled where it may be used: of so many, every filled pixel counts under a software renderer.
        let still = &mut field.visuals_mut().widgets.inactive;
        still.weak_bg_fill = Color32::TRANSPARENT;
        still.bg_stroke = Stroke::NONE;
    }
    if !may_set {
        field.disable();
    }
    let (typed, edited) = leaf_field(&mut field, row.value);
    if let Some(value) = edited {
        asked.edit = Some(ParameterEdit::Set(row.leaf, value));
    }
    if typed.has_focus() {
        return; // all of its digits need the room
    }
    let size = if rect.width() < NARROW { 10.0 } else { 11.5 };
    let number = |ui: &mut Ui, number: Option<f64>| {
        let text = RichText::new(number.map_or("—".into(), signed)).size(size);
        ui.label(text.color(derivative_color(number)))
    };
    number(&mut cell(ui, of, rect, 3, above), row.of_point).on_hover_text(exact(row.of_point));
    let Some(training) = &row.training else {
        return;
    };
    let step = training
        .of_batch
        .map(|derivative| -learning_rate * derivative);
    let will = if training.is_frozen {
        "it is frozen: no step moves it".into()
    } else {
        format!("the next step moves it by {}", exact(step))
    };
    number(&mut cell(ui, of, rect, 4, above), training.of_batch)
        .on_hover_text(format!("{}\n{will}", exact(training.of_batch)));
    let curve = cell(ui, of, rect, 2, below).max_rect();
    sparkline(ui, curve.shrink2(vec2(2.0, 2.0)), &training.values);
    if let Some(change) = training.latest_change {
        let change_text = signed(change);
        let is_long = change_text.chars().count() > 8;
        let text = if is_long {
            change_text
        } else {
            format!("Δ {change_text}")
        };
        let text = RichText::new(text).size(if is_long { size - 2.0 } else { size - 1.0 });
        cell(ui, of, rect, 4, below)
            .label(text.color(paint(palette::TEXT_WEAK)))
            .on_hover_text(format!("moved by {} the last time", exact(Some(change))));
    }
}

/// Draws the lock. Returns what it shall be, if it was clicked.
fn lock(ui: &mut Ui, is_frozen: bool) -> Option<bool> {
    let (icon, color, hint) = if is_frozen {
        let hint = "frozen: training leaves it as it is; click to let it go";
        (fill::LOCK, palette::CAUTION, hint)
    } else {
        let hint = "click to freeze it: training leaves it as it is";
        (fill::LOCK_OPEN, palette::NOT_YET, hint)
    };
    let icon = RichText::new(icon).font(icons(12.0)).color(paint(color));
    let button = egui::Button::new(icon).frame(false).small();
    let response = ui.add(button).on_hover_text(hint);
    response.clicked().then_some(!is_frozen)
}

/// Draws a curve as high as its values reach; level, if they are all the same.
fn sparkline(ui: &Ui, rect: Rect, values: &[f64]) {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
    if values.len() < 2 || !(high - low).is_finite() {
        return;
    }
    let last = (values.len() - 1) as f32;
    let place = |(index, &value): (usize, &f64)| {
        let part = if high > low {
            ((value - low) / (high - low)) as f32
        } else {
            0.5
        };
        let x = rect.min.x + rect.width() * index as f32 / last;
        pos2(x, rect.max.y - part * rect.height())
    };
    let line = values.iter().enumerate().map(place).collect();
    let stroke = Stroke::new(1.0, paint(palette::ACCENT));
    ui.painter().add(Shape::line(line, stroke));
}
