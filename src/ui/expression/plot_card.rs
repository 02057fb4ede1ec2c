//! The card with the picture of the expression: over one variable or over two.

use bevy::prelude::*;
use bevy_egui::egui::{self, Align2, ComboBox, RichText, Ui, pos2};

use crate::{
    formula::Expression,
    view::{palette, sizes},
};

use super::{
    super::theme::{paint, plain, strong},
    color_map::{MapCache, color_map},
    curve::{CurveCache, curve},
};

/// How far to both sides of a point is looked for a kink, relative to its distance from 0.
const KINK_STEP: f64 = 1e-6;
/// The slopes at both sides of a kink are so far apart, relative to them.
const KINK: f64 = 1e-2;

/// What is drawn over which variables, by their names. One that the expression does not have is replaced.
#[derive(Resource, Default)]
pub(in crate::ui) struct PlotAxes {
    x: Option<String>,
    /// Nothing for a curve over one variable, which may be wanted although there are two.
    y: Option<String>,
    is_curve: bool,
    map: MapCache,
    curve: CurveCache,
}

/// The expression at a point.
pub(super) struct Picture<'a> {
    pub(super) text: &'a str,
    pub(super) expression: &'a Expression,
    pub(super) names: &'a [&'a str],
    /// The value of each variable.
    pub(super) at: &'a [f64],
    /// The derivative by each variable, where it has been computed.
    pub(super) derivatives: &'a [Option<f64>],
    /// How far each variable's axis goes to both sides of 0.
    pub(super) reaches: &'a [f64],
}

/// What was done in the picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PictureEdit {
    /// Variables were given these values.
    Values(Vec<(usize, f64)>),
    /// The axes of variables were made longer by this factor.
    Reach(Vec<usize>, f64),
}

/// What a picture is of, apart from the point in it: while this stays the same, so does the function that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PictureKey {
    text: String,
    variables: Vec<usize>,
    reaches: Vec<u64>,
    /// The values of the other variables.
    others: Vec<u64>,
}

impl Picture<'_> {
    /// What a picture over these variables, so far to both sides of 0, is of.
    pub(super) fn key(&self, variables: &[usize], reaches: &[f64]) -> PictureKey {
        let others = self.at.iter().enumerate();
        let others = others.filter(|(place, _)| !variables.contains(place));
        PictureKey {
            text: self.text.to_owned(),
            variables: variables.to_vec(),
            reaches: reaches.iter().map(|it| it.to_bits()).collect(),
            others: others.map(|(_, value)| value.to_bits()).collect(),
        }
    }

    /// Whether the curve over a variable bends sharply or jumps at the point, so that there is no tangent to it.
    pub(super) fn has_kink(&self, variable: usize) -> bool {
        let step = KINK_STEP * self.at[variable].abs().max(1.0);
        let [before, here, after] = [-step, 0.0, step].map(|step| {
            let mut at = self.at.to_vec();
            at[variable] += step;
            self.expression.evaluate(&at)[self.expression.result()]
        });
        let (left, right) = ((here - before) / step, (after - here) / step);
        (right - left).abs() > KINK * left.abs().max(right.abs()).max(1.0)
    }

    /// The value of the whole.
    pub(super) fn value(&self) -> f64 {
        self.expression.evaluate(self.at)[self.expression.result()]
    }
}

impl PlotAxes {
    /// Forgets which variables were chosen.
    pub(super) fn reset(&mut self) {
        (self.x, self.y, self.is_curve) = (None, None, false);
    }

