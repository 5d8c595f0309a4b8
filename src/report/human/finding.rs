//! One finding, drawn by miette: what is wrong, the source with the span underlined, and what to do.

use super::note;
use super::snippet::Snippet;
use crate::finding::{Finding, Severity};
use crate::report::paint::Paint;
use crate::report::plain::{self, visible};
use crate::report::{Style, reference};
use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, SourceCode};
use std::fmt;

/// What miette draws.
#[derive(Debug)]
struct Drawing {
    title: String,
    message: String,
    help: String,
    severity: miette::Severity,
    snippet: Option<Snippet>,
}

/// The finding as text over several lines.
pub(super) fn render(finding: &Finding, style: &Style) -> String {
    let paint = Paint::new(style);
    let drawing = Drawing {
        title: title(finding, paint),
        message: visible(&finding.message).into_owned(),
        help: note::help(finding, style),
        severity: match finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info | Severity::Off => miette::Severity::Advice,
        },
        snippet: Snippet::new(finding, style.width),
    };
    let handler = GraphicalReportHandler::new_themed(paint.theme(finding.severity))
        .with_width(style.width)
        .with_urls(false)
        .without_syntax_highlighting();
    let mut text = String::new();
    // Writing to a string fails only if miette cannot read the snippet, which has its spans checked.
    let drawn = handler.render_report(&mut text, &drawing);
    debug_assert!(drawn.is_ok());
    text
}

/// `error[rule]` and Google's label, and the place where no snippet will show it.
fn title(finding: &Finding, paint: Paint) -> String {
    let name = format!("{}[{}]", plain::severity(finding.severity), finding.rule);
    let mut title = paint.link(reference::page(finding.words), &paint.severity(finding.severity, &name));
    if let Some(label) = finding.disapproval {
        title.push_str(&format!(" Google: {}", paint.bold(label)));
    }
    if finding.excerpt.text.is_empty() {
        title.push_str(&format!(" {}:{}:{}", visible(&finding.path), finding.place.line, finding.place.column));
    }
    title
}

impl fmt::Display for Drawing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Drawing {}

impl Diagnostic for Drawing {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.title))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.snippet.as_ref()?.label();
        Some(Box::new(std::iter::once(label)))
    }
}
