//! The tables of a configuration, checked and compiled: patterns once, not for every finding.

use super::file::{self, Written};
use crate::discover::Globs;
use crate::page::{Mistake, Page, is_host, not_a_host, span};
use crate::span::Span;
use regex::Regex;
use std::path::Path;
use toml::Spanned;

/// A host that is another name (CNAME) of a vendor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The host, lower case.
    pub host: String,
    /// A vendor's host or name, as written.
    pub means: String,
    /// Where `means` stands.
    pub span: Span,
}

/// A vendor, in one of the ways in which one can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// By name.
    Vendor(String),
    /// By its number in the Global Vendor List.
    Gvl(u32),
    /// By a domain of its own, lower case.
    Domain(String),
}

/// A vendor that creatives declare, on the platform or elsewhere.
#[derive(Clone, Debug)]
pub struct Declare {
    /// The vendor.
    pub who: Who,
    /// The table.
    pub span: Span,
    paths: Option<Globs>,
}

/// Findings that are known and right.
#[derive(Clone, Debug)]
pub struct Ignore {
    /// The rule that is silenced.
    pub rule: String,
    /// Why, as written.
    pub reason: Option<String>,
    /// Where the rule's id stands.
    pub span: Span,
    paths: Option<Globs>,
    url: Option<Regex>,
}

/// The creative object that files belong to.
#[derive(Clone, Debug)]
pub struct CreativeObject {
    /// Its id on the platform.
    pub id: Option<String>,
    /// Its owner's code for it.
    pub code: Option<String>,
    /// The table.
    pub span: Span,
    paths: Globs,
}

impl Alias {
    pub(super) fn new(host: &Written, means: &Written, page: &Page) -> Result<Self, Box<Mistake>> {
        let name = host.as_ref().to_ascii_lowercase();
        if !is_host(&name) {
            return Err(not_a_host(host, page));
        }
        Ok(Self { host: name, means: means.as_ref().clone(), span: span(means) })
    }
}

impl Declare {
    pub(super) fn new(written: &Spanned<file::Declare>, folder: &Path, page: &Page) -> Result<Self, Box<Mistake>> {
        let file::Declare { vendor, gvl, domain, paths } = written.as_ref();
        let who = match (vendor, gvl, domain) {
            (Some(vendor), None, None) => Who::Vendor(vendor.as_ref().clone()),
            (None, Some(number), None) => Who::Gvl(*number),
            (None, None, Some(domain)) if is_host(domain.as_ref()) => Who::Domain(domain.as_ref().to_ascii_lowercase()),
            (None, None, Some(domain)) => return Err(not_a_host(domain, page)),
            _ => {
                let message = "a declaration names one vendor".to_owned();
                let help = "give one of `vendor` (a name), `gvl` (a number) and `domain`".to_owned();
                return Err(page.mistake(written.span(), message, "in this table".to_owned(), Some(help)));
            }
        };
        Ok(Self { who, span: span(written), paths: some_globs(paths.as_ref(), folder, page)? })
    }

    /// Whether it holds for a file, by its absolute path.
    #[must_use]
    pub fn holds_for(&self, path: &Path) -> bool {
        self.paths.as_ref().is_none_or(|paths| paths.matches(path))
    }
}

impl Ignore {
    pub(super) fn new(written: &file::Ignore, folder: &Path, page: &Page) -> Result<Self, Box<Mistake>> {
        Ok(Self {
            rule: written.rule.as_ref().clone(),
            reason: written.reason.clone(),
            span: span(&written.rule),
            paths: some_globs(written.paths.as_ref(), folder, page)?,
            url: written.url.as_ref().map(|url| self::url(url, page)).transpose()?,
        })
    }

    /// Whether it silences a finding of this rule, in the file with this absolute path, about a call of this URL.
    #[must_use]
    pub fn matches(&self, rule: &str, path: &Path, url: Option<&str>) -> bool {
        self.rule == rule
            && self.paths.as_ref().is_none_or(|paths| paths.matches(path))
            && self.url.as_ref().is_none_or(|pattern| url.is_some_and(|url| pattern.is_match(url)))
    }
}