    /// Draws the card over `rect`; over these variables, if they are given.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: egui::Rect,
        picture: &Picture<'_>,
        over: Option<&[String]>,
    ) -> Option<PictureEdit> {
        let middle = rect.min.y + 0.5 * sizes::PLANE_TOP;
        let weak = paint(palette::TEXT_WEAK);
        let title = ui.painter().text(
            pos2(rect.min.x + 12.0, middle),
            Align2::LEFT_CENTER,
            "FUNCTION",
            strong(12.0),
            weak,
        );
        let count = picture.names.len();
        if count == 0 {
            let text = "no variable: nothing to draw it over";
            let at = pos2(rect.center().x, rect.center().y);
            ui.painter()
                .text(at, Align2::CENTER_CENTER, text, plain(sizes::TEXT), weak);
            return None;
        }
        let given = over.map(|over| {
            let place = |name: &String| picture.names.iter().position(|it| it == name);
            let [x, y] = [0, 1].map(|axis| over.get(axis).and_then(place));
            (x.unwrap_or(0), y)
        });
        let (x, y) = given.unwrap_or_else(|| self.variables(picture.names));
        let head = egui::Rect::from_min_max(
            pos2(title.max.x + 10.0, rect.min.y + 4.0),
            pos2(rect.max.x - 10.0, rect.min.y + sizes::PLANE_TOP - 4.0),
        );
        let mut head = row(ui, head);
        if given.is_some() {
            let over: Vec<&str> = [Some(x), y]
                .into_iter()
                .flatten()
                .map(|it| picture.names[it])
                .collect();
            let text = format!("over {}", over.join(" and "));
            head.label(RichText::new(text).size(12.5).color(weak));
        } else {
            self.choices(&mut head, picture.names, x, y);
        }
        let room = egui::Rect::from_min_max(
            pos2(rect.min.x + 10.0, rect.min.y + sizes::PLANE_TOP),
            rect.max - egui::vec2(12.0, 8.0),
        );
        let builder = egui::UiBuilder::new().id_salt("picture").max_rect(room);
        let mut ui = ui.new_child(builder);
        ui.set_clip_rect(room);
        match y {
            Some(y) if given.is_some() || !self.is_curve => {
                color_map(&mut ui, picture, [x, y], &mut self.map)
            }
            _ => curve(&mut ui, picture, x, &mut self.curve),
        }
    }

    /// The variables of the two axes; no second one where there is only one.
    fn variables(&self, names: &[&str]) -> (usize, Option<usize>) {
        let place = |name: &Option<String>| {
            let name = name.as_deref()?;
            names.iter().position(|it| *it == name)
        };
        let x = place(&self.x).unwrap_or(0);
        let other = (0..names.len()).find(|&it| it != x);
        let y = place(&self.y).filter(|&y| y != x).or(other);
        (x, y)
    }

    /// `over x ▾ and y ▾`
    fn choices(&mut self, ui: &mut Ui, names: &[&str], x: usize, y: Option<usize>) {
        let weak = |text: &str| {
            RichText::new(text)
                .size(12.5)
                .color(paint(palette::TEXT_WEAK))
        };
        ui.label(weak("over"));
        let mut chosen = x;
        choice(ui, "x axis", names, &mut chosen, None);
        if chosen != x {
            if y == Some(chosen) {
                self.y = Some(names[x].into()); // they change places
            }
            self.x = Some(names[chosen].into());
        }
        let Some(y) = y else { return };
        ui.label(weak("and"));
        let alone = names.len();
        let before = if self.is_curve { alone } else { y };
        let mut chosen = before;
        choice(ui, "y axis", names, &mut chosen, Some(x));
        if chosen != before {
            self.is_curve = chosen == alone;
            if let Some(name) = names.get(chosen) {
                self.y = Some((*name).into());
            }
        }
    }
}

/// Draws a choice of a variable; with `without`, of another one than that, or of none.
fn choice(ui: &mut Ui, id: &str, names: &[&str], chosen: &mut usize, without: Option<usize>) {
    const NONE: &str = "none";
    let text = names.get(*chosen).copied().unwrap_or(NONE);
    ComboBox::from_id_salt(id)
        .selected_text(RichText::new(text).size(12.5))
        .width(58.0)
        .truncate()
        .show_ui(ui, |ui| {
            for (place, name) in names.iter().enumerate() {
                if without != Some(place) {
                    ui.selectable_value(chosen, place, *name);
                }
            }
            if without.is_some() {
                ui.selectable_value(chosen, names.len(), NONE);
            }
        });
}

fn row(ui: &mut Ui, rect: egui::Rect) -> Ui {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let builder = egui::UiBuilder::new()
        .id_salt("axes")
        .max_rect(rect)
        .layout(layout);
    let mut row = ui.new_child(builder);
    row.spacing_mut().item_spacing.x = 6.0;
    row
}
