//! A paragraph of Markdown as one text, so that its lines end where words do and not where a link does.

use std::ops::Range;

use bevy_egui::egui::{
    FontFamily, FontId, Galley, Pos2, Rect, Vec2, pos2,
    text::{LayoutJob, TextFormat},
    vec2,
};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::view::{palette, sizes};

use super::super::theme::{STRONG, paint};

/// A piece of code up to this many characters stays in one line.
const SHORT_CODE: usize = 28;
/// A space at which no line ends.
const FIXED_SPACE: &str = "\u{a0}";
/// From line to line, relative to the size of the letters.
const LINE: f32 = 1.42;

/// The text, and where its links are.
pub(super) struct Paragraph {
    pub(super) job: LayoutJob,
    pub(super) links: Vec<Link>,
}

/// A link: the characters of the text that belong to it, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) characters: Range<usize>,
    pub(super) to: String,
}

/// How letters look at a place of the text.
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    strong: u8,
    emphasis: u8,
    is_link: bool,
    is_code: bool,
}

impl Style {
    fn format(self) -> TextFormat {
        let size = sizes::TEXT;
        let (size, family) = match (self.is_code, self.strong > 0) {
            (true, _) => (size - 0.5, FontFamily::Monospace),
            (false, true) => (size, FontFamily::Name(STRONG.into())),
            (false, false) => (size, FontFamily::Proportional),
        };
        let color = match self {
            Self { is_link: true, .. } => palette::ACCENT,
            Self { is_code: true, .. } | Self { strong: 1.., .. } => palette::TEXT_STRONG,
            _ => palette::TEXT,
        };
        TextFormat {
            line_height: Some(LINE * sizes::TEXT),
            italics: self.emphasis > 0,
            ..TextFormat::simple(FontId::new(size, family), paint(color))
        }
    }
}

impl Paragraph {
    /// Reads the Markdown within a paragraph.
    pub(super) fn of(markdown: &str) -> Self {
        let mut this = Self {
            job: LayoutJob::default(),
            links: Vec::new(),
        };
        let mut style = Style::default();
        for event in Parser::new(markdown) {
            match event {
                Event::Start(Tag::Strong) => style.strong += 1,
                Event::End(TagEnd::Strong) => style.strong -= 1,
                Event::Start(Tag::Emphasis) => style.emphasis += 1,
                Event::End(TagEnd::Emphasis) => style.emphasis -= 1,
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let begin = this.length();
                    this.links.push(Link {
                        characters: begin..begin,
                        to: dest_url.to_string(),
                    });
                    style.is_link = true;
                }
                Event::End(TagEnd::Link) => {
                    let end = this.length();
                    if let Some(link) = this.links.last_mut() {
                        link.characters.end = end;
                    }
                    style.is_link = false;
                }
                Event::Code(code) => {
                    let is_short = code.chars().count() <= SHORT_CODE;
                    let code = if is_short {
                        code.replace(' ', FIXED_SPACE)
                    } else {
                        code.to_string()
                    };
                    let style = Style {
                        is_code: !style.is_link,
                        ..style
                    };
                    this.job.append(&code, 0.0, style.format());
                }
                Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                    let text = if style.is_link {
                        text.replace(' ', FIXED_SPACE)
                    } else {
                        // A product stays in one line.
                        text.replace(" · ", "\u{a0}·\u{a0}")
                    };
                    this.job.append(&text, 0.0, style.format());
                }
                Event::SoftBreak => this.job.append(" ", 0.0, style.format()),
                Event::HardBreak => this.job.append("\n", 0.0, style.format()),
                _ => {}
            }
        }
        this
    }

    fn length(&self) -> usize {
        self.job.text.chars().count()
    }

    /// The link at a place of the text that was laid out.
    pub(super) fn link_at(&self, galley: &Galley, at: Vec2) -> Option<&Link> {
        let at = pos2(at.x, at.y);
        let found = glyphs(galley).find(|(_, rect)| rect.contains(at))?.0;
        let mut links = self.links.iter();
        links.find(|link| link.characters.contains(&found))
    }

    /// Where a link stands in the text that was laid out: a rectangle for each line.
    pub(super) fn places(galley: &Galley, link: &Link) -> Vec<Rect> {
        let mut places: Vec<Rect> = Vec::new();
        for (character, rect) in glyphs(galley) {
            if !link.characters.contains(&character) {
                continue;
            }
            match places.last_mut() {
                Some(line) if line.min.y == rect.min.y => *line = line.union(rect),
                _ => places.push(rect),
            }
        }
        places
    }
}

/// The number of each character, and its rectangle within the text.
fn glyphs(galley: &Galley) -> impl Iterator<Item = (usize, Rect)> {
    let mut first = 0;
    galley.rows.iter().flat_map(move |row| {
        let begin = first;
        first += row.glyphs.len() + usize::from(row.ends_with_newline);
        let (corner, height) = (row.pos, row.size.y);
        row.glyphs.iter().enumerate().map(move |(place, glyph)| {
            let left = corner + vec2(glyph.pos.x, 0.0);
            let rect = Rect::from_min_size(left, vec2(glyph.advance_width, height));
            (begin + place, rect)
        })
    })
}

/// Where the text begins in the window.
pub(super) fn within(corner: Pos2, rect: Rect) -> Rect {
    rect.translate(corner.to_vec2())
}

#[cfg(test)]
mod tests {
    use super::{FIXED_SPACE, Link, Paragraph};

    #[test]
    fn marks_go_and_links_are_found_again() {
        let paragraph = Paragraph::of("The **box** [`z` here](node:z), *then* `a b`\nand on.");
        let text = format!("The box z{FIXED_SPACE}here, then a{FIXED_SPACE}b and on.");
        assert_eq!(paragraph.job.text, text);
        let expected = Link {
            characters: 8..14,
            to: "node:z".into(),
        };
        assert_eq!(paragraph.links, [expected]);
    }

    #[test]
    fn code_that_is_no_link_stays_code() {
        let paragraph = Paragraph::of("write `[z](node:z)` so");
        assert_eq!(paragraph.job.text, "write [z](node:z) so");
        assert_eq!(paragraph.links, []);
    }
}
