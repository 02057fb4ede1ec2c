//! Which points: data set, number, noise, seed, and the brush that edits them.

use bevy_egui::egui::{self, Align, CornerRadius, Layout, RichText, Sense, Stroke, Ui, Vec2};

use crate::{
    training::{DataSettings, Dataset, NOISE, POINTS, SEEDS},
    view::{PlaneTool, Rgb, palette},
};

use super::{
    Request, Requests,
    theme::{paint, plain},
    widgets::{row, section, seed_row, slider_row},
};

/// The data section of the parameter panel.
pub fn data_panel(
    ui: &mut Ui,
    settings: &mut DataSettings,
    tool: &mut PlaneTool,
    requests: &mut Requests,
) {
    section(ui, "DATA");
    row(ui, "Dataset", "MiniTorch's six data sets", |ui| {
        let combo = egui::ComboBox::from_id_salt("dataset").selected_text(settings.dataset.label());
        combo.width(ui.available_width()).show_ui(ui, |ui| {
            for dataset in Dataset::ALL {
                ui.selectable_value(&mut settings.dataset, dataset, dataset.label())
                    .on_hover_text(dataset.rule());
            }
        });
    });
    slider_row(
        ui,
        "Points",
        "how many points",
        &mut settings.points,
        POINTS,
        true,
        0,
    );
    let hint = "standard deviation of the Gaussian noise that moves each point after it is labelled,\nin units of the axes";
    slider_row(ui, "Noise σ", hint, &mut settings.noise, NOISE, false, 3);
    if seed_row(
        ui,
        "Data seed",
        "the same seed draws the same points",
        &mut settings.seed,
        SEEDS,
    ) {
        requests.ask(Request::DrawPoints);
    }
    brushes(ui, tool);
}

/// The four tools, at the right: beside a label as wide as those of the other rows they would be wider than the panel.
fn brushes(ui: &mut Ui, tool: &mut PlaneTool) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("Brush").color(paint(palette::TEXT_WEAK)))
            .on_hover_text("what a press of the left button does in the plane");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let hint = "click a point to delete it";
            brush(ui, tool, PlaneTool::Delete, None, "delete", hint);
            let point = Some((palette::CLASS_0, false));
            let hint = "click to add a point of class 0";
            brush(ui, tool, PlaneTool::AddClass0, point, "add", hint);
            let point = Some((palette::CLASS_1, true));
            let hint = "click to add a point of class 1";
            brush(ui, tool, PlaneTool::AddClass1, point, "add", hint);
            let hint = "drag points\nright-click a point: other class";
            brush(ui, tool, PlaneTool::Move, None, "move", hint);
        });
    });
}

/// One tool of the brush: its word, or the point that it adds.
fn brush(
    ui: &mut Ui,
    tool: &mut PlaneTool,
    own: PlaneTool,
    point: Option<(Rgb, bool)>,
    text: &str,
    hint: &str,
) {
    let is_selected = *tool == own;
    let Some((color, is_round)) = point else {
        let button = egui::Button::new(RichText::new(text).size(12.0)).selected(is_selected);
        if ui.add(button).on_hover_text(hint).clicked() {
            *tool = own;
        }
        return;
    };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(36.0, 22.0), Sense::click());
    let visuals = ui.style().interact_selectable(&response, is_selected);
    ui.painter().rect(
        rect,
        CornerRadius::same(4),
        visuals.weak_bg_fill,
        visuals.bg_stroke,
        egui::StrokeKind::Inside,
    );
    let edge = Stroke::new(1.0, paint(palette::POINT_EDGE));
    let plus = rect.left_center() + Vec2::new(9.0, 0.0);
    ui.painter().text(
        plus,
        egui::Align2::CENTER_CENTER,
        "+",
        plain(13.0),
        visuals.text_color(),
    );
    let centre = rect.right_center() - Vec2::new(13.0, 0.0);
    if is_round {
        ui.painter().circle(centre, 5.5, paint(color), edge);
    } else {
        let square = egui::Rect::from_center_size(centre, Vec2::splat(10.0));
        ui.painter().rect(
            square,
            CornerRadius::same(1),
            paint(color),
            edge,
            egui::StrokeKind::Middle,
        );
    }
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::WidgetType::Button, true, is_selected, hint)
    });
    if response.on_hover_text(hint).clicked() {
        *tool = own;
    }
}
