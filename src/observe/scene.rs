//! A *scene*: one creative made ready to be shown. Its files are kept in memory and answered for here; nothing beside the
//! input is ever read, so that no creative gets at the files of the machine.

use super::data::{FACTS, PLAYER, PLAYER_SCRIPT, SLOT, fill};
use super::{Error, Options, Subject};
use crate::discover::Input;
use crate::extract::{self, Language};
use crate::limit::{INPUT_BYTES, OBSERVED_CREATIVES};
use crate::scan::entry;
use crate::source::{Kind, decode, gunzip, is_gzip, is_workbook, is_zip, sniff, unzip};
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A creative that is ready.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    /// Files by their paths, with media type.
    files: FxHashMap<String, (String, Vec<u8>)>,
    /// The address of its document.
    pub(super) document: String,
    /// What is opened: the page around the slot, or the page on the net.
    pub(super) page: String,
    /// Width and height of the slot in CSS pixels.
    pub(super) size: (u32, u32),
}

/// What the machine itself answers.
#[derive(Debug)]
pub(super) enum Answer<'s> {
    /// A file: its media type and bytes.
    File(&'s str, &'s [u8]),
    /// The page around the slot.
    Slot(String),
    /// A click on its way to where it leads.
    Onward(String),
    /// No such file.
    Missing,
}

/// The scenes of a subject, and what to say of it.
pub(super) fn scenes(subject: &Subject, options: &Options) -> Result<(Vec<Scene>, Vec<String>), Error> {
    match subject {
        Subject::Address(url) => {
            let size = options.size.unwrap_or((FACTS.width, FACTS.height));
            let page = Scene { document: url.clone(), page: url.clone(), size, ..Scene::default() };
            Ok((vec![page], Vec::new()))
        }
        Subject::Creative(input, bytes) => of_bytes(input, bytes, options),
    }
}

fn of_bytes(input: &Input, bytes: &[u8], options: &Options) -> Result<(Vec<Scene>, Vec<String>), Error> {
    let nothing = |why: &str| Error::NothingToShow { path: input.shown.to_string(), why: why.to_owned() };
    if is_workbook(&input.path) {
        return Err(nothing("it is a workbook; save the sheet with the creatives as CSV"));
    }
    if is_gzip(bytes) {
        let unpacked = gunzip(bytes).map_err(|(_, message)| nothing(&message))?;
        let inner = Input { path: input.path.with_extension(""), ..input.clone() };
        return if is_gzip(&unpacked) {
            Err(nothing("it is packed twice"))
        } else {
            of_bytes(&inner, &unpacked, options)
        };
    }
    if is_zip(bytes) {
        return of_zip(bytes, options)
            .map(|scene| (vec![scene], Vec::new()))
            .ok_or_else(|| nothing("no document is in it"));
    }
    let decoded = decode(bytes);
    let text = &*decoded.text;
    let kind = sniff(input, text).kind;
    let name = input.path.file_name().unwrap_or_default().to_string_lossy();
    let parts = match kind {
        Kind::Har => return Err(nothing("it is a capture, a record of what was observed; `taglint check` reads it")),
        Kind::Css | Kind::TomlList | Kind::YamlList => return Err(nothing("it is no creative")),
        Kind::Json | Kind::Jsonl | Kind::Csv | Kind::Tags => parts(text, kind),
        Kind::Html | Kind::Xml | Kind::Plain | Kind::Script | Kind::Vast => vec![(kind.language(), text.to_owned())],
    };
    if parts.is_empty() {
        return Err(nothing("no markup, script or video ad is in it"));
    }
    let notes = (parts.len() > OBSERVED_CREATIVES)
        .then(|| format!("{} creatives are in it; only the first {OBSERVED_CREATIVES} were observed", parts.len()));
    let one = |(number, (language, text)): (usize, (Language, String))| {
        Scene::new(
            &if number == 0 { String::new() } else { format!("{}/", number + 1) },
            language,
            &text,
            &name,
            options,
        )
    };
    let scenes = parts.into_iter().take(OBSERVED_CREATIVES).enumerate().map(one).collect();
    Ok((scenes, notes.into_iter().collect()))
}

