//! A user's vendor, checked: hosts are hosts, paths are paths, patterns can be compiled, no id stands twice.

use super::Sample;
use super::file::{EndpointFile, VendorFile, Written};
use super::read::Sheet;
use crate::catalogue::{Addition, Endpoint, pattern};
use crate::page::{Mistake, Page, is_host, not_a_host};
use std::ops::Range;
use toml::Spanned;

/// Checks a vendor and gives it the form of the catalogue.
pub(super) fn addition(sheet: &Sheet, file: &VendorFile) -> Result<Addition, Box<Mistake>> {
    file.domains.iter().try_for_each(|domain| host(domain, "", &sheet.page))?;
    for (number, one) in file.endpoint.iter().enumerate() {
        check(one.as_ref(), &sheet.page)?;
        let id = &one.as_ref().id;
        if file.endpoint[..number].iter().any(|earlier| earlier.as_ref().id.as_ref() == id.as_ref()) {
            let message = format!("the endpoint `{}` stands in this file twice", id.as_ref());
            return Err(sheet.page.mistake(id.span(), message, "the second one".to_owned(), None));
        }
    }
    let source = file.source.clone().unwrap_or_else(|| sheet.page.name().to_owned());
    let endpoints = file.endpoint.iter().map(|one| endpoint(one.as_ref(), &source)).collect();
    Ok(Addition {
        stem: sheet.stem.clone(),
        name: file.name.as_ref().map(|name| name.as_ref().clone()).unwrap_or_default(),
        gvl_id: file.gvl_id,
        aliases: file.aliases.clone(),
        implicit: file.implicit,
        domains: file.domains.iter().map(|domain| domain.as_ref().to_ascii_lowercase()).collect(),
        kind: file.kind,
        source,
        endpoints,
    })
}

/// What a vendor needs that the catalogue does not have already.
pub(super) fn complete(file: &VendorFile, page: &Page) -> Result<(), Box<Mistake>> {
    let missing = |key: &str| {
        let message = format!("the key `{key}` is missing here");
        let help = "a file without it adds to a vendor of the catalogue, and has the name of that vendor's file; `taglint vendors --format json` lists them";
        page.mistake(0..page.first_line(), message, "a new vendor needs it".to_owned(), Some(help.to_owned()))
    };
    match file {
        VendorFile { name: None, .. } => Err(missing("name")),
        VendorFile { domains, .. } if domains.is_empty() => Err(missing("domains")),
        _ => Ok(()),
    }
}

fn check(file: &EndpointFile, page: &Page) -> Result<(), Box<Mistake>> {
    file.hosts.iter().try_for_each(|written| host(written, "=", page))?;
    place(file.path.as_ref(), file.path_regex.as_ref(), page)
}

/// A host, with a mark in front that may be there.
pub(super) fn host(written: &Written, mark: &str, page: &Page) -> Result<(), Box<Mistake>> {
    let text = written.as_ref();
    if is_host(text.strip_prefix(mark).unwrap_or(text)) { Ok(()) } else { Err(not_a_host(written, page)) }
}

/// A path or a pattern of one, not both.
pub(super) fn place(path: Option<&Written>, pattern: Option<&Written>, page: &Page) -> Result<(), Box<Mistake>> {
    if let (Some(_), Some(pattern)) = (path, pattern) {
        let message = "`path` and `path_regex` say the same thing in two ways".to_owned();
        return Err(page.mistake(pattern.span(), message, "take one of them away".to_owned(), None));
    }
    if let Some(path) = path {
        let text = path.as_ref();
        if !text.starts_with('/') || text.trim_end_matches('*').contains('*') {
            let help =
                "write \"/exact\", or \"/start/*\" with one `*` at the end; `path_regex` can say more".to_owned();
            let message = format!("`{text}` is not a path");
            return Err(page.mistake(path.span(), message, "a path starts with `/`".to_owned(), Some(help)));
        }
    }
    pattern.map_or(Ok(()), |pattern| regex(pattern, page).map(drop))
}

/// A regular expression.
pub(super) fn regex(written: &Written, page: &Page) -> Result<regex::Regex, Box<Mistake>> {
    pattern::regex(written.as_ref()).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        page.mistake(written.span(), "this pattern cannot be used".to_owned(), reason, None)
    })
}

fn endpoint(file: &EndpointFile, source: &str) -> Endpoint {
    let text = |written: &Written| written.as_ref().clone();
    Endpoint {
        id: text(&file.id),
        kind: file.kind,
        hosts: file.hosts.iter().map(text).collect(),
        path: file.path.as_ref().map(text),
        path_regex: file.path_regex.as_ref().map(text),
        query: file.query.iter().map(text).collect(),
        confidence: file.confidence,
        hops: file.hops.clone(),
        syncs: file.syncs,
        source: file.source.clone().unwrap_or_else(|| source.to_owned()),
        samples: file.samples.iter().map(text).collect(),
        counter_samples: file.counter_samples.iter().map(text).collect(),
        note: file.note.clone(),
        segments: file.segments.clone(),
    }
}

/// The samples of a file, each with what is to claim it.
pub(super) fn samples<'f>(file: &'f VendorFile, page: &'f Page) -> impl Iterator<Item = (Sample, Range<usize>)> + 'f {
    file.endpoint.iter().map(Spanned::as_ref).flat_map(move |endpoint| {
        let sample = move |expected: bool| {
            move |written: &Written| (Sample::new(endpoint.id.as_ref(), written, expected, page), written.span())
        };
        let good = endpoint.samples.iter().map(sample(true));
        good.chain(endpoint.counter_samples.iter().map(sample(false)))
    })
}
