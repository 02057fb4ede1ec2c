//! What the tab reads, and what it asks for.

use bevy::{ecs::system::SystemParam, prelude::*};
use bevy_egui::egui::{self, RichText, Ui};

use crate::{
    autodiff::{BackwardOrder, Trace, Value},
    lesson::PassPart,
    training::{Exhibit, SetLeaf, ShownGraph, ShownNumbers, ShownTrace, StagedExpression},
    view::palette,
};

use super::{
    super::{Tab, leaf_field::leaf_field, lessons::NewScene, theme::paint, widgets::section},
    ExpressionEditor,
    blackboard::Blackboard,
    examples::example_choice,
    function_palette::function_palette,
    plot_card::{Picture, PictureEdit, PlotAxes},
    ranges::{Owner, VariableRanges},
    variables::{VariableRow, variable_row},
};

/// Everything that the tab reads, and what it asks for.
#[derive(SystemParam)]
pub(in crate::ui) struct ExpressionDesk<'w, 's> {
    editor: ResMut<'w, ExpressionEditor>,
    ranges: ResMut<'w, VariableRanges>,
    axes: ResMut<'w, PlotAxes>,
    board: ResMut<'w, Blackboard>,
    staged: Res<'w, StagedExpression>,
    shown: Option<Res<'w, ShownGraph>>,
    numbers: Res<'w, ShownNumbers>,
    exhibit: Res<'w, Exhibit>,
    tab: Res<'w, Tab>,
    trace: Res<'w, ShownTrace>,
    values: Query<'w, 's, &'static Value>,
    commands: Commands<'w, 's>,
}

/// The variables at this moment, in their order.
struct Present {
    at: Vec<f64>,
    derivatives: Vec<Option<Option<f64>>>,
    reaches: Vec<f64>,
}

pub(in crate::ui) fn plugin(app: &mut App) {
    app.init_resource::<VariableRanges>()
        .init_resource::<PlotAxes>()
        .init_resource::<Blackboard>()
        .init_resource::<ExpressionEditor>()
        .add_observer(on_new_scene)
        .add_systems(Startup, open_editor);
}

/// What was wide enough for another expression says nothing of this one.
fn on_new_scene(_: On<NewScene>, mut ranges: ResMut<VariableRanges>) {
    ranges.forget(Owner::Lesson);
}

fn open_editor(staged: Res<StagedExpression>, mut editor: ResMut<ExpressionEditor>) {
    *editor = ExpressionEditor::new(staged.text());
}

