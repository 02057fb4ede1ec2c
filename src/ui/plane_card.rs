//! The card around the data plane: title, axes, legend, names of the lines, what is under the pointer.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{
    self, Align2, Color32, CornerRadius, Painter, Pos2, RichText, Stroke, StrokeKind, Ui, pos2,
    vec2,
};

use crate::{
    nn::{Activation, NetworkShape},
    training::{Evaluation, Points},
    view::{
        GradientLabel, LineLabels, Plane, PlaneMapping, PlanePointer, PlaneRoom, PlaneTool,
        ShowSettings, ShownField, palette, sizes, ticks,
    },
};

use super::{
    color_scale::ColorScale,
    legend::Legend,
    status::{StatusData, significant},
    theme::{paint, plain, strong},
    unit_names::{at_zero, symbol},
};

/// Logical pixels between two ticks, at the least.
const TICK_SPACING: f32 = 90.0;

/// Height of the labels of the horizontal axis.
const AXIS: f32 = 34.0;

/// No window reaches so far to the left, in logical pixels.
const AWAY: f32 = -20_000.0;

/// Above this width of the card, the colour scale fits beside its name, in logical pixels.
const SCALE_FITS: f32 = 300.0;

/// Everything that the card reads, and the room that it leaves to the plane.
#[derive(SystemParam)]
pub(super) struct PlaneCard<'w> {
    room: ResMut<'w, PlaneRoom>,
    plane: Option<Res<'w, Plane>>,
    labels: Res<'w, LineLabels>,
    pointer: Res<'w, PlanePointer>,
    points: Res<'w, Points>,
    evaluation: Res<'w, Evaluation>,
    field: Res<'w, ShownField>,
    gradient: Res<'w, GradientLabel>,
}

impl PlaneCard<'_> {
    /// Draws the card over `rect` and leaves the plane's room in it.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: egui::Rect,
        tool: PlaneTool,
        show: &ShowSettings,
        shape: &NetworkShape,
        status: &StatusData,
    ) {
        let width = rect.width() - sizes::PLANE_LEFT - sizes::PLANE_RIGHT;
        let legend = Legend::new(ui.painter(), show, shape, width);
        // As it is, empty or not: `Rect::new` would turn a room of no height around.
        let room = Rect {
            min: Vec2::new(
                rect.min.x + sizes::PLANE_LEFT,
                rect.min.y + sizes::PLANE_TOP,
            ),
            max: Vec2::new(
                rect.max.x - sizes::PLANE_RIGHT,
                rect.max.y - sizes::PLANE_BOTTOM - legend.height(),
            ),
        };
        self.room.set_if_neq(PlaneRoom(room));
        let edge = Stroke::new(1.0, paint(palette::OUTLINE));
        ui.painter()
            .rect_stroke(to_egui(room), CornerRadius::ZERO, edge, StrokeKind::Outside);
        self.title(ui, rect, tool, show);
        self.foot(ui, rect, status);
        legend.draw(ui.painter(), pos2(room.min.x, room.max.y + AXIS));
        if let Some(plane) = &self.plane
            && plane.rect == room
        {
            axes(ui.painter(), plane);
            // Text over the plane belongs to the plane: it ends at its border.
            let painter = ui.painter().with_clip_rect(to_egui(room));
            self.line_names(&painter, shape.activation);
            self.gradient_name(&painter);
            self.under_pointer(ui.ctx(), &painter, plane);
        }
    }

    /// Leaves the plane a room of the same size outside of the window, where nobody sees or meets it.
    pub(super) fn hide(&mut self) {
        let Rect { min, max } = self.room.0;
        if min.x > AWAY {
            let away = Vec2::new(2.0 * AWAY, 0.0);
            self.room.0 = Rect {
                min: min + away,
                max: max + away,
            };
        }
    }

    /// The card's name, what the colours mean, and what the pointer does if there is room to say it.
    fn title(&self, ui: &Ui, rect: egui::Rect, tool: PlaneTool, show: &ShowSettings) {
        let at = pos2(rect.min.x + 12.0, rect.min.y + 0.5 * sizes::PLANE_TOP);
        let painter = ui.painter();
        let color = paint(palette::TEXT_WEAK);
        let title = painter.text(at, Align2::LEFT_CENTER, "DATA PLANE", strong(12.0), color);
        let mut right = title.max.x;
        if show.heat_map && rect.width() > SCALE_FITS {
            let beside = pos2(right + 14.0, at.y);
            right = ColorScale::of(self.field.shown_unit()).draw(painter, beside);
        }
        let hint = match tool {
            PlaneTool::Move => {
                "drag a point: it moves   right-click it: other class   wheel: zoom   right-drag: pan   F: fit"
            }
            PlaneTool::AddClass1 => "click: add a point of class 1",
            PlaneTool::AddClass0 => "click: add a point of class 0",
            PlaneTool::Delete => "click a point: delete it   Ctrl+Z: undo",
        };
        let hint = painter.layout_no_wrap(hint.into(), plain(sizes::TEXT_SMALL), color);
        let left = rect.max.x - 14.0 - hint.size().x;
        if left > right + 20.0 {
            let top = at.y - 0.5 * hint.size().y;
            painter.galley(pos2(left, top), hint, Color32::WHITE);
        }
    }

    /// The figures of the moment, below the plane.
    fn foot(&self, ui: &mut Ui, rect: egui::Rect, status: &StatusData) {
        let foot = egui::Rect::from_min_max(
            pos2(
                rect.min.x + sizes::PLANE_LEFT,
                rect.max.y - sizes::PLANE_BOTTOM + AXIS,
            ),
            rect.max - vec2(sizes::PLANE_RIGHT, 6.0),
        );
        let mut ui = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(foot)
                .layout(egui::Layout::top_down(egui::Align::Min)),
        );
        ui.set_clip_rect(foot.expand(4.0));
        if let Some(fault) = status.fault() {
            let text = format!("Stopped; lower the learning rate, then reset (R). {fault}");
            ui.add(egui::Label::new(RichText::new(text).color(paint(palette::BAD))).truncate());
        } else {
            status.show(&mut ui);
        }
    }

    fn line_names(&self, painter: &Painter, activation: Activation) {
        for label in self.labels.iter() {
            let text = format!("{} = {}", symbol(label.unit), at_zero(activation));
            label_with_halo(painter, to_pos(label.centre), &text, paint(label.color));
        }
    }

    fn gradient_name(&self, painter: &Painter) {
        if let Some(at) = self.gradient.at {
            let color = paint(palette::DERIVATIVE_POSITIVE);
            label_with_halo(painter, to_pos(at), "−∂loss/∂x", color);
        }
    }

    /// The figures of the point under the pointer.
    fn under_pointer(&self, ctx: &egui::Context, painter: &Painter, plane: &PlaneMapping) {
        let Some(index) = self.pointer.dragged.or(self.pointer.hovered) else {
            return;
        };
        let Some(point) = self.points.get(index) else {
            return;
        };
        let is_elsewhere = ctx.is_pointer_over_egui() || ctx.egui_is_using_pointer();
        if is_elsewhere && self.pointer.dragged.is_none() {
            return;
        }
        let number = |number: f64| format!("{number:.4}").replace('-', "−");
        let mut lines = vec![
            ("x₁", number(point.x1)),
            ("x₂", number(point.x2)),
            ("label", u8::from(point.label).to_string()),
        ];
        if let Some(result) = self.evaluation.result(index) {
            lines.push(("output", number(result.output)));
            lines.push(("loss", significant(result.loss)));
        }
        let size = vec2(128.0, 18.0 * lines.len() as f32 + 12.0);
        let centre = to_pos(plane.to_window(point.place()));
        let bounds = painter.clip_rect().shrink(6.0);
        let mut corner = centre + vec2(20.0, -0.5 * size.y);
        if corner.x + size.x > bounds.max.x {
            corner.x = centre.x - 20.0 - size.x;
        }
        corner.y = corner
            .y
            .clamp(bounds.min.y, (bounds.max.y - size.y).max(bounds.min.y));
        let card = egui::Rect::from_min_size(corner, size);
        let edge = Stroke::new(1.0, paint(palette::OUTLINE));
        painter.rect(
            card,
            CornerRadius::same(6),
            paint(palette::PANEL),
            edge,
            StrokeKind::Inside,
        );
        for (row, (name, value)) in lines.into_iter().enumerate() {
            let y = corner.y + 15.0 + 18.0 * row as f32;
            let at = |x: f32| pos2(corner.x + x, y);
            painter.text(
                at(10.0),
                Align2::LEFT_CENTER,
                name,
                plain(12.5),
                paint(palette::TEXT_WEAK),
            );
            let right = at(size.x - 10.0);
            painter.text(
                right,
                Align2::RIGHT_CENTER,
                value,
                egui::FontId::monospace(12.0),
                paint(palette::TEXT),
            );
        }
    }
}

