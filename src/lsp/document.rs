//! A *document* is a creative that is open in an editor: its text as it stands there, saved or not, and what a check of
//! it says.

use super::text::Text;
use crate::config::Config;
use crate::discover::{Input, absolute, shown};
use crate::finding::{Finding, Report};
use crate::report::page_of;
use crate::scan::{Settings, Used, run_bytes};
use crate::source::is_input;
use crate::span::Span;
use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Position,
    Range, Uri,
};
use percent_encoding::percent_decode_str;
use std::path::{Path, PathBuf};

use crate::finding::{Problem, Severity};

/// A creative in an editor.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) input: Input,
    pub(super) text: Text,
    pub(super) report: Report,
}

impl Document {
    /// A document that is open now; `None` if it is nothing that taglint reads.
    pub(super) fn open(uri: Uri, language: &str, version: i32, text: String, cwd: &Path) -> Option<Self> {
        let path = path(&uri).unwrap_or_else(|| PathBuf::from("untitled"));
        let path = if is_input(&path) { path } else { path.with_extension(extension(language)?) };
        let path = absolute(cwd, &path);
        let shown = shown(cwd, &path).into();
        let input = Input { path, shown, named: true, stdin: false };
        Some(Self { uri, version, input, text: Text::new(text), report: Report::default() })
    }

    /// Checks it as it stands.
    pub(super) fn check(&mut self, settings: &Settings, config: &Config) {
        self.report = if config.exclude.matches(&self.input.path) {
            Report::default()
        } else {
            self.checked(self.text.as_str(), settings)
        };
    }

    /// What would be said of another text in its place.
    pub(super) fn checked(&self, text: &str, settings: &Settings) -> Report {
        run_bytes(&self.input, text.as_bytes().to_vec(), settings, &Used::new(&settings.ignores))
    }

    /// What there is to say, as editors show it.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        let findings = self.report.findings.iter().map(|finding| self.diagnostic(finding));
        findings.chain(self.report.problems.iter().map(problem)).collect()
    }

    pub(super) fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let related = finding.related.iter().map(|(place, word)| DiagnosticRelatedInformation {
            location: Location::new(self.uri.clone(), self.text.range(place.span)),
            message: word.clone(),
        });
        let related: Vec<_> = related.collect();
        let label = finding.disapproval.map_or(String::new(), |label| format!("\nGoogle Ad Manager: {label}"));
        Diagnostic {
            range: self.text.range(finding.place.span),
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(finding.rule.to_owned())),
            code_description: page_of(finding.words)
                .and_then(|url| url.parse().ok())
                .map(|href| CodeDescription { href }),
            source: Some("taglint".to_owned()),
            message: format!("{}\n{}{label}", finding.message, finding.help),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    /// The bytes that a range of the editor stands for.
    pub(super) fn span(&self, range: Range) -> Span {
        let at = |position| u32::try_from(self.text.offset(position)).unwrap_or(u32::MAX);
        Span::new(at(range.start), at(range.end))
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info | Severity::Off => DiagnosticSeverity::INFORMATION,
    }
}

fn problem(problem: &Problem) -> Diagnostic {
    let number = |number: Option<u32>| number.unwrap_or(1).saturating_sub(1);
    let at = Position::new(number(problem.line), number(problem.column));
    Diagnostic {
        range: Range::new(at, at),
        severity: Some(DiagnosticSeverity::WARNING),
        code: Some(NumberOrString::String(problem.code.to_owned())),
        source: Some("taglint".to_owned()),
        message: problem.message.clone(),
        ..Diagnostic::default()
    }
}

/// The path of a file's URI.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let path = uri.as_str().strip_prefix("file://")?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_drive = path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if is_drive { &path[1..] } else { &*path }))
}

/// The ending of files in a language, by the protocol's name for it.
fn extension(language: &str) -> Option<&'static str> {
    Some(match language {
        "html" | "vue" | "handlebars" | "php" | "django-html" | "jinja-html" => "html",
        "javascript" | "javascriptreact" => "js",
        "css" => "css",
        "json" | "jsonc" => "json",
        "xml" => "xml",
        _ => return None,
    })
}