impl ExpressionDesk<'_, '_> {
    /// Draws the panel: text, variables, functions.
    pub(in crate::ui) fn show_panel(&mut self, ui: &mut Ui) {
        let present = self.present();
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                section(ui, "EXPRESSION");
                self.show_text(ui, &present);
                section(ui, "VARIABLES");
                self.show_variables(ui, &present, None);
                section(ui, "FUNCTIONS");
                if let Some(function) = function_palette(ui) {
                    let rule = function.rule();
                    self.editor.insert_call(ui.ctx(), rule.name, rule.arity);
                    if let Some(stage) = self.editor.read(Vec::new()) {
                        self.commands.trigger(stage);
                    }
                }
                let hint = "A line z = x * y names a result: whoever uses z shares its node. The last line is the result. # begins a \
                            comment.";
                ui.label(RichText::new(hint).small().weak());
            });
    }

    /// Draws the card with the picture over `rect`: over these variables, if they are given, of which those in `touch` may be changed;
    /// all, if there is no list.
    pub(in crate::ui) fn show_picture(
        &mut self,
        ui: &mut Ui,
        rect: egui::Rect,
        over: Option<&[String]>,
        touch: Option<&[String]>,
    ) {
        let present = self.present();
        let staged = &self.staged;
        let names: Vec<&str> = staged.expression().variables().collect();
        let derivatives: Vec<Option<f64>> =
            present.derivatives.iter().map(|it| it.flatten()).collect();
        let picture = Picture {
            text: staged.text(),
            expression: staged.expression(),
            names: &names,
            at: &present.at,
            derivatives: &derivatives,
            reaches: &present.reaches,
        };
        let axes = self.axes.bypass_change_detection();
        let edit = axes.show(ui, rect, &picture, over);
        let may_change: Vec<bool> = names
            .iter()
            .map(|name| touch.is_none_or(|touch| touch.iter().any(|it| it == name)))
            .collect();
        let owner = self.owner();
        match edit {
            Some(PictureEdit::Values(values)) => {
                let names = self.names();
                for (variable, value) in values {
                    if may_change[variable] {
                        self.set(variable, value);
                        self.ranges
                            .keep(owner, &names[variable], present.at[variable], value);
                    }
                }
            }
            Some(PictureEdit::Reach(variables, factor)) => {
                let names: Vec<String> = self.names();
                for variable in variables {
                    self.ranges
                        .scale(owner, &names[variable], present.at[variable], factor);
                }
            }
            None => {}
        }
    }

    /// Draws the pass up to this part of it in lines in the room that is left; nothing while it is kept back, because somebody is asked
    /// for its numbers.
    pub(in crate::ui) fn show_blackboard(&mut self, ui: &mut Ui, part: Option<PassPart>) {
        let is_on_stage = *self.exhibit == Exhibit::Expression;
        let Some(part) = part.filter(|_| is_on_stage) else {
            Blackboard::show_nothing(ui, is_on_stage);
            return;
        };
        let present = self.present();
        let (text, expression) = (self.staged.text(), self.staged.expression());
        let order = self
            .trace
            .trace()
            .map_or(BackwardOrder::Sorted, Trace::order);
        let board = self.board.bypass_change_detection();
        board.show(ui, text, expression, &present.at, order, part);
    }

    fn show_text(&mut self, ui: &mut Ui, present: &Present) {
        if let Some(example) = example_choice(ui) {
            self.ranges.forget(Owner::Expression);
            self.axes.reset();
            let editor = &mut *self.editor;
            editor.text = example.text.into();
            let at = example.at.iter().map(|&(name, value)| (name.into(), value));
            if let Some(stage) = editor.read(at.collect()) {
                self.commands.trigger(stage);
            }
        }
        if let Some(stage) = self.editor.bypass_change_detection().show(ui) {
            self.commands.trigger(stage);
        }
        let expression = self.staged.expression();
        let board = self.board.bypass_change_detection();
        let domain = board.complaint(self.staged.text(), expression, &present.at);
        let domain = domain.map(|complaint| format!("{}.", complaint.with_place));
        let count = |count: usize, noun: &str| {
            format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
        };
        let fine = format!(
            "{}, {}",
            count(expression.nodes().len(), "node"),
            count(expression.variables().len(), "variable")
        );
        self.editor.show_verdict(ui, &fine, domain.as_deref());
    }

    /// Draws a row for each of these variables.
    pub(in crate::ui) fn show_touched(&mut self, ui: &mut Ui, names: &[String]) {
        let present = self.present();
        if *self.exhibit == Exhibit::Expression {
            self.show_variables(ui, &present, Some(names));
            let (text, expression) = (self.staged.text(), self.staged.expression());
            let board = self.board.bypass_change_detection();
            if let Some(complaint) = board.complaint(text, expression, &present.at) {
                let text = format!("No value here: {}.", complaint.brief);
                ui.label(RichText::new(text).small().color(paint(palette::BAD)));
            }
        } else {
            self.show_leaves(ui, names);
        }
    }

    /// Draws a number field for each of these leaves of a network.
    fn show_leaves(&mut self, ui: &mut Ui, names: &[String]) {
        let Some(shown) = &self.shown else { return };
        for name in names {
            let Some(place) = shown.place(name) else {
                continue;
            };
            let leaf = shown.graph.nodes()[place].entity;
            let Some(value) = self.numbers.value(place) else {
                continue;
            };
            ui.horizontal(|ui| {
                ui.label(RichText::new(name).color(paint(palette::TEXT)));
                let layout = egui::Layout::right_to_left(egui::Align::Center);
                let field = ui.with_layout(layout, |ui| leaf_field(ui, value));
                if let (_, Some(value)) = field.inner {
                    self.commands.trigger(SetLeaf { leaf, value });
                }
            });
        }
    }

    fn show_variables(&mut self, ui: &mut Ui, present: &Present, of: Option<&[String]>) {
        let names = self.names();
        if names.is_empty() {
            let text = "none: every name that no line defines is a variable";
            ui.label(RichText::new(text).small().color(paint(palette::TEXT_WEAK)));
        }
        for (variable, name) in names.iter().enumerate() {
            if of.is_some_and(|of| !of.contains(name)) {
                continue;
            }
            let row = VariableRow {
                name,
                value: present.at[variable],
                reach: present.reaches[variable],
                derivative: present.derivatives[variable],
            };
            if let Some(value) = variable_row(ui, &row) {
                self.set(variable, value);
                let owner = self.owner();
                self.ranges.keep(owner, name, present.at[variable], value);
            }
        }
    }

    fn names(&self) -> Vec<String> {
        let names = self.staged.expression().variables();
        names.map(str::to_owned).collect()
    }

    fn set(&mut self, variable: usize, value: f64) {
        if let Some(&leaf) = self.staged.leaves().get(variable) {
            self.commands.trigger(SetLeaf { leaf, value });
        }
    }

    /// Whose expression is on stage.
    fn owner(&self) -> Owner {
        match *self.tab {
            Tab::Lessons => Owner::Lesson,
            Tab::Train | Tab::Expression => Owner::Expression,
        }
    }

    fn present(&self) -> Present {
        let owner = self.owner();
        let leaves = self.staged.leaves();
        let of_leaf = |leaf| Some(self.values.get(leaf).ok()?.0);
        let at = self.staged.present_values(of_leaf);
        let values = self.staged.expression().evaluate(&at);
        let has_value = values[self.staged.expression().result()].is_finite();
        let derivative = |variable: usize| {
            if !has_value {
                return Some(Some(f64::NAN));
            }
            let shown = self.shown.as_ref()?;
            let place = shown.graph.place(*leaves.get(variable)?)?;
            Some(self.numbers.derivative(place))
        };
        let names = self.staged.expression().variables();
        Present {
            derivatives: (0..at.len()).map(derivative).collect(),
            reaches: names
                .zip(&at)
                .map(|(name, &value)| self.ranges.reach(owner, name, value))
                .collect(),
            at,
        }
    }
}
