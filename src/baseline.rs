//! A *baseline* is a file with the findings that are known, so that a run tells only of new ones. Its entries are found
//! again by the fingerprints of findings, never by their lines, and are counted: two equal findings need two entries.
//! An *entry* that fits nothing any more is stale, and is reported like an ignore that silences nothing.

use crate::call::Confidence;
use crate::discover::{absolute, shown};
use crate::finding::{Finding, Problem};
use crate::limit::BASELINE_BYTES;
use crate::page::{Mistake, Page, read_up_to, span};
use crate::span::Span;
use miette::Diagnostic;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::io;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// Name and version of the form of a baseline.
const FORM: &str = "taglint.baseline/1";

const HEAD: &str = "# Findings that are known: with `taglint check --baseline` a run tells only of others.\n\
                    # Written by `taglint check --write-baseline`. Take out what is to be told of again.\n";

/// A baseline that cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum BadBaseline {
    /// It cannot be read.
    #[error("cannot read the baseline {path}")]
    #[diagnostic(help("`taglint check --write-baseline FILE` writes one"))]
    Unreadable {
        /// Its path as people know it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Wrong(#[from] Box<Mistake>),
}

/// A known finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rule's id.
    pub rule: String,
    /// The input's path as reports show it.
    pub path: String,
    /// The URL of the call, for those who read the file.
    pub call: Option<String>,
    /// How sure the finding was.
    pub confidence: Confidence,
    /// The finding's fingerprint.
    pub fingerprint: String,
    /// Where its path stands in the baseline: a byte range.
    pub span: Span,
}

/// What a baseline says.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
    page: Page,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: Spanned<String>,
    #[serde(default)]
    finding: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    rule: String,
    path: Spanned<String>,
    call: Option<String>,
    confidence: Confidence,
    fingerprint: String,
}

impl Baseline {
    /// Reads a baseline; `cwd` is the working directory.
    ///
    /// # Errors
    /// That it cannot be read, or the first thing in it that is wrong.
    pub fn load(path: &Path, cwd: &Path) -> Result<Self, BadBaseline> {
        let name = shown(cwd, &absolute(cwd, path));
        match read_up_to(path, BASELINE_BYTES) {
            Ok(text) => Ok(Self::parse(Page::new(&name, text))?),
            Err(source) => Err(BadBaseline::Unreadable { path: name, source }),
        }
    }

    fn parse(page: Page) -> Result<Self, Box<Mistake>> {
        let file: File = toml::from_str(page.text()).map_err(|error| page.toml(&error))?;
        if file.schema.as_ref() != FORM {
            let help = format!("this version of taglint reads `{FORM}`; write the baseline anew");
            let message = format!("`{}` is no form of a baseline", file.schema.as_ref());
            return Err(page.mistake(file.schema.span(), message, "not known".to_owned(), Some(help)));
        }
        let entries = file.finding.into_iter().map(entry).collect();
        Ok(Self { entries, page })
    }

    /// The file's path as reports show it.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.page.name()
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.page.text()
    }

    /// The entries, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Takes the findings that are known out of a list, one for each entry. Gives back the entries that fit none.
    pub fn take_known(&self, findings: &mut Vec<Finding>) -> Vec<&Entry> {
        let mut open: FxHashMap<&str, Vec<&Entry>> = FxHashMap::default();
        for entry in self.entries.iter().rev() {
            open.entry(&entry.fingerprint).or_default().push(entry);
        }
        findings.retain(|finding| open.get_mut(&*finding.fingerprint).and_then(Vec::pop).is_none());
        let mut stale: Vec<&Entry> = open.into_values().flatten().collect();
        stale.sort_by_key(|entry| entry.span);
        stale
    }
}

fn entry(written: Written) -> Entry {
    let Written { rule, path, call, confidence, fingerprint } = written;
    let span = span(&path);
    Entry { rule, path: path.into_inner(), call, confidence, fingerprint, span }
}

impl From<&Finding> for Entry {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.to_owned(),
            path: finding.path.to_string(),
            call: finding.call.as_ref().map(|call| call.url.clone()),
            confidence: finding.confidence,
            fingerprint: finding.fingerprint.clone(),
            span: Span::default(),
        }
    }
}

/// Which files a run has looked at: only of those can it say that a finding is gone.
#[derive(Debug)]
pub struct Checked<'r> {
    read: FxHashSet<&'r str>,
    unread: FxHashSet<&'r str>,
    cwd: &'r Path,
}

