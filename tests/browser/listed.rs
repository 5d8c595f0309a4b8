//! What taglint lists for a creative, as patterns: a part of a URL that is known only at run time stands for any text.

use crate::common::{construct, scan};
use crate::visit::Visitor;
use regex::Regex;
use std::path::Path;
use taglint::call::Trigger;
use taglint::finding::CallView;

const HOLE: &str = "{…}";
/// Stands for a hole while the browser writes a URL its own way.
const TOKEN: &str = "taglinthole";

/// A call of the list.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) trigger: Trigger,
    pub(crate) url: String,
    /// How it is made.
    pub(crate) construct: String,
    pattern: Regex,
}

impl Listed {
    /// Whether it is a request for this URL.
    pub(crate) fn is(&self, url: &str) -> bool {
        self.pattern.is_match(url)
    }
}

/// The calls of a creative.
pub(crate) fn listed(path: &Path, visitor: &mut Visitor) -> Vec<Listed> {
    let calls: Vec<CallView> = scan(path).calls.into_iter().map(|record| record.call).collect();
    let asked: Vec<String> = calls.iter().map(|call| whole(&call.url).replace(HOLE, TOKEN)).collect();
    let normal = visitor.normal(&asked);
    calls
        .into_iter()
        .zip(normal)
        .map(|(call, normal)| {
            let (trigger, construct, pattern) = (call.trigger, construct(&call), pattern(&call.url, &normal));
            Listed { trigger, pattern, construct, url: call.url }
        })
        .collect()
}

/// A URL that a browser can read: one that starts with a hole gets a start.
fn whole(url: &str) -> String {
    match url.strip_prefix(HOLE) {
        Some(rest) if rest.starts_with(['/', '?', '#']) || rest.is_empty() => format!("https://{TOKEN}{rest}"),
        Some(rest) => format!("https://{TOKEN}/{rest}"),
        None => url.to_owned(),
    }
}

fn pattern(url: &str, normal: &str) -> Regex {
    let normal = normal.split('#').next().unwrap_or_default();
    let start = format!("https://{TOKEN}");
    let text = match normal.strip_prefix(&start) {
        Some(rest) if url.starts_with(HOLE) => {
            let rest = if url[HOLE.len()..].starts_with(['/', '?', '#']) { rest } else { rest.trim_start_matches('/') };
            format!("{TOKEN}{rest}")
        }
        _ => normal.to_owned(),
    };
    let parts: Vec<String> = text.split(TOKEN).map(regex::escape).collect();
    Regex::new(&format!("(?s)^{}$", parts.join(".*"))).expect("escaped text is a pattern")
}
