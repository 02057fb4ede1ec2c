//! The few controls that the panels are made of.

use std::ops::RangeInclusive;

use bevy_egui::egui::{
    self, Align, Color32, CornerRadius, Layout, Margin, Painter, Rect, Response, RichText, Sense,
    Stroke, StrokeKind, Ui, Vec2, emath::Numeric,
};

use crate::view::{palette, sizes};

use super::theme::{icons, paint, strong};

/// Where a row's control begins, from the left edge of its card.
const LABEL_WIDTH: f32 = 84.0;

/// The room of a card: its content's distance from its edges, and its edges' from those of other cards.
pub(super) fn card(margin: Margin) -> egui::Frame {
    egui::Frame::new()
        .inner_margin(Margin::same(sizes::CARD_MARGIN as i8))
        .outer_margin(margin)
}

/// Paints a card's outline, and returns the card's rectangle.
///
/// Nothing is filled: the window has been cleared to the colour of the cards, and egui fills a pixel at ten times the price.
pub(super) fn card_edges(painter: &Painter, outer: Rect, margin: Margin) -> Rect {
    let card = outer - margin;
    let edge = Stroke::new(1.0, paint(palette::OUTLINE));
    painter.rect_stroke(
        card,
        CornerRadius::same(sizes::CARD_RADIUS as u8),
        edge,
        StrokeKind::Inside,
    );
    card
}

/// A section's title in capitals with a rule to the right edge.
pub(super) fn section(ui: &mut Ui, title: &str) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(title)
                .font(strong(12.0))
                .color(paint(palette::TEXT_WEAK)),
        );
        let (rect, _) =
            ui.allocate_exact_size(Vec2::new(ui.available_width(), 1.0), Sense::hover());
        ui.painter().hline(
            rect.x_range(),
            rect.center().y,
            Stroke::new(1.0, paint(palette::OUTLINE)),
        );
    });
}

/// A label at the left and controls from the label's width to the right edge.
pub(super) fn row<R>(ui: &mut Ui, label: &str, hint: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        let label = RichText::new(label).color(paint(palette::TEXT_WEAK));
        let height = ui.spacing().interact_size.y;
        ui.allocate_ui_with_layout(
            Vec2::new(LABEL_WIDTH, height),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(LABEL_WIDTH);
                ui.label(label).on_hover_text(hint);
            },
        );
        add(ui)
    })
    .inner
}

/// Rows of one height, of which only those that can be seen are drawn, each in its rectangle.
pub(super) fn visible_rows(
    ui: &mut Ui,
    height: f32,
    count: usize,
    mut row: impl FnMut(&mut Ui, usize, Rect),
) {
    let size = Vec2::new(ui.available_width(), height * count as f32);
    let (all, _) = ui.allocate_exact_size(size, Sense::hover());
    let clip = ui.clip_rect();
    let first = ((clip.min.y - all.min.y) / height).floor().max(0.0) as usize;
    let last = ((clip.max.y - all.min.y) / height).ceil().max(0.0) as usize;
    for number in first..last.min(count) {
        let corner = all.min + Vec2::new(0.0, height * number as f32);
        row(
            ui,
            number,
            Rect::from_min_size(corner, Vec2::new(size.x, height)),
        );
    }
}

/// A label and a number to type or drag at the right, and a slider over the whole width below.
pub(super) fn slider_row<N: Numeric>(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    value: &mut N,
    range: RangeInclusive<N>,
    logarithmic: bool,
    decimals: usize,
) -> Response {
    slider_row_with(
        ui,
        label,
        hint,
        value,
        range,
        logarithmic,
        decimals,
        |number| number,
    )
}

