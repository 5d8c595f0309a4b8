//! Colours and hyperlinks for the terminal. A *paint* is switched off where the style wants no colour, so that callers
//! never ask.

use super::Style;
use crate::finding::Severity;
use miette::{GraphicalTheme, ThemeStyles};
use owo_colors::Style as Ink;

/// Puts ink on text, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    color: bool,
    links: bool,
}

impl Paint {
    pub(crate) fn new(style: &Style) -> Self {
        Self { color: style.color, links: style.links }
    }

    fn ink(self, ink: Ink, text: &str) -> String {
        if self.color { ink.style(text).to_string() } else { text.to_owned() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.ink(Ink::new().bold(), text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.ink(Ink::new().dimmed(), text)
    }

    pub(crate) fn heading(self, text: &str) -> String {
        self.ink(Ink::new().bold().underline(), text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.ink(Ink::new().green().bold(), text)
    }

    /// A line of a diff that is not there.
    pub(crate) fn removed(self, text: &str) -> String {
        self.ink(Ink::new().red(), text)
    }

    /// A line of a diff that is there instead.
    pub(crate) fn added(self, text: &str) -> String {
        self.ink(Ink::new().green(), text)
    }

    pub(crate) fn severity(self, severity: Severity, text: &str) -> String {
        self.ink(ink_of(severity), text)
    }

    /// A hyperlink where the terminal knows them, else the text alone.
    pub(crate) fn link(self, url: Option<&str>, text: &str) -> String {
        match url.filter(|_| self.links) {
            Some(url) => format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"),
            None => text.to_owned(),
        }
    }

    /// The theme of source snippets under a finding of this severity.
    pub(crate) fn theme(self, severity: Severity) -> GraphicalTheme {
        if !self.color {
            return GraphicalTheme::unicode_nocolor();
        }
        let styles = ThemeStyles {
            error: ink_of(Severity::Error),
            warning: ink_of(Severity::Warning),
            advice: ink_of(Severity::Info),
            help: Ink::new().cyan(),
            link: Ink::new().dimmed(),
            linum: Ink::new().dimmed(),
            highlights: vec![ink_of(severity)],
        };
        GraphicalTheme { styles, ..GraphicalTheme::unicode() }
    }
}

fn ink_of(severity: Severity) -> Ink {
    match severity {
        Severity::Error => Ink::new().red().bold(),
        Severity::Warning => Ink::new().yellow().bold(),
        Severity::Info | Severity::Off => Ink::new().blue().bold(),
    }
}