fn axes(painter: &Painter, mapping: &PlaneMapping) {
    let color = paint(palette::TEXT_WEAK);
    let rect = to_egui(mapping.rect);
    let stroke = Stroke::new(1.0, paint(palette::TEXT_WEAK).gamma_multiply(0.6));
    let most = |length: f32| (length / TICK_SPACING).max(1.0) as usize;
    let visible = &mapping.visible;
    for tick in ticks(visible.min[0], visible.max[0], most(rect.width())) {
        let x = mapping.to_window([tick.at, 0.0]).x;
        painter.vline(x, rect.max.y..=rect.max.y + 4.0, stroke);
        painter.text(
            pos2(x, rect.max.y + 6.0),
            Align2::CENTER_TOP,
            tick.label,
            plain(sizes::TEXT_SMALL),
            color,
        );
    }
    for tick in ticks(visible.min[1], visible.max[1], most(rect.height())) {
        let y = mapping.to_window([0.0, tick.at]).y;
        painter.hline(rect.min.x - 4.0..=rect.min.x, y, stroke);
        painter.text(
            pos2(rect.min.x - 7.0, y),
            Align2::RIGHT_CENTER,
            tick.label,
            plain(sizes::TEXT_SMALL),
            color,
        );
    }
    let below = pos2(rect.center().x, rect.max.y + 26.0);
    painter.text(below, Align2::CENTER_CENTER, "x₁", strong(12.5), color);
    let beside = pos2(rect.min.x - 37.0, rect.center().y - 14.0);
    painter.text(beside, Align2::CENTER_CENTER, "x₂", strong(12.5), color);
}

/// Text that can be read on any colour of the heat map.
fn label_with_halo(painter: &Painter, centre: Pos2, text: &str, color: Color32) {
    let shadow = paint(palette::WINDOW).gamma_multiply(0.85);
    for offset in [
        vec2(-1.0, 0.0),
        vec2(1.0, 0.0),
        vec2(0.0, -1.0),
        vec2(0.0, 1.0),
    ] {
        painter.text(
            centre + offset,
            Align2::CENTER_CENTER,
            text,
            strong(13.5),
            shadow,
        );
    }
    painter.text(centre, Align2::CENTER_CENTER, text, strong(13.5), color);
}

fn to_egui(rect: Rect) -> egui::Rect {
    egui::Rect::from_min_max(to_pos(rect.min), to_pos(rect.max))
}

fn to_pos(position: Vec2) -> Pos2 {
    pos2(position.x, position.y)
}