/// The creatives in a file that holds several: the code that stands in it itself, each text once.
fn parts(text: &str, kind: Kind) -> Vec<(Language, String)> {
    let layers = extract::extract_layers(text, &crate::mapped::Mapped::plain(text, 0).map, kind.language()).layers;
    let mut seen = FxHashSet::default();
    let is_code = |language| matches!(language, Language::Markup | Language::Script | Language::Vast);
    let own = layers.into_iter().enumerate().filter(|(number, layer)| *number > 0 && layer.around == 0);
    own.map(|(_, layer)| (layer.language, layer.text.text.into_owned()))
        .filter(|(language, text)| is_code(*language) && seen.insert(text.clone()))
        .collect()
}

fn of_zip(bytes: &[u8], options: &Options) -> Option<Scene> {
    let mut budget = INPUT_BYTES;
    let archive = unzip(bytes, &mut budget, |_| true);
    let start = entry(&archive)?.to_owned();
    let mut scene = Scene::at(&encoded(&start));
    for member in archive.members {
        let media = mime_guess::from_path(&member.name).first_or_octet_stream().essence_str().to_owned();
        let is_text = media.starts_with("text/") || media.ends_with("javascript") || media.ends_with("json");
        if member.name == start {
            let text = decode(&member.bytes).text.into_owned();
            scene.size = size(&text, &start, options);
        }
        let bytes = if is_text { fill(&decode(&member.bytes).text).into_bytes() } else { member.bytes };
        scene.put(&encoded(&member.name), &media, bytes);
    }
    Some(scene)
}

/// A member's name as a path of a URL.
fn encoded(name: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'.')
        .remove(b'-')
        .remove(b'_')
        .remove(b'~')
        .remove(b'(')
        .remove(b')')
        .remove(b'!')
        .remove(b'\'')
        .remove(b'*')
        .remove(b',')
        .remove(b'&')
        .remove(b'=')
        .remove(b'+')
        .remove(b'$')
        .remove(b'@')
        .remove(b':')
        .remove(b';');
    percent_encoding::utf8_percent_encode(name, KEPT).to_string()
}

impl Scene {
    /// One whose document has this path.
    fn at(path: &str) -> Self {
        let document = format!("{}/{path}", FACTS.creative);
        let page = format!("{}/", FACTS.slot);
        Self { document, page, size: (FACTS.width, FACTS.height), ..Self::default() }
    }

    fn new(folder: &str, language: Language, text: &str, name: &str, options: &Options) -> Self {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let stem = if stem.is_empty() || stem == "-" { "creative" } else { stem };
        let path = |ending: &str| format!("{folder}{}{ending}", encoded(stem));
        let (html, script) = ("text/html", "text/javascript");
        let mut scene = Self::at(&path(".html"));
        let filled = fill(text).into_bytes();
        match language {
            Language::Vast => {
                scene.put(&path(".html"), html, PLAYER.into());
                scene.put(&format!("{folder}player.js"), script, PLAYER_SCRIPT.into());
                scene.put(&format!("{folder}ad.xml"), "text/xml", filled);
                scene.size = options.size.unwrap_or((640, 360));
                return scene;
            }
            Language::Script => {
                let file = path(".js");
                let around = format!("<!DOCTYPE html>\n<body>\n<script src=\"/{file}\"></script>\n");
                scene.put(&path(".html"), html, around.into_bytes());
                scene.put(&file, script, filled);
            }
            _ => scene.put(&path(".html"), html, filled),
        }
        scene.size = size(text, name, options);
        scene
    }

    fn put(&mut self, path: &str, media: &str, bytes: Vec<u8>) {
        let is_text = media.starts_with("text/");
        let media = if is_text { format!("{media}; charset=utf-8") } else { media.to_owned() };
        self.files.insert(format!("/{path}"), (media, bytes));
    }

