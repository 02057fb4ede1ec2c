//! The expression over one variable, with its tangent at the point.

use bevy_egui::egui::{self, RichText, Ui};
use egui_plot::{Line, LineStyle, PlotPoints, Points};

use crate::view::palette;

use super::{
    super::theme::paint,
    picture_plot::{level_margin, picture_plot, pointer_edit},
    plot_card::{Picture, PictureEdit, PictureKey},
};

/// Points of the curve.
const POINTS: usize = 481;
/// This part of the values, the smallest and the largest, is not looked at to find how high the picture is: poles would flatten it.
const OUTLIERS: f64 = 0.03;
/// Larger numbers are not drawn.
const LARGEST: f64 = 1e12;
/// A curve takes at least this part of the height.
const FILLED: f64 = 0.3;
/// Room above and below the curve, as a part of its height.
const MARGIN: f64 = 0.12;

/// The curve that was drawn last, and of what.
#[derive(Default)]
pub(super) struct CurveCache {
    of: Option<PictureKey>,
    samples: Vec<[f64; 2]>,
    shown: Shown,
}

impl CurveCache {
    /// Computes the samples anew where they are of something else.
    fn follow(&mut self, picture: &Picture<'_>, x: usize, reach: f64) {
        let key = picture.key(&[x], &[reach]);
        if self.of.as_ref() != Some(&key) {
            let range = [-reach, reach];
            self.samples = picture.expression.sample_line(picture.at, x, range, POINTS);
            self.of = Some(key);
        }
    }
}

/// What was drawn last: the text, the variable, the lowest and the highest number.
type Shown = Option<(String, usize, [f64; 2])>;

/// Keeps the picture as high as it is while what is in it fits and can be seen well: a line that becomes steeper looks steeper.
fn hold(shown: &mut Shown, picture: &Picture<'_>, x: usize, wanted: [f64; 2]) -> [f64; 2] {
    let held = match shown {
        Some((text, of, held)) if text == picture.text && *of == x => *held,
        _ => wanted,
    };
    let [part, whole] = [wanted, held].map(|[low, high]| high - low);
    let fits = wanted[0] >= held[0] && wanted[1] <= held[1] && part >= FILLED * whole;
    let now = if fits { held } else { wanted };
    *shown = Some((picture.text.to_owned(), x, now));
    now
}

/// Draws the curve over variable `x` in the room that is left.
pub(super) fn curve(
    ui: &mut Ui,
    picture: &Picture<'_>,
    x: usize,
    cache: &mut CurveCache,
) -> Option<PictureEdit> {
    let reach = picture.reaches[x];
    let (at, value) = (picture.at[x], picture.value());
    cache.follow(picture, x, reach);
    let samples = &cache.samples;
    let Some([low, high]) = height(samples, value) else {
        let text = "The expression has no value that could be drawn between the ends of this axis.";
        ui.label(RichText::new(text).weak());
        return None;
    };
    let [low, high] = hold(&mut cache.shown, picture, x, [low, high]);
    let slope = picture.derivatives[x];
    let name = picture.names[x];
    let mut edit = None;
    picture_plot(("expression curve", name), name, "")
        .grid_color(paint(palette::OUTLINE))
        .show(ui, |plot| {
            plot.set_plot_bounds_x(-reach..=reach);
            plot.set_plot_bounds_y(low..=high);
            for piece in pieces(samples, low, high) {
                let line = Line::new("value", PlotPoints::from(piece));
                plot.line(line.color(paint(palette::VALUE)).width(2.2));
            }
            if let Some(slope) = slope.filter(|slope| slope.is_finite())
                && value.is_finite()
                && !picture.has_kink(x)
            {
                let step = 0.45 * reach;
                let ends = [-step, step].map(|step| [at + step, value + slope * step]);
                let tangent = Line::new("tangent", PlotPoints::from(ends.to_vec()))
                    .color(paint(palette::DERIVATIVE_POSITIVE))
                    .style(LineStyle::dashed_dense())
                    .width(1.8);
                plot.line(tangent);
            }
            if value.is_finite() {
                let mark = Points::new("now", [at, value])
                    .radius(6.0)
                    .color(paint(palette::TEXT_STRONG));
                plot.points(mark);
            }
            edit = pointer_edit(plot, &[x], &[reach]);
        })
        .response
        .on_hover_cursor(egui::CursorIcon::ResizeHorizontal);
    edit
}

/// The lowest and the highest number that are drawn; `None` where there is none.
fn height(samples: &[[f64; 2]], value: f64) -> Option<[f64; 2]> {
    let mut values: Vec<f64> = samples
        .iter()
        .map(|[_, y]| *y)
        .filter(|y| y.is_finite() && y.abs() < LARGEST)
        .collect();
    values.sort_by(f64::total_cmp);
    let outliers = (OUTLIERS * values.len() as f64) as usize;
    let [mut low, mut high] = [*values.get(outliers)?, values[values.len() - 1 - outliers]];
    if value.is_finite() && value.abs() < LARGEST {
        low = low.min(value);
        high = high.max(value);
    }
    let margin = level_margin(low, high).unwrap_or(MARGIN * (high - low));
    Some([low - margin, high + margin])
}

/// The curve without the places where it has no value, and without the jump from one end of a pole to the other.
fn pieces(samples: &[[f64; 2]], low: f64, high: f64) -> Vec<Vec<[f64; 2]>> {
    let mut pieces: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    // What is far outside is outside all the same, and does not upset the plot's arithmetic.
    let span = high - low;
    let side = |y: f64| (y > high) as i8 - (y < low) as i8;
    let mut before: Option<f64> = None;
    for &[x, y] in samples {
        if !y.is_finite() {
            before = None;
            pieces.push(Vec::new());
            continue;
        }
        if before.is_some_and(|before| side(before) * side(y) < 0) {
            pieces.push(Vec::new());
        }
        before = Some(y);
        if let Some(piece) = pieces.last_mut() {
            piece.push([x, y.clamp(low - span, high + span)]);
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(f: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
        (-50..=50)
            .map(|x| f64::from(x) * 0.1)
            .map(|x| [x, f(x)])
            .collect()
    }

    #[test]
    fn a_pole_parts_the_curve_and_does_not_flatten_it() {
        let samples = sampled(|x| 1.0 / (x - 0.05));
        let [low, high] = height(&samples, 0.5).unwrap();
        assert!(low > -20.0 && high < 20.0, "{low} to {high}");
        assert_eq!(pieces(&samples, low, high).len(), 2);
    }

    #[test]
    fn where_there_is_no_value_there_is_no_curve() {
        let samples = sampled(f64::ln);
        let [low, high] = height(&samples, 0.0).unwrap();
        let pieces = pieces(&samples, low, high);
        assert_eq!(pieces.len(), 1);
        assert!(pieces[0].iter().all(|[x, _]| *x > 0.0));
        assert_eq!(height(&sampled(|_| f64::NAN), f64::NAN), None);
    }

    #[test]
    fn a_constant_has_room_around_it() {
        assert_eq!(height(&sampled(|_| 0.5), 0.5), Some([-0.5, 1.5]));
        let [low, high] = height(&sampled(|x| x - 1.0 - x), -1.0).unwrap();
        assert!(low < -1.9 && high > -0.1, "rounding is no height");
    }
}
