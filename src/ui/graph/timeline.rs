//! The positions of the pass, as a slider with the three phases.

use bevy_egui::egui::{Align2, CornerRadius, CursorIcon, Rect, Sense, Stroke, Ui, pos2, vec2};

use crate::{
    autodiff::{Phase, Trace},
    view::palette,
};

use super::{
    super::theme::{paint, plain},
    step_marks::phase_color,
};

/// Height of the rail.
const RAIL: f32 = 6.0;
/// Between the words of two phases, in logical pixels.
const BETWEEN: f32 = 10.0;

/// Draws the slider in `rect`. Returns the position that was asked for.
pub(super) fn timeline(ui: &Ui, rect: Rect, trace: &Trace) -> Option<usize> {
    let response = ui
        .interact(rect, ui.id().with("timeline"), Sense::click_and_drag())
        .on_hover_cursor(CursorIcon::ResizeHorizontal);
    let steps = trace.len().max(1) as f32;
    let rail = Rect::from_min_max(
        pos2(rect.min.x + 8.0, rect.max.y - 14.0),
        pos2(rect.max.x - 8.0, rect.max.y - 14.0 + RAIL),
    );
    let x_at = |position: usize| rail.min.x + rail.width() * position as f32 / steps;
    let painter = ui.painter();
    let mut start = 0;
    let mut free = rail.min.x;
    for phase in Phase::ALL {
        let count = trace.steps()[start..]
            .iter()
            .take_while(|step| step.phase() == phase)
            .count();
        if count == 0 {
            continue;
        }
        let end = start + count;
        let part = Rect::from_min_max(
            pos2(x_at(start), rail.min.y),
            pos2(x_at(end) - 1.5, rail.max.y),
        );
        let color = paint(phase_color(phase));
        painter.rect_filled(part, CornerRadius::same(2), color.gamma_multiply(0.28));
        let done = trace.position().clamp(start, end);
        if done > start {
            let done = Rect::from_min_max(part.min, pos2(x_at(done).min(part.max.x), part.max.y));
            painter.rect_filled(done, CornerRadius::same(2), color);
        }
        let is_current = trace.position() > start && trace.position() <= end;
        let ink = if is_current {
            color
        } else {
            paint(palette::TEXT_WEAK)
        };
        let galley = painter.layout_no_wrap(phase.label().into(), plain(11.0), ink);
        // A short phase lends from the room of the next, which begins where there is room again.
        let at = pos2(part.min.x.max(free), rail.min.y - 19.0); // clear of the handle
        let end_of_word = at.x + galley.size().x;
        if end_of_word < rail.max.x {
            free = end_of_word + BETWEEN;
            painter.galley(at, galley, ink);
        }
        start = end;
    }
    let handle = pos2(x_at(trace.position()), rail.center().y);
    let ring = Stroke::new(2.0, paint(phase_color(trace.phase())));
    painter.circle(handle, 7.0, paint(palette::HANDLE), ring);
    if let Some(at) = response.hover_pos() {
        let part = ((at.x - rail.min.x) / rail.width()).clamp(0.0, 1.0);
        let text = format!("step {}", (part * steps).round());
        let above = pos2(at.x.clamp(rail.min.x + 20.0, rail.max.x - 20.0), rect.min.y);
        painter.text(
            above - vec2(0.0, 2.0),
            Align2::CENTER_TOP,
            text,
            plain(11.0),
            paint(palette::TEXT),
        );
    }
    let at = response.interact_pointer_pos()?;
    let part = ((at.x - rail.min.x) / rail.width()).clamp(0.0, 1.0);
    Some((part * steps).round() as usize)
}