impl<'r> Checked<'r> {
    /// Of the paths of a run's inputs, as reports show them, and its problems.
    pub fn new(paths: impl Iterator<Item = &'r Arc<str>>, problems: &'r [Problem], cwd: &'r Path) -> Self {
        let unread = problems.iter().filter(|problem| problem.incomplete).map(|problem| &*problem.path);
        Self { read: paths.map(|path| &**path).collect(), unread: unread.collect(), cwd }
    }

    /// Whether what an entry speaks of was read in full, or is gone from the disk.
    #[must_use]
    pub fn has(&self, entry: &Entry) -> bool {
        // In an archive, `ads.zip!banner.html`.
        let outer = entry.path.split('!').next().unwrap_or(&entry.path);
        let any = |paths: &FxHashSet<&str>| paths.contains(&*entry.path) || paths.contains(outer);
        let is_gone = |path: &str| !self.cwd.join(path).exists();
        !any(&self.unread) && (any(&self.read) || (is_gone(&entry.path) && is_gone(outer)))
    }
}

/// The text of a baseline with these entries, in an order that does not hang on the run.
#[must_use]
pub fn write(mut entries: Vec<Entry>) -> String {
    let key = |entry: &Entry| (entry.path.clone(), entry.rule.clone(), entry.call.clone(), entry.fingerprint.clone());
    entries.sort_by_cached_key(key);
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut text = format!("{HEAD}schema = {}\n", quoted(FORM));
    for entry in &entries {
        text.push_str(&format!("\n[[finding]]\nrule = {}\npath = {}\n", quoted(&entry.rule), quoted(&entry.path)));
        if let Some(call) = &entry.call {
            text.push_str(&format!("call = {}\n", quoted(call)));
        }
        let confidence = entry.confidence.as_str();
        text.push_str(&format!("confidence = \"{confidence}\"\nfingerprint = {}\n", quoted(&entry.fingerprint)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, fingerprint: &str) -> Entry {
        Entry {
            rule: "segment-pixel".to_owned(),
            path: path.to_owned(),
            call: Some("https://secure.adnxs.com/seg?add=1\"\n\u{1b}&t=2".to_owned()),
            confidence: Confidence::Low,
            fingerprint: fingerprint.to_owned(),
            span: Span::default(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = write(vec![one("b.html", "2"), one("a.html", "1"), one("b.html", "2")]);
        let baseline = Baseline::parse(Page::new("baseline.toml", text)).expect("it was written");
        let plain = |entry: &Entry| Entry { span: Span::default(), ..entry.clone() };
        let read: Vec<Entry> = baseline.entries().iter().map(plain).collect();
        assert_eq!(read, [one("a.html", "1"), one("b.html", "2"), one("b.html", "2")]);
        assert_eq!(&baseline.text()[baseline.entries()[1].span.range()], "\"b.html\"");
    }

    #[test]
    fn another_form_is_refused() {
        let parse = |text: &str| Baseline::parse(Page::new("baseline.toml", text.to_owned()));
        let wrong = parse("schema = \"taglint.baseline/2\"").expect_err("a later form");
        assert!(wrong.to_string().contains("no form of a baseline"), "{wrong}");
        assert!(parse("schema = \"taglint.baseline/1\"\nfindings = []").is_err(), "an unknown key");
        assert!(parse("").is_err(), "any empty file");
    }

    #[test]
    fn only_of_what_was_read_or_is_gone_can_be_said_that_it_is_stale() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["read.html", "other.html", "broken.html", "ads.zip"] {
            std::fs::write(folder.path().join(name), "").expect("written");
        }
        let paths = ["read.html".into(), "broken.html".into(), "ads.zip".into()];
        let problem = Problem {
            path: "broken.html".into(),
            line: None,
            column: None,
            code: "too-large",
            message: String::new(),
            incomplete: true,
        };
        let problems = [problem];
        let checked = Checked::new(paths.iter(), &problems, folder.path());
        let cases = [
            ("read.html", true),
            ("other.html", false),
            ("gone.html", true),
            ("broken.html", false),
            ("ads.zip!in.html", true),
        ];
        for (path, expected) in cases {
            assert_eq!(checked.has(&one(path, "1")), expected, "{path}");
        }
    }
}
