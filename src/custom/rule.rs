//! A user's rule, checked and compiled.

use super::Sample;
use super::file::{RuleFile, WhenFile, Written};
use super::vendor::{host, place, regex};
use crate::catalogue::{Catalogue, Words, pattern};
use crate::finding::Severity;
use crate::page::{Mistake, Page};
use crate::rule::custom::{CALL_FACTS, Custom, ELEMENT_FACTS, When};
use crate::rule::{self, keep};
use scraper::Selector;
use std::ops::Range;

/// A rule that can be asked.
pub(super) struct Compiled {
    pub(super) words: &'static Words,
    /// What it looks for; nothing where it only words a built-in rule anew.
    pub(super) custom: Option<Custom>,
    pub(super) selector: Option<Selector>,
}

/// Checks a rule and compiles its conditions.
pub(super) fn compile(file: &RuleFile, page: &Page, catalogue: &Catalogue) -> Result<Compiled, Box<Mistake>> {
    let id = file.id.as_ref();
    match (rule::words(id), &file.when) {
        (Some(_), Some(_)) => {
            let message = format!("`{id}` is a rule that comes with taglint");
            let help = "take the `[when]` table away to change its severity or its words, or choose another id";
            Err(page.mistake(file.id.span(), message, "has its own conditions".to_owned(), Some(help.to_owned())))
        }
        (Some(known), None) => {
            check_remove(file, "is a rule that comes with taglint, which knows what to take out", page)?;
            let facts: Vec<&str> = [&known.message, &known.help].into_iter().flat_map(|text| holes(text)).collect();
            check_words(file, &facts, page)?;
            Ok(Compiled { words: keep(words(file, known.clone())), custom: None, selector: None })
        }
        (None, when) => {
            let nothing = || missing(page, "when", "`[when]` says which calls or elements the rule is about");
            let when = when.as_ref().ok_or_else(nothing)?;
            new(file, (when.as_ref(), when.span()), page, catalogue)
        }
    }
}

fn new(
    file: &RuleFile,
    (when, at): (&WhenFile, Range<usize>),
    page: &Page,
    catalogue: &Catalogue,
) -> Result<Compiled, Box<Mistake>> {
    check_id(&file.id, page)?;
    let needed = [
        ("severity", file.severity.is_some()),
        ("title", file.title.is_some()),
        ("message", file.message.is_some()),
        ("help", file.help.is_some()),
    ];
    if let Some((key, _)) = needed.iter().find(|(_, there)| !there) {
        return Err(missing(page, key, "every new rule needs `id`, `severity`, `title`, `message` and `help`"));
    }
    let selector = when.selector.as_ref().map(|written| selector(written, page)).transpose()?;
    check_conditions(when, at, page)?;
    if selector.is_some() {
        check_remove(file, "speaks of elements, and `taglint fix` takes out calls", page)?;
    }
    check_words(file, if selector.is_some() { ELEMENT_FACTS } else { CALL_FACTS }, page)?;
    let words = keep(words(file, blank(file.id.as_ref())));
    let when = self::when(when, page, catalogue)?;
    Ok(Compiled {
        words,
        custom: Some(Custom { id: &words.id, when, removes: file.remove.as_ref().map(|flag| *flag.as_ref()) }),
        selector,
    })
}

fn missing(page: &Page, key: &str, help: &str) -> Box<Mistake> {
    let message = format!("the key `{key}` is missing here");
    page.mistake(0..page.first_line(), message, "in this file".to_owned(), Some(help.to_owned()))
}

fn check_id(id: &Written, page: &Page) -> Result<(), Box<Mistake>> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.as_ref().chars().all(is_plain) && id.as_ref().starts_with(|c: char| c.is_ascii_lowercase()) {
        return Ok(());
    }
    let help = "use small letters, digits and `-`, as in `no-old-player`".to_owned();
    Err(page.mistake(id.span(), format!("`{}` cannot be a rule's id", id.as_ref()), "an id".to_owned(), Some(help)))
}

/// Only a rule about calls, of the user's own, says whether they are to go.
fn check_remove(file: &RuleFile, why: &str, page: &Page) -> Result<(), Box<Mistake>> {
    let Some(flag) = &file.remove else { return Ok(()) };
    let message = format!("`{}` {why}", file.id.as_ref());
    let help = "leave `remove` out".to_owned();
    Err(page.mistake(flag.span(), message, "says nothing here".to_owned(), Some(help)))
}

/// There is a condition; a selector stands alone.
fn check_conditions(when: &WhenFile, at: Range<usize>, page: &Page) -> Result<(), Box<Mistake>> {
    let WhenFile { host, path, path_regex, query, url_regex, kind, vendor, trigger, via, selector, .. } = when;
    let lists = [host.len(), query.len(), kind.len(), vendor.len(), trigger.len(), via.len()];
    let others = path.is_some() || path_regex.is_some() || url_regex.is_some() || lists.iter().any(|len| *len > 0);
    match selector {
        Some(selector) if others => {
            let help = "an element is no call: make two rules of it".to_owned();
            let message = "a `selector` cannot stand beside other conditions".to_owned();
            Err(page.mistake(selector.span(), message, "speaks of elements".to_owned(), Some(help)))
        }
        None if !others => {
            let help = "give `host`, `path`, `query`, `url_regex`, `kind`, `vendor`, `trigger`, `via` or `selector`";
            let message = "`[when]` has no condition".to_owned();
            Err(page.mistake(at, message, "would match every call".to_owned(), Some(help.to_owned())))
        }
        _ => Ok(()),
    }
}