/// As [`slider_row`], with a number field that says or understands more than digits.
pub(super) fn slider_row_with<N: Numeric>(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    value: &mut N,
    range: RangeInclusive<N>,
    logarithmic: bool,
    decimals: usize,
    adapt: impl FnOnce(egui::DragValue<'_>) -> egui::DragValue<'_>,
) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0; // they belong together
        let speed = if N::INTEGRAL { 0.3 } else { 0.005 };
        ui.horizontal(|ui| {
            ui.label(RichText::new(label).color(paint(palette::TEXT_WEAK)))
                .on_hover_text(hint);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let number = egui::DragValue::new(value)
                    .range(range.clone())
                    .clamp_existing_to_range(false)
                    .speed(speed)
                    .min_decimals(decimals.min(2))
                    .max_decimals(decimals)
                    .update_while_editing(false);
                ui.add(adapt(number))
                    .on_hover_text(format!("{hint}\ndrag, or click and type"));
            });
        });
        ui.scope(|ui| {
            slider_style(ui);
            let slider = egui::Slider::new(value, range)
                .logarithmic(logarithmic)
                // The command line takes numbers beyond the panel's ranges: they stay until somebody moves the slider.
                .clamping(egui::SliderClamping::Edits)
                .show_value(false);
            let slider = if N::INTEGRAL {
                slider
            } else {
                slider.max_decimals(decimals)
            };
            ui.add(slider).on_hover_text(hint)
        })
        .inner
    })
    .inner
}

/// A thin rail, filled up to a ring: egui paints rail and handle in one colour, so the handle is told apart by its outline.
pub(super) fn slider_style(ui: &mut Ui) {
    ui.spacing_mut().slider_width = ui.available_width() - 2.0;
    ui.spacing_mut().interact_size.y = 16.0;
    let visuals = ui.visuals_mut();
    visuals.selection.bg_fill = paint(palette::ACCENT);
    for (widget, handle) in [
        (&mut visuals.widgets.inactive, palette::HANDLE),
        (&mut visuals.widgets.hovered, palette::TEXT_STRONG),
        (&mut visuals.widgets.active, palette::TEXT_STRONG),
    ] {
        widget.bg_fill = paint(palette::OUTLINE);
        widget.fg_stroke = Stroke::new(2.0, paint(handle));
    }
}

/// A number field and a "new" button for a seed.
pub(super) fn seed_row(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    seed: &mut u64,
    range: RangeInclusive<u64>,
) -> bool {
    row(ui, label, hint, |ui| {
        ui.add(
            egui::DragValue::new(seed)
                .range(range)
                .clamp_existing_to_range(false)
                .speed(0.1)
                .update_while_editing(false),
        )
        .on_hover_text(hint);
        ui.button("new")
            .on_hover_text("take the next seed")
            .clicked()
    })
}

/// A round button with an icon.
pub(super) fn icon_button(
    ui: &mut Ui,
    icon: &str,
    diameter: f32,
    is_primary: bool,
    hint: &str,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(diameter), Sense::click());
    let (rest, pointed) = if is_primary {
        (palette::PRIMARY, palette::PRIMARY_HOVERED)
    } else {
        (palette::CONTROL, palette::CONTROL_HOVERED)
    };
    let fill = if response.is_pointer_button_down_on() || response.hovered() {
        pointed
    } else {
        rest
    };
    let outline = if response.hovered() || response.has_focus() {
        palette::ACCENT
    } else {
        palette::OUTLINE
    };
    let centre = rect.center();
    ui.painter().circle(
        centre,
        0.5 * diameter - 1.0,
        paint(fill),
        Stroke::new(1.0, paint(outline)),
    );
    let ink = if ui.is_enabled() {
        paint(palette::TEXT)
    } else {
        Color32::from_gray(90)
    };
    ui.painter().text(
        centre,
        egui::Align2::CENTER_CENTER,
        icon,
        icons(diameter * 0.45),
        ink,
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, hint));
    response.on_hover_text(hint)
}

/// A fixed choice, shown so that one knows it.
pub(super) fn fixed(ui: &mut Ui, text: &str, hint: &str) {
    ui.label(RichText::new(text).color(paint(palette::TEXT)))
        .on_hover_text(hint);
}
