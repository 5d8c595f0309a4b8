//! Telling what a source is written in: by the extension of its name first, by its content where the extension says
//! nothing (`.txt`, `.tpl`, the standard input) or is plainly wrong.

use super::{content, is_workbook};
use crate::extract::{Language, is_vast};
use std::path::Path;

/// What a source is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// HTML, or any markup that browsers read like it.
    Html,
    /// JavaScript.
    Script,
    /// CSS.
    Css,
    /// One JSON document.
    Json,
    /// A JSON document on each line.
    Jsonl,
    /// A capture of network traffic: HAR.
    Har,
    /// VAST or VMAP.
    Vast,
    /// Other XML.
    Xml,
    /// A text with several tags under labels.
    Tags,
    /// CSV: a sheet of creatives, or a list of associations.
    Csv,
    /// A hand-written list of associations in TOML.
    TomlList,
    /// A hand-written list of associations in YAML.
    YamlList,
    /// Text that is none of these.
    Plain,
}

impl Kind {
    /// The language to extract calls from it with. Plain text is read as a browser would that is served it as a page:
    /// only a part of it was looked at to guess.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            Self::Html | Self::Xml | Self::Plain => Language::Markup,
            Self::Vast => Language::Vast,
            Self::Script => Language::Script,
            Self::Css => Language::Sheet,
            Self::Json | Self::Jsonl | Self::Har => Language::Json,
            Self::Tags => Language::Tags,
            Self::Csv => Language::Csv,
            Self::TomlList => Language::TomlList,
            Self::YamlList => Language::YamlList,
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Script => "JavaScript",
            Self::Css => "CSS",
            Self::Json => "JSON",
            Self::Jsonl => "JSON lines",
            Self::Har => "a capture (HAR)",
            Self::Vast => "a video ad (VAST or VMAP)",
            Self::Xml => "XML",
            Self::Tags => "a tag sheet",
            Self::Csv => "CSV",
            Self::TomlList => "a list of associations in TOML",
            Self::YamlList => "a list of associations in YAML",
            Self::Plain => "plain text",
        }
    }
}

/// What a source is taken for, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// What it is taken for.
    pub kind: Kind,
    /// Why, to follow "because".
    pub why: &'static str,
}

impl Guess {
    pub(super) fn new(kind: Kind, why: &'static str) -> Self {
        Self { kind, why }
    }

    /// The language to extract calls from it with.
    #[must_use]
    pub fn language(self) -> Language {
        self.kind.language()
    }
}

/// Extensions that say what is inside; `None` where they only say that it is text.
const EXTENSIONS: &[(&str, Option<Kind>)] = &[
    ("html", Some(Kind::Html)),
    ("htm", Some(Kind::Html)),
    ("xhtml", Some(Kind::Html)),
    ("xht", Some(Kind::Html)),
    ("shtml", Some(Kind::Html)),
    ("svg", Some(Kind::Html)),
    ("js", Some(Kind::Script)),
    ("mjs", Some(Kind::Script)),
    ("cjs", Some(Kind::Script)),
    ("css", Some(Kind::Css)),
    ("json", Some(Kind::Json)),
    ("har", Some(Kind::Har)),
    ("jsonl", Some(Kind::Jsonl)),
    ("ndjson", Some(Kind::Jsonl)),
    ("xml", Some(Kind::Xml)),
    ("vast", Some(Kind::Xml)),
    ("vmap", Some(Kind::Xml)),
    ("csv", Some(Kind::Csv)),
    ("txt", None),
    ("tpl", None),
    ("tmpl", None),
    ("tag", None),
    ("ejs", None),
    ("hbs", None),
    ("mustache", None),
];

/// Extensions of lists of associations, which go by their name: `associations.toml`, `spring.associations.yaml`.
const LISTS: &[(&str, Kind)] = &[("toml", Kind::TomlList), ("yaml", Kind::YamlList), ("yml", Kind::YamlList)];

fn is_list(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.rsplit('.').next().is_some_and(|word| word.eq_ignore_ascii_case("associations"))
}

