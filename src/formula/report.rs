//! An error with the line that it is about and carets under the place, as compilers show it.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::FormulaError;

impl FormulaError {
    /// Several lines: the message, where it is (`origin` is a file's name or what else the text comes from), the line with the place
    /// underlined, and what would be right.
    ///
    /// ```text
    /// error: expected a number, a name, a function or `(`, found `)`
    ///  --> expression:1:9
    ///   |
    /// 1 | log(x * )
    ///   |         ^
    /// ```
    pub fn report(&self, text: &str, origin: &str, is_styled: bool) -> String {
        let at = AnnotationKind::Primary.span(self.span.clone());
        let snippet = Snippet::source(text).path(origin).annotation(at);
        let title = self.complaint.to_string();
        let mut report = vec![Level::ERROR.primary_title(title).element(snippet)];
        report.extend(
            self.help()
                .map(|help| Group::with_title(Level::HELP.secondary_title(help))),
        );
        let renderer = if is_styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&report)
    }
}
