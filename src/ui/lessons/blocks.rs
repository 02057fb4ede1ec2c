//! Which lines of a Markdown text are paragraphs, and which are something else.

/// A text in which each paragraph, and each item of a list, is a formula with its number; the paragraphs themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Blocks {
    /// For the viewer.
    pub(super) text: String,
    /// By number.
    pub(super) paragraphs: Vec<String>,
}

/// What a line is.
enum Line<'a> {
    /// A new item of a list: its marker, and what follows.
    Item(&'a str, &'a str),
    /// A line of a paragraph.
    Text(&'a str),
    /// A heading, a table, a quotation, a line without text: the viewer knows what to do.
    Other,
}

impl Blocks {
    /// Looks at a text line by line.
    pub(super) fn of(text: &str) -> Self {
        let mut blocks = Self::default();
        let mut paragraph: Option<String> = None;
        let mut fence: Option<&str> = None;
        for line in text.lines() {
            let bare = line.trim_start();
            let mark = ["```", "~~~"]
                .into_iter()
                .find(|mark| bare.starts_with(mark));
            if fence.is_some() || mark.is_some() {
                blocks.end(&mut paragraph);
                blocks.copy(line);
                fence = match (fence, mark) {
                    (Some(open), Some(mark)) if open == mark => None,
                    (None, mark) => mark,
                    (open, _) => open,
                };
                continue;
            }
            match kind(line, paragraph.is_some()) {
                Line::Item(marker, rest) => {
                    blocks.end(&mut paragraph);
                    blocks.text.push_str(marker);
                    paragraph = Some(rest.trim_end().to_owned());
                }
                Line::Text(words) => match &mut paragraph {
                    Some(paragraph) => {
                        // Two spaces at the end of a line, or a backslash, end it.
                        paragraph.push('\n');
                        paragraph.push_str(words);
                    }
                    None => paragraph = Some(words.to_owned()),
                },
                Line::Other => {
                    blocks.end(&mut paragraph);
                    // A sign of money is no formula.
                    blocks.copy(&line.replace('$', "\\$"));
                }
            }
        }
        blocks.end(&mut paragraph);
        blocks
    }

    fn copy(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn end(&mut self, paragraph: &mut Option<String>) {
        if let Some(paragraph) = paragraph.take() {
            self.text += &format!("${}$\n", self.paragraphs.len());
            self.paragraphs.push(paragraph);
        }
    }
}

fn kind(line: &str, goes_on: bool) -> Line<'_> {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    let begins = |marks: &[&str]| marks.iter().any(|mark| bare.starts_with(mark));
    if bare.is_empty() || begins(&["#", ">", "|", "<"]) || bare.trim_end() == "---" {
        return Line::Other;
    }
    let digits = bare.len()
        - bare
            .trim_start_matches(|it: char| it.is_ascii_digit())
            .len();
    let marker = if begins(&["- ", "* ", "+ "]) {
        Some(2)
    } else if (1..=9).contains(&digits)
        && (bare[digits..].starts_with(". ") || bare[digits..].starts_with(") "))
    {
        Some(digits + 2)
    } else {
        None
    };
    match marker {
        Some(length) => Line::Item(&line[..indent + length], &bare[length..]),
        // Code, by its indent.
        None if indent >= 4 && !goes_on => Line::Other,
        None => Line::Text(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::Blocks;

    fn blocks(text: &str) -> (String, Vec<String>) {
        let Blocks { text, paragraphs } = Blocks::of(text);
        (text, paragraphs)
    }

    #[test]
    fn paragraphs_are_set_apart() {
        let (text, paragraphs) = blocks("One\nand on.\n\nTwo.\n");
        assert_eq!(text, "$0$\n\n$1$\n");
        assert_eq!(paragraphs, ["One\nand on.", "Two."]);
    }

    #[test]
    fn items_keep_their_markers_and_are_paragraphs_within() {
        let (text, paragraphs) = blocks("List:\n\n- a\n- b\n  goes on\n  1. c\n12) d");
        assert_eq!(text, "$0$\n\n- $1$\n- $2$\n  1. $3$\n12) $4$\n");
        assert_eq!(paragraphs, ["List:", "a", "b\ngoes on", "c", "d"]);
    }

    #[test]
    fn everything_else_is_left_as_it_is() {
        for text in [
            "# Title\n",
            "> said\n",
            "| a | b |\n|---|---|\n| 1 | 2 |\n",
            "```\n- z = x * y\n```\n",
            "    z = x * y\n",
            "---\n",
        ] {
            assert_eq!(blocks(text), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn a_number_that_begins_a_sentence_is_no_marker() {
        let (_, paragraphs) = blocks("3.5 is near.\n\n-x is its negative.");
        assert_eq!(paragraphs, ["3.5 is near.", "-x is its negative."]);
    }
}
