//! From a capture to the markup that was recorded: which line of it makes the call that a chain starts with. URLs in
//! markup have macros, and parts that only run time knows, so that a captured URL is compared with what is certain of
//! them.

use super::{Chain, Origin};
use crate::mapped::HOLE;
use crate::url::{Host, Url, percent};
use std::sync::Arc;

/// The calls of the markup that was recorded.
#[derive(Clone, Debug, Default)]
pub struct Markup {
    calls: Vec<(Url<'static>, Arc<str>)>,
}

impl Markup {
    /// No call.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Adds a call: its URL as resolved, and path, line and column.
    pub fn add(&mut self, url: &Url, place: &str) {
        self.calls.push((url.clone().into_owned(), place.into()));
    }

    /// For each node of a capture where the markup starts its chain.
    #[must_use]
    pub fn origins(&self, chain: &Chain) -> Vec<Option<Origin>> {
        let mut origins: Vec<Option<Origin>> = Vec::with_capacity(chain.nodes().len());
        for (number, node) in chain.nodes().iter().enumerate() {
            let own = self.find(&node.url).map(|place| Origin { node: number, place });
            let inherited = node.parent.and_then(|parent| origins[parent].clone());
            origins.push(own.or(inherited));
        }
        origins
    }

    /// The call of the markup that is most like a URL.
    fn find(&self, captured: &str) -> Option<Arc<str>> {
        let captured = Url::parse(captured);
        let all = self.calls.iter().enumerate();
        let scored = all.filter_map(|(number, (url, place))| Some((likeness(url, &captured)?, number, place)));
        scored.max_by_key(|(score, number, _)| (*score, usize::MAX - number)).map(|(.., place)| place.clone())
    }
}

/// How like a captured URL is to one of the markup: none if it cannot be it, else how much of it is the same.
pub(crate) fn likeness(written: &Url, captured: &Url) -> Option<usize> {
    let host_len = match (&written.host, &captured.host) {
        (Host::Known(one), Host::Known(other)) => match one.strip_prefix(HOLE) {
            Some(end) => other.ends_with(end).then_some(end.len())?,
            None => (one == other).then_some(one.len())?,
        },
        (Host::Own, Host::Known(_)) => 0,
        _ => return None,
    };
    let path_len = path_likeness(written, captured)?;
    if written.host == Host::Own && path_len < 2 {
        return None;
    }
    let mut params_len = 0;
    for (name, value) in written.params().filter(|(name, value)| !is_open(name) && !is_open(value)) {
        let same =
            captured.params().any(|(other, got)| other == name && (got == value || percent(got) == percent(value)));
        params_len += same.then_some(name.len() + value.len() + 1)?;
    }
    Some(host_len + path_len + params_len)
}

fn path_likeness(written: &Url, captured: &Url) -> Option<usize> {
    let (path, got) = (written.path(), captured.path());
    let path = if path.is_empty() && written.host != Host::Own { "/" } else { path };
    let got = if got.is_empty() { "/" } else { got };
    if let Some(known) = path.find(['{', '$', '[', '%', '#']).filter(|_| is_open(path)) {
        return got.starts_with(&path[..known]).then_some(known);
    }
    let relative = path.trim_start_matches("./");
    let is_same = match written.host {
        Host::Own => got.strip_suffix(relative).is_some_and(|before| before.is_empty() || before.ends_with('/')),
        _ => got == path,
    };
    is_same.then_some(path.len())
}

/// Whether a part of it is known at run time only.
fn is_open(text: &str) -> bool {
    text.contains(HOLE) || text.contains("%%") || text.contains(['{', '[']) || text.contains("${")
}
