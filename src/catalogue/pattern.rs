//! What an entry, or a rule of a user's own, says of a URL: *paths* (`/exact`, `/prefix/*`, or a regular expression),
//! *conditions* on the query, and *hosts* (a suffix, or `=host` for that host alone).

use crate::source::tally::tally;
use crate::url::{Url, percent};
use regex::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Which paths.
#[derive(Debug)]
pub(crate) enum Path {
    Exact(String),
    Prefix(String),
    Pattern(String, OnceLock<Option<Regex>>),
    Any,
}

/// What the query must hold, or must not.
#[derive(Debug)]
pub(crate) enum Condition {
    Present(String),
    Absent(String),
    Equal(String, String),
}

impl Path {
    pub(crate) fn new(path: Option<&str>, pattern: Option<&str>) -> Self {
        match (path, pattern) {
            (Some(path), _) => match path.strip_suffix('*') {
                Some(prefix) => Self::Prefix(prefix.to_ascii_lowercase()),
                None => Self::Exact(normal(path).into_owned()),
            },
            (None, Some(pattern)) => Self::Pattern(pattern.to_owned(), OnceLock::new()),
            (None, None) => Self::Any,
        }
    }

    /// Exact before prefixes (the longest first), before patterns, before any.
    pub(crate) fn rank(&self) -> (u8, usize) {
        match self {
            Self::Exact(_) => (0, 0),
            Self::Prefix(prefix) => (1, usize::MAX - prefix.len()),
            Self::Pattern(..) => (2, 0),
            Self::Any => (3, 0),
        }
    }

    /// Whether it matches a path in [`normal`] form.
    pub(crate) fn matches(&self, path: &str) -> bool {
        match self {
            Self::Exact(exact) => path == exact,
            Self::Prefix(prefix) => path.starts_with(prefix.as_str()) || prefix.strip_suffix('/') == Some(path),
            Self::Pattern(pattern, compiled) => {
                // Compiled when first needed: a run meets few of them. Tests compile them all.
                let compile = || regex(pattern).ok();
                compiled.get_or_init(compile).as_ref().is_some_and(|regex| regex.is_match(path))
            }
            Self::Any => true,
        }
    }
}

/// A pattern as it is written in data: letter case does not count.
pub(crate) fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).case_insensitive(true).build()
}

/// A host as written: its name in lower case, and whether it is that host alone.
pub(crate) fn host(written: &str) -> (String, bool) {
    let (name, alone) = written.strip_prefix('=').map_or((written, false), |name| (name, true));
    (name.to_ascii_lowercase(), alone)
}

/// A path as it is compared: percent-decoded, lower case, one slash at the start and none at the end.
pub(crate) fn normal(path: &str) -> Cow<'_, str> {
    let path = percent(path);
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.ends_with('/')
        && tally(path.as_bytes(), |byte| byte.is_ascii_uppercase()) == 0;
    if plain {
        return path;
    }
    Cow::Owned(format!("/{}", path.trim_matches('/')).to_ascii_lowercase())
}

/// Conditions as written: `name`, `name=value`, `!name`.
pub(crate) fn conditions(written: &[String]) -> Vec<Condition> {
    let condition = |text: &String| match (text.strip_prefix('!'), text.split_once('=')) {
        (Some(name), _) => Condition::Absent(name.to_owned()),
        (None, Some((name, value))) => Condition::Equal(name.to_owned(), value.to_owned()),
        (None, None) => Condition::Present(text.clone()),
    };
    written.iter().map(condition).collect()
}

impl Condition {
    pub(crate) fn holds(&self, url: &Url) -> bool {
        match self {
            Self::Present(name) => url.param(name).is_some(),
            Self::Absent(name) => url.param(name).is_none(),
            Self::Equal(name, value) => url.param(name) == Some(value),
        }
    }
}
