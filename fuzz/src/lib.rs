//! What the fuzz targets and `tests/mutation.rs` share: the invariants that hold for any bytes.

use std::path::PathBuf;
use std::sync::LazyLock;
use taglint::association::World;
use taglint::call::Confidence;
use taglint::catalogue::Catalogue;
use taglint::discover::Input;
use taglint::extract::{Extraction, Language, extract};
use taglint::fix::{FIXABLE, Fixed, Options, fix};
use taglint::scan::{Around, Settings, Text, Used, alone, look};
use taglint::source::decode;
use taglint::span::Span;

/// Settings without a configuration.
pub static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
    catalogue: Catalogue::embedded(),
    declared: Vec::new(),
    servers: Default::default(),
    rules: Default::default(),
    severities: Default::default(),
    min_confidence: Confidence::Low,
    ignores: Vec::new(),
    inventory: true,
    ties: Default::default(),
    plan: true,
    verbose: true,
    explain: true,
    markup: Default::default(),
});

/// An input of this name.
pub fn input(name: &str) -> Input {
    Input { path: PathBuf::from(name), shown: name.into(), named: true, stdin: false }
}

/// Reads bytes as a language: every span is of bytes that are there.
pub fn read(bytes: &[u8], language: Language) {
    let decoded = decode(bytes);
    let Extraction { calls, storage, comments, creatives, notes, .. } = extract(&decoded.text, &decoded.map, language);
    let within = |span: Span| assert!(bytes.get(span.range()).is_some(), "{span:?} of {} bytes", bytes.len());
    for call in &calls {
        within(call.span());
        call.remove.into_iter().for_each(within);
        call.url.text.char_indices().for_each(|(at, c)| within(call.url.map.span(at..at + c.len_utf8())));
    }
    storage.iter().for_each(|one| within(one.span));
    comments.iter().for_each(|one| within(one.span()));
    creatives.iter().for_each(|one| within(one.span));
    notes.iter().for_each(|one| within(one.span));
}

/// Checks a whole creative, told by its name and content; twice gives the same.
pub fn check(name: &str, text: &str) {
    let input = input(name);
    let run = || alone(&input, Text::Code(text), None, &SETTINGS, &Used::new(&[]));
    let (once, twice) = (run(), run());
    for finding in &once.findings {
        assert!(text.as_bytes().get(finding.place.span.range()).is_some());
        assert!(finding.place.line >= 1 && finding.place.column >= 1);
    }
    let prints = |one: &taglint::scan::Outcome| one.findings.iter().map(|f| f.fingerprint.clone()).collect::<Vec<_>>();
    assert_eq!(prints(&once), prints(&twice));
}

/// Fixes bytes: only bytes are taken out, what is left is said, and a second fix changes nothing.
pub fn fixed(name: &str, bytes: &[u8]) {
    let once = run_fix(name, bytes);
    let mut whole = bytes.iter();
    assert!(once.bytes.iter().all(|byte| whole.any(|other| other == byte)), "only bytes are taken out");
    assert_eq!(left(name, &once.bytes), once.left.len(), "what is left is said");
    assert_eq!(run_fix(name, &once.bytes).bytes, once.bytes, "a second fix changes nothing");
}

fn run_fix(name: &str, bytes: &[u8]) -> Fixed {
    let (used, world) = (Used::new(&[]), World::default());
    fix(&input(name), bytes, Around { settings: &SETTINGS, used: &used, world: &world }, Options::default())
}

fn left(name: &str, bytes: &[u8]) -> usize {
    let (used, world) = (Used::new(&[]), World::default());
    let seen = look(&input(name), bytes, Around { settings: &SETTINGS, used: &used, world: &world });
    let mut calls: Vec<usize> =
        seen.flagged.iter().filter(|(_, finding)| FIXABLE.contains(&finding.rule)).map(|(call, _)| *call).collect();
    calls.dedup();
    calls.len()
}