/// Whether a file in a folder is an input by its name.
#[must_use]
pub fn is_input(path: impl AsRef<Path>) -> bool {
    let path = path.as_ref();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if extension.eq_ignore_ascii_case("gz") {
        return path.file_stem().is_some_and(|inner| by_extension(Path::new(inner)).is_some());
    }
    by_extension(path).is_some() || extension.eq_ignore_ascii_case("zip") || is_workbook(path)
}

/// Tells what a text is written in. `name` is the input's path; that of the standard input has no extension.
#[must_use]
pub fn sniff(name: impl AsRef<Path>, text: &str) -> Guess {
    let named = by_extension(name.as_ref()).flatten();
    match named {
        None | Some(Kind::Html | Kind::Xml | Kind::Script | Kind::Css | Kind::Json) if is_vast(text) => {
            Guess::new(Kind::Vast, "its first element says so")
        }
        Some(Kind::Script | Kind::Css | Kind::Json | Kind::Jsonl) if content::starts_with_tag(text) => {
            Guess::new(Kind::Html, "it starts with a tag, whatever its name")
        }
        Some(Kind::Json) if content::is_capture(text) => {
            Guess::new(Kind::Har, "it starts like a capture, whatever its name")
        }
        Some(kind) => Guess::new(kind, "its name says so"),
        None => content::guess(text),
    }
}

fn by_extension(path: &Path) -> Option<Option<Kind>> {
    let extension = path.extension()?.to_str()?;
    if let Some((_, kind)) = LISTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(extension))
        && is_list(path)
    {
        return Some(Some(*kind));
    }
    EXTENSIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(extension)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_first() {
        let cases = [
            ("a.html", "document.write(1)", Kind::Html),
            ("a.HTM", "", Kind::Html),
            ("a.js", "var a = '<img src=x>'", Kind::Script),
            ("a.js", "<script>var a</script>", Kind::Html),
            ("a.js", "<!-- an old way to hide a script\nvar a\n-->", Kind::Script),
            ("a.css", "\n <style>a{}</style>", Kind::Html),
            ("a.json", r#"{"content":"<img src=x>"}"#, Kind::Json),
            ("a.ndjson", "{}\n{}", Kind::Jsonl),
            ("a.har", "{}", Kind::Har),
            ("a.json", r#"{"log": {"version": "1.2", "entries": []}}"#, Kind::Har),
            ("a.txt", r#"{"log": {"version": "1.2", "entries": []}}"#, Kind::Har),
            ("a.xml", "<VAST/>", Kind::Vast),
            ("a.html", "<?xml version='1.0'?><vmap:VMAP/>", Kind::Vast),
            ("a.txt", "<VAST/>", Kind::Vast),
            ("a.xml", "<rss/>", Kind::Xml),
            ("a.txt", "<img src=x>", Kind::Html),
            ("a.txt", "Campaign: a\nPlacement: b\n<img src=x>", Kind::Tags),
            ("a.txt", "Campaign ID\tJavaScript Tag\tClick Tag\n1\t<b>\t", Kind::Csv),
            ("a.js.txt", "var a = 1;", Kind::Script),
            ("a.tpl", "{{#if x}}\n<div>{{/if}}", Kind::Html),
            ("a.txt", "See you at noon.", Kind::Plain),
            ("a.php", "<?php ?><img src=x>", Kind::Html),
            ("associations.toml", "", Kind::TomlList),
            ("spring.associations.yml", "", Kind::YamlList),
            ("a.csv", "Name,URL", Kind::Csv),
            ("-", "fetch('//a.example')", Kind::Script),
        ];
        for (name, text, kind) in cases {
            assert_eq!(sniff(name, text).kind, kind, "{name}: {text}");
        }
    }

    #[test]
    fn only_known_extensions_are_inputs_in_a_folder() {
        for name in
            ["a.html", "b/c.JS", "a.tpl", "x.vast", "x.csv", "associations.toml", "b.zip", "b.html.gz", "c.har.GZ"]
        {
            assert!(is_input(name), "{name}");
        }
        for name in
            ["a.png", "a.md", "a.rs", "html", ".html", "a.html.bak", "taglint.toml", "my-associations.yaml", "a.tar.gz"]
        {
            assert!(!is_input(name), "{name}");
        }
    }
}