impl CreativeObject {
    pub(super) fn new(written: &Spanned<file::Creative>, folder: &Path, page: &Page) -> Result<Self, Box<Mistake>> {
        let file::Creative { paths, id, code } = written.as_ref();
        if id.is_none() && code.is_none() {
            let message = "a creative needs its `id` or its `code`".to_owned();
            return Err(page.mistake(written.span(), message, "in this table".to_owned(), None));
        }
        let paths = some_globs(Some(paths), folder, page)?.unwrap_or_default();
        Ok(Self { id: id.map(|id| id.to_string()), code: code.clone(), span: span(written), paths })
    }

    /// Whether a file belongs to it, by its absolute path.
    #[must_use]
    pub fn holds_for(&self, path: &Path) -> bool {
        self.paths.matches(path)
    }
}

/// Patterns relative to the configuration's folder.
pub(super) fn globs(written: &[Written], folder: &Path, page: &Page) -> Result<Globs, Box<Mistake>> {
    let patterns: Vec<&str> = written.iter().map(|glob| glob.as_ref().as_str()).collect();
    Globs::new(folder, &patterns).map_err(|bad| {
        let help = miette::Diagnostic::help(&bad).map(|help| help.to_string());
        page.mistake(written[bad.number].span(), bad.to_string(), bad.reason, help)
    })
}

/// No list holds for every file. An empty one would hold for none, which nobody means.
fn some_globs(
    written: Option<&Spanned<Vec<Written>>>,
    folder: &Path,
    page: &Page,
) -> Result<Option<Globs>, Box<Mistake>> {
    match written {
        None => Ok(None),
        Some(list) if list.as_ref().is_empty() => {
            let help = "leave `paths` out where it is not needed".to_owned();
            Err(page.mistake(list.span(), "`paths` is empty".to_owned(), "matches nothing".to_owned(), Some(help)))
        }
        Some(list) => globs(list.as_ref(), folder, page).map(Some),
    }
}

/// With a `*` it is a pattern for the whole URL, else a part of it. A `?` stands for itself, as URLs are full of them.
fn url(written: &Written, page: &Page) -> Result<Regex, Box<Mistake>> {
    let text = written.as_ref().trim();
    if text.trim_matches('*').is_empty() {
        let help = "leave `url` out to match any call".to_owned();
        let message = "`url` says nothing about the URL".to_owned();
        return Err(page.mistake(written.span(), message, "matches everything".to_owned(), Some(help)));
    }
    let parts: Vec<String> = text.split('*').map(regex::escape).collect();
    let pattern = if parts.len() > 1 { format!("^{}$", parts.join(".*")) } else { parts.concat() };
    Regex::new(&format!("(?is){pattern}"))
        .map_err(|_| page.mistake(written.span(), "this pattern is too long".to_owned(), "shorten it".to_owned(), None))
}

/// A file name with `{id}` or `{code}` where that of its creative stands, as in `creative_{id}.html`.
pub(super) fn name_pattern(written: &Written, page: &Page) -> Result<Regex, Box<Mistake>> {
    let text = written.as_ref();
    let has = |part: &str| text.matches(part).count();
    if has("{id}") + has("{code}") != 1 || text.contains('/') {
        let help = "write a file's name with one `{id}` or `{code}` in it, as in \"creative_{id}.html\"".to_owned();
        let message = "`creative-pattern` does not say where the creative's id stands".to_owned();
        return Err(page.mistake(written.span(), message, "here".to_owned(), Some(help)));
    }
    let pattern = regex::escape(text)
        .replace(r"\{id\}", "(?<id>[0-9]+)")
        .replace(r"\{code\}", "(?<code>.+)")
        .replace(r"\*", ".*");
    Regex::new(&format!("^{pattern}$"))
        .map_err(|_| page.mistake(written.span(), "this pattern is too long".to_owned(), "shorten it".to_owned(), None))
}
