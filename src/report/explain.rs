//! The page of a rule in the terminal: what it is about, why it matters, what to do, when to silence it.

use super::paint::Paint;
use super::{Style, plain, reference};
use crate::catalogue::Words;
use std::io::{self, Write};

/// Columns by which the text is set in.
const INDENT: &str = "  ";
/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 100;

/// Writes everything there is to know about a rule.
///
/// # Errors
/// Those of the writer.
pub fn explain(words: &Words, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { paint: Paint::new(style), width: style.width.min(WIDEST) };
    page.head(words, out)?;
    page.prose("Why it matters", &words.why, out)?;
    page.code("What fails", &words.bad, out)?;
    page.code("What to have instead", &words.good, out)?;
    page.prose("How to fix it", if words.fix.is_empty() { &words.help } else { &words.fix }, out)?;
    page.silence(words, out)?;
    page.references(&words.references, out)
}

struct Page {
    paint: Paint,
    width: usize,
}

impl Page {
    fn head(&self, words: &Words, out: &mut dyn Write) -> io::Result<()> {
        let severity = words.default_severity();
        let name = self.paint.severity(severity, &format!("{}[{}]", plain::severity(severity), words.id));
        writeln!(out, "{name} {}", self.paint.bold(&words.title))?;
        match &words.disapproval {
            Some(label) => writeln!(out, "Google Ad Manager disapproves it as {}\n", self.paint.bold(label)),
            None => writeln!(out),
        }
    }

    fn prose(&self, heading: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        if text.trim().is_empty() {
            return Ok(());
        }
        writeln!(out, "{}\n", self.paint.heading(heading))?;
        for paragraph in text.trim().split("\n\n") {
            for item in items(paragraph) {
                writeln!(out, "{}", self.wrapped(&item))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn wrapped(&self, item: &str) -> String {
        let hang = if is_numbered(item) { "     " } else { INDENT };
        textwrap::fill(item, textwrap::Options::new(self.width).initial_indent(INDENT).subsequent_indent(hang))
    }

    /// Code stays as it is, so that it can be copied.
    fn code(&self, heading: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        if text.trim().is_empty() {
            return Ok(());
        }
        writeln!(out, "{}\n", self.paint.heading(heading))?;
        writeln!(out, "{}\n", textwrap::indent(text.trim(), INDENT))
    }

    fn silence(&self, words: &Words, out: &mut dyn Write) -> io::Result<()> {
        if words.silence.trim().is_empty() {
            writeln!(out, "{}\n", self.paint.heading("How to silence it"))?;
        }
        self.prose("How to silence it", &words.silence, out)?;
        let ways = format!(
            "In the markup, on the same line or the line before:\n  <!-- taglint: ignore[{id}] the reason -->\n\
             In taglint.toml, for every input:\n  [severity]\n  {id} = \"off\"",
            id = words.id
        );
        writeln!(out, "{}\n", textwrap::indent(&ways, INDENT))
    }

    fn references(&self, references: &[String], out: &mut dyn Write) -> io::Result<()> {
        if references.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}\n", self.paint.heading("References"))?;
        for reference in references {
            let (title, url) = reference::parts(reference);
            writeln!(out, "{}", self.wrapped(title))?;
            if let Some(url) = url {
                writeln!(out, "{INDENT}{}", self.paint.link(Some(url), &self.paint.dim(url)))?;
            }
        }
        Ok(())
    }
}

/// A paragraph as lines to wrap: its list items, or the whole. In the data, lines are broken where the file is narrow.
fn items(paragraph: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in paragraph.lines() {
        match items.last_mut() {
            Some(item) if !is_numbered(line) && (!is_numbered(item) || line.starts_with(' ')) => {
                item.push(' ');
                item.push_str(line.trim());
            }
            _ => items.push(line.trim().to_owned()),
        }
    }
    items
}

fn is_numbered(line: &str) -> bool {
    line.split_once(". ").is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}