    /// Whether the subject is a page on the net.
    pub(super) fn is_page(&self) -> bool {
        self.page == self.document
    }

    /// Whether the request is for what the machine itself answers; and with what.
    pub(super) fn answer(&self, url: &str) -> Option<Answer<'_>> {
        if let Some(rest) = after(url, &FACTS.creative) {
            let path = rest.split(['?', '#']).next().unwrap_or_default();
            return Some(match self.files.get(path) {
                Some((media, bytes)) => Answer::File(media, bytes),
                None => Answer::Missing,
            });
        }
        let rest = after(url, &FACTS.slot)?;
        Some(match rest.strip_prefix("/click?to=") {
            Some(to) => Answer::Onward(onward(to)),
            None if rest == "/" => Answer::Slot(self.slot()),
            None => Answer::Missing,
        })
    }

    fn slot(&self) -> String {
        let (width, height) = (self.size.0.to_string(), self.size.1.to_string());
        let mut page = SLOT.to_owned();
        for (name, value) in [
            ("{creative}", self.document.replace('&', "&amp;").as_str()),
            ("{width}", &width),
            ("{height}", &height),
            ("{sandbox}", &FACTS.sandbox),
        ] {
            page = page.replace(name, value);
        }
        page
    }
}

/// What follows an origin in a URL.
fn after<'u>(url: &'u str, origin: &str) -> Option<&'u str> {
    url.strip_prefix(origin).filter(|rest| rest.starts_with('/'))
}

/// Where a click leads: written plainly or encoded.
fn onward(to: &str) -> String {
    if to.starts_with("http:") || to.starts_with("https:") {
        return to.to_owned();
    }
    percent_encoding::percent_decode_str(to).decode_utf8_lossy().into_owned()
}

/// The slot's size: as asked for, else as the creative says, else as its name says.
fn size(text: &str, name: &str, options: &Options) -> (u32, u32) {
    static META: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)name=["']?ad\.size["']?[^>]*width=(\d{1,4})\D{1,3}height=(\d{1,4})"#).expect("tested")
    });
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:^|\D)(\d{2,4})[xX](\d{2,4})(?:\D|$)").expect("tested"));
    let read = |found: regex::Captures| Some((found[1].parse().ok()?, found[2].parse().ok()?));
    let told = || META.captures(text).or_else(|| NAME.captures(name)).and_then(read);
    options.size.or_else(told).unwrap_or((FACTS.width, FACTS.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_is_the_one_that_was_asked_for_or_that_the_creative_tells() {
        let asked = Options { size: Some((1, 2)), ..Options::default() };
        let meta = r#"<meta name="ad.size" content="width=728,height=90">"#;
        assert_eq!(size(meta, "banner_160x600.html", &asked), (1, 2));
        assert_eq!(size(meta, "banner_160x600.html", &Options::default()), (728, 90));
        assert_eq!(size("", "banner_160x600.html", &Options::default()), (160, 600));
        assert_eq!(size("", "banner.html", &Options::default()), (300, 250));
    }

    #[test]
    fn only_what_belongs_to_the_creative_is_answered_here() {
        let scene = Scene::new("", Language::Markup, "<img src=%%A_B%%>", "a.html", &Options::default());
        let answer = |url: &str| format!("{:?}", scene.answer(url));
        assert!(answer("https://creative-slot.invalid/a.html?x").starts_with("Some(File(\"text/html; charset=utf-8\""));
        assert_eq!(answer("https://creative-slot.invalid/../etc/passwd"), "Some(Missing)");
        assert_eq!(answer("https://creative-slot.invalid.example.com/a.html"), "None");
        assert_eq!(
            answer("https://publisher.invalid/click?to=https%3A%2F%2Fa.example%2F"),
            "Some(Onward(\"https://a.example/\"))"
        );
        assert!(answer("https://publisher.invalid/").contains("sandbox="));
    }
}
