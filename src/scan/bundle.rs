//! A *bundle* from bytes to findings: each member of a zip file that may hold code is scanned as an input of its own,
//! `bundle.zip!index.html`, and what the members ask for with relative URLs is looked up among the names. One of them is
//! the *entry*, the document that the ad server shows.

use super::{Outcome, Scan, one_of_bytes};
use crate::discover::Input;
use crate::finding::{Problem, Reading};
use crate::limit::{ARCHIVE_DEPTH, INPUT_BYTES};
use crate::source::{Archive, Member, Refused, is_input, is_zip, unzip};
use crate::url::percent;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A URL without a host that a member of a bundle asks for.
#[derive(Debug)]
pub(super) struct Own {
    /// As resolved.
    pub(super) url: String,
    /// 1-based line and column.
    pub(super) line: u32,
    pub(super) column: u32,
}

/// Scans a zip file.
pub(super) fn scan(input: &Input, bytes: &[u8], scan: &Scan) -> Outcome {
    let mut budget = INPUT_BYTES;
    nested(input, bytes, &Scan { bundled: true, ..*scan }, 1, &mut budget)
}

fn nested(input: &Input, bytes: &[u8], scan: &Scan, depth: usize, budget: &mut u64) -> Outcome {
    let archive = unzip(bytes, budget, is_wanted);
    let mut all =
        Outcome { problems: archive.refused.iter().map(|one| refused(input, one)).collect(), ..Outcome::default() };
    let mut asked = BTreeSet::new();
    if scan.settings.explain {
        all.readings.push(reading(input, &archive));
    }
    let entry = entry(&archive);
    // Other archives, or a capture with its contents.
    let is_shipment = archive.members.iter().any(|one| is_zip(&one.bytes) || one.name.ends_with(".har"));
    if entry.is_none() && depth == 1 && archive.refused.is_empty() && !is_shipment {
        let message = "There is no HTML document in this archive: nothing says what the ad shows first".to_owned();
        all.problems.push(remark(input.shown.clone(), None, "no-entry-document", message));
    }
    for member in &archive.members {
        let inner = inside(input, &member.name);
        let mut one = match is_zip(&member.bytes) {
            true if depth >= ARCHIVE_DEPTH => too_deep(&inner),
            true => nested(&inner, &member.bytes, scan, depth + 1, budget),
            false => one_of_bytes(&inner, &member.bytes, scan),
        };
        let own = std::mem::take(&mut one.own);
        let missing = own.into_iter().filter_map(|own| look_up(&own, member, entry, &archive, &inner, &mut asked));
        one.problems.extend(missing);
        all.join(one);
    }
    if scan.settings.verbose && entry.is_some() {
        all.problems.extend(unused(&archive, &asked, entry).map(|name| unused_remark(input, name)));
    }
    all
}

fn reading(input: &Input, archive: &Archive) -> Reading {
    let (files, entry) = (archive.names.len(), entry(archive));
    let what = match entry {
        Some(entry) => format!("a bundle that starts with {entry} (files: {files})"),
        None => format!("an archive without a document (files: {files})"),
    };
    Reading { path: input.shown.clone(), what, why: "it starts as a zip file does" }
}

/// Whether a member may hold code.
pub(super) fn is_wanted(name: &str) -> bool {
    !is_litter(name) && (is_input(name) || name.ends_with(".zip"))
}

/// What a packing program leaves in archives.
fn is_litter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.rsplit('/').next().is_some_and(|file| file.starts_with('.'))
}

/// A member as an input.
pub(super) fn inside(input: &Input, name: &str) -> Input {
    let mut path = input.path.clone().into_os_string();
    path.push("!");
    path.push(name);
    Input { path: path.into(), shown: format!("{}!{name}", input.shown).into(), ..input.clone() }
}

fn refused(input: &Input, refused: &Refused) -> Problem {
    let path = refused.name.as_ref().map_or_else(|| input.shown.clone(), |name| inside(input, name).shown);
    Problem { path, line: None, column: None, code: refused.code, message: refused.message.clone(), incomplete: true }
}

