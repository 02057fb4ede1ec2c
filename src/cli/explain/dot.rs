//! A graph in Graphviz's language: boxes for functions, ellipses for leaves, local derivatives on the edges.

use std::fmt::Write;

use crate::formula::{Evaluation, ExpressionKind, node_line, short};

/// The whole graph.
pub(super) fn dot(evaluation: &Evaluation) -> String {
    let mut out = String::from(
        "digraph chainrule {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n",
    );
    for (id, node) in evaluation.expression().nodes().iter().enumerate() {
        let line = node_line(evaluation, id);
        let title = if line.formula.is_empty() {
            line.name
        } else {
            format!("{} = {}", line.name, line.formula)
        };
        let mut label = title.clone();
        if title != line.value {
            let _ = write!(label, "\nvalue {}", line.value);
        }
        if let Some(derivative) = evaluation.derivative(id) {
            let _ = write!(label, "\nderivative {}", short(derivative));
        }
        let shape = match node.kind {
            ExpressionKind::Variable => "ellipse",
            ExpressionKind::Constant(_) => "plaintext",
            ExpressionKind::Apply(..) => "box",
        };
        let _ = writeln!(out, "  n{id} [shape={shape}, label={}];", quoted(&label));
        let (_, local) = evaluation.saved_and_local(id);
        for (input, local) in node.inputs().iter().zip(local) {
            let is_constant = matches!(
                evaluation.expression().nodes()[*input].kind,
                ExpressionKind::Constant(_)
            );
            let label = if is_constant {
                String::new()
            } else {
                format!(" [label={}]", quoted(&format!("∂ {}", short(local))))
            };
            let _ = writeln!(out, "  n{input} -> n{id}{label};");
        }
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{text}\"")
}