fn selector(written: &Written, page: &Page) -> Result<Selector, Box<Mistake>> {
    Selector::parse(written.as_ref()).map_err(|error| {
        let help = "write a CSS selector, as in \"iframe[width='1'][height='1']\"".to_owned();
        page.mistake(written.span(), "this selector cannot be used".to_owned(), error.to_string(), Some(help))
    })
}

/// Every `{placeholder}` is one that is filled.
fn check_words(file: &RuleFile, facts: &[&str], page: &Page) -> Result<(), Box<Mistake>> {
    for written in [&file.message, &file.help].into_iter().flatten() {
        if let Some(name) = holes(written.as_ref()).find(|name| !facts.contains(name)) {
            let known = facts.iter().map(|fact| format!("`{{{fact}}}`")).collect::<Vec<_>>().join(", ");
            return Err(page.unknown(written.span(), "placeholder", name, facts, format!("it can be {known}")));
        }
    }
    Ok(())
}

/// The names in braces, as placeholders have them; macros are in capitals.
fn holes(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

fn blank(id: &str) -> Words {
    Words {
        id: id.to_owned(),
        severity: String::new(),
        title: String::new(),
        disapproval: None,
        message: String::new(),
        help: String::new(),
        help_without_segment: None,
        why: String::new(),
        bad: String::new(),
        good: String::new(),
        fix: String::new(),
        silence: String::new(),
        references: Vec::new(),
    }
}

/// The words with what the file says in their place.
fn words(file: &RuleFile, mut words: Words) -> Words {
    let written = |written: &Option<Written>| written.as_ref().map(|text| text.as_ref().clone());
    let severity = file.severity.map(|severity| match severity {
        Severity::Off => "off",
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    });
    let severity = severity.map(str::to_owned);
    let (message, help) = (written(&file.message), written(&file.help));
    let texts = [
        (&mut words.severity, severity.as_ref()),
        (&mut words.title, file.title.as_ref()),
        (&mut words.message, message.as_ref()),
        (&mut words.help, help.as_ref()),
        (&mut words.why, file.why.as_ref()),
        (&mut words.bad, file.bad.as_ref()),
        (&mut words.good, file.good.as_ref()),
        (&mut words.fix, file.fix.as_ref()),
        (&mut words.silence, file.silence.as_ref()),
    ];
    for (text, new) in texts {
        new.into_iter().for_each(|new| text.clone_from(new));
    }
    words.disapproval = file.disapproval.clone().or(words.disapproval);
    words.references = file.references.clone().unwrap_or(words.references);
    // Whoever words the help anew means it for every call.
    words.help_without_segment = words.help_without_segment.filter(|_| file.help.is_none());
    words
}

fn when(file: &WhenFile, page: &Page, catalogue: &Catalogue) -> Result<When, Box<Mistake>> {
    file.host.iter().try_for_each(|written| host(written, "=", page))?;
    place(file.path.as_ref(), file.path_regex.as_ref(), page)?;
    let text = |written: &Option<Written>| written.as_ref().map(|text| text.as_ref().clone());
    let (path, path_regex) = (text(&file.path), text(&file.path_regex));
    let has_path = path.is_some() || path_regex.is_some();
    let query: Vec<String> = file.query.iter().map(|written| written.as_ref().clone()).collect();
    Ok(When {
        hosts: file.host.iter().map(|written| pattern::host(written.as_ref())).collect(),
        path: has_path.then(|| pattern::Path::new(path.as_deref(), path_regex.as_deref())),
        query: pattern::conditions(&query),
        url: file.url_regex.as_ref().map(|written| regex(written, page)).transpose()?,
        kinds: file.kind.clone(),
        vendors: file.vendor.iter().map(|written| vendor(written, page, catalogue)).collect::<Result<_, _>>()?,
        triggers: file.trigger.clone(),
        via: file.via.iter().map(|written| glob(written, page)).collect::<Result<_, _>>()?,
        selects: file.selector.is_some(),
    })
}

/// The name of the vendor that is meant: by its name, the stem of its file, or another name of it.
fn vendor(written: &Written, page: &Page, catalogue: &Catalogue) -> Result<String, Box<Mistake>> {
    catalogue.party(written.as_ref()).map(str::to_owned).ok_or_else(|| {
        let names: Vec<&str> = catalogue.vendors().map(|(_, vendor)| vendor.name.as_str()).collect();
        let help = "`taglint vendors` lists the vendors".to_owned();
        page.unknown(written.span(), "vendor", written.as_ref(), &names, help)
    })
}

/// `img[*]`: a `*` stands for anything, everything else for itself.
fn glob(written: &Written, page: &Page) -> Result<regex::Regex, Box<Mistake>> {
    let parts: Vec<String> = written.as_ref().split('*').map(regex::escape).collect();
    pattern::regex(&format!("^{}$", parts.join(".*")))
        .map_err(|_| page.mistake(written.span(), "this pattern is too long".to_owned(), "shorten it".to_owned(), None))
}

/// The samples of a rule, each with what is to be found.
pub(super) fn samples<'f>(file: &'f RuleFile, page: &'f Page) -> impl Iterator<Item = Sample> + 'f {
    let sample = move |expected: bool| move |written: &Written| Sample::new(file.id.as_ref(), written, expected, page);
    let when = file.when.as_ref().map(toml::Spanned::as_ref);
    let good = when.into_iter().flat_map(|when| &when.samples).map(sample(true));
    good.chain(when.into_iter().flat_map(|when| &when.counter_samples).map(sample(false)))
}