fn too_deep(input: &Input) -> Outcome {
    let message = format!("Archives in archives are unpacked {ARCHIVE_DEPTH} deep, so this was not checked; unpack it");
    let problem = Problem { incomplete: true, ..remark(input.shown.clone(), None, "nesting-too-deep", message) };
    Outcome { problems: vec![problem], ..Outcome::default() }
}

fn remark(path: Arc<str>, place: Option<(u32, u32)>, code: &'static str, message: String) -> Problem {
    let (line, column) = place.unzip();
    Problem { path, line, column, code, message, incomplete: false }
}

/// The document that is shown: the `index.html` nearest to the top, or the only document.
pub(crate) fn entry(archive: &Archive) -> Option<&str> {
    let is_document = |name: &&String| {
        let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        ["html", "htm", "xhtml"].contains(&&*extension) && !is_litter(name)
    };
    let documents: Vec<&String> = archive.names.iter().filter(is_document).collect();
    let is_index = |name: &&&String| {
        let file = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        file.starts_with("index.")
    };
    let index = documents.iter().filter(is_index).min_by_key(|name| name.matches('/').count());
    index.or_else(|| documents.iter().min_by_key(|name| name.matches('/').count())).map(|name| name.as_str())
}

/// Looks up what a member asks for: beside the member, beside the entry (as scripts do), at the top. Gives the problem
/// if it is nowhere.
fn look_up(
    own: &Own,
    member: &Member,
    entry: Option<&str>,
    archive: &Archive,
    inner: &Input,
    asked: &mut BTreeSet<String>,
) -> Option<Problem> {
    let path = percent(own.url.split(['?', '#']).next().unwrap_or_default()).into_owned();
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let folders = [folder(&member.name), entry.map(folder).unwrap_or_default(), String::new()];
    let candidates: Vec<String> = folders.iter().filter_map(|folder| joined(folder, &path)).collect();
    let found = candidates.iter().find(|candidate| archive.names.contains(candidate));
    if let Some(found) = found {
        asked.insert(found.clone());
        return None;
    }
    // Webviews bring this one along.
    if path.is_empty() || path.ends_with('/') || path.rsplit('/').next() == Some("mraid.js") {
        return None;
    }
    let like = archive.names.iter().find(|name| candidates.iter().any(|one| one.eq_ignore_ascii_case(name)));
    let message = match like {
        Some(name) => {
            asked.insert(name.clone());
            format!("`{path}` is not in the bundle, but `{name}` is: servers tell small letters from capitals")
        }
        None => format!("`{path}` is not in the bundle: pack it, or take out what asks for it"),
    };
    let problem = remark(inner.shown.clone(), Some((own.line, own.column)), "missing-in-bundle", message);
    // What would have been read is missing, not only seen.
    Some(Problem { incomplete: like.is_none() && is_input(&path), ..problem })
}

/// A relative path from a folder; none if it leads out of the bundle.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') { "" } else { folder }.split('/').collect();
    parts.retain(|part| !part.is_empty());
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Members that nothing asks for: no URL leads to them, and no text names them.
fn unused<'a>(
    archive: &'a Archive,
    asked: &'a BTreeSet<String>,
    entry: Option<&'a str>,
) -> impl Iterator<Item = &'a str> {
    let is_named = |name: &str| {
        let file = name.rsplit('/').next().unwrap_or(name).as_bytes();
        archive.members.iter().any(|member| memchr::memmem::find(&member.bytes, file).is_some())
    };
    let names = archive.names.iter().map(String::as_str);
    names.filter(move |name| !asked.contains(*name) && entry != Some(*name) && !is_litter(name) && !is_named(name))
}

fn unused_remark(input: &Input, name: &str) -> Problem {
    let message = "Nothing in the bundle asks for this file; leave it out if it is not needed".to_owned();
    remark(inside(input, name).shown, None, "unused-in-bundle", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_never_lead_out() {
        let cases = [
            ("", "a.js", Some("a.js")),
            ("css", "../img/a.png", Some("img/a.png")),
            ("css", "/img/a.png", Some("img/a.png")),
            ("a/b", "./c.js", Some("a/b/c.js")),
            ("", "../a.js", None),
        ];
        for (folder, path, expected) in cases {
            assert_eq!(joined(folder, path).as_deref(), expected, "{folder} {path}");
        }
    }
}
