//! The *configuration*: a `taglint.toml` with what holds for a whole project, such as severities, exclusions, and
//! findings that are known and right. Whatever is wrong in it is shown where it stands; nothing in it is passed over.

mod entry;
mod error;
mod file;
mod find;

pub use crate::page::Mistake;
pub use entry::{Alias, CreativeObject, Declare, Ignore, Who};
pub use error::BadConfig;
pub use find::{NAME, find};

use crate::call::Confidence;
use crate::discover::{Globs, absolute, shown};
use crate::finding::Severity;
use crate::page::{self, Page, read};
use crate::span::Span;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// What a configuration says. Spans are byte ranges of its file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file; `None` if there is none.
    pub path: Option<PathBuf>,
    /// The lowest severity that fails; `Some(None)` if none does.
    pub fail_on: Option<Option<Severity>>,
    /// Findings less sure than this are left out.
    pub min_confidence: Option<Confidence>,
    /// What to leave out of folders.
    pub exclude: Globs,
    /// If it has a pattern: what to take from folders.
    pub include: Globs,
    /// Folders with more rule data, as absolute paths, each with where it is written.
    pub rules: Vec<(PathBuf, Span)>,
    /// Severities by rule id.
    pub severities: FxHashMap<String, Severity>,
    /// Hosts that are another name of a vendor's.
    pub aliases: Vec<Alias>,
    /// Vendors that creatives declare elsewhere.
    pub declare: Vec<Declare>,
    /// Findings that are known and right.
    pub ignores: Vec<Ignore>,
    /// Which creative objects files belong to.
    pub creatives: Vec<CreativeObject>,
    /// Rules that it names, each with where.
    named: Vec<(String, Span)>,
    /// Where the id or the code of a creative stands in the names of files.
    pub creative_pattern: Option<Regex>,
    page: Page,
}

impl Config {
    /// Reads a configuration; `cwd` is the working directory. The rules that it names are checked by
    /// [`Config::check_rules`], when those of its own folders are known.
    ///
    /// # Errors
    /// That it cannot be read, or the first thing in it that is wrong.
    pub fn load(path: &Path, cwd: &Path) -> Result<Self, BadConfig> {
        let path = absolute(cwd, path);
        let name = shown(cwd, &path);
        match read(&path) {
            Ok(text) => Self::parse(text, &path, &name),
            Err(source) => Err(BadConfig::Unreadable { path: name, source }),
        }
    }

    fn parse(text: String, path: &Path, name: &str) -> Result<Self, BadConfig> {
        let page = Page::new(name, text);
        let file = file::File::parse(&page)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let globs = |written: &[file::Written]| entry::globs(written, folder, &page);
        Ok(Self {
            path: Some(path.to_path_buf()),
            fail_on: file.fail_on.map(file::FailOn::severity),
            min_confidence: file.min_confidence,
            exclude: globs(&file.exclude)?,
            include: globs(&file.include)?,
            rules: file.rules.iter().map(|dir| (absolute(folder, dir.as_ref().as_ref()), page::span(dir))).collect(),
            severities: file.severity.iter().map(|(rule, severity)| (rule.as_ref().clone(), *severity)).collect(),
            aliases: file
                .aliases
                .iter()
                .map(|(host, means)| Alias::new(host, means, &page))
                .collect::<Result<_, _>>()?,
            declare: file.declare.iter().map(|one| Declare::new(one, folder, &page)).collect::<Result<_, _>>()?,
            ignores: file.ignore.iter().map(|one| Ignore::new(one, folder, &page)).collect::<Result<_, _>>()?,
            creatives: file
                .creative
                .iter()
                .map(|one| CreativeObject::new(one, folder, &page))
                .collect::<Result<_, _>>()?,
            named: file.rules_named(),
            creative_pattern: file.creative_pattern.map(|pattern| entry::name_pattern(&pattern, &page)).transpose()?,
            page,
        })
    }

    /// Holds the rules that it names against the ids of all rules there are.
    ///
    /// # Errors
    /// The first that is no rule.
    pub fn check_rules(&self, known: &[&str]) -> Result<(), BadConfig> {
        let Some((wrong, at)) = self.named.iter().find(|(rule, _)| !known.contains(&rule.as_str())) else {
            return Ok(());
        };
        if wrong == "*" {
            let help = "name one rule; for files that are not to be checked at all, use `exclude`".to_owned();
            let message = "`*` is not a rule".to_owned();
            return Err(self.page.mistake(at.range(), message, "a rule's id".to_owned(), Some(help)).into());
        }
        let help = "`taglint rules` lists the rules".to_owned();
        Err(self.page.unknown(at.range(), "rule", wrong, known, help).into())
    }

    /// The file's path as reports show it; empty if there is none.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.page.name()
    }

    /// The file's text; empty if there is none.
    #[must_use]
    pub fn text(&self) -> &str {
        self.page.text()
    }

    /// A mistake that shows only when the configuration is held against other things: that an alias means a vendor
    /// nobody knows, say.
    #[must_use]
    pub fn mistake(&self, span: Span, message: impl Into<String>, help: Option<String>) -> BadConfig {
        self.page.mistake(span.range(), message.into(), "here".to_owned(), help).into()
    }
}

#[cfg(test)]
mod tests;
