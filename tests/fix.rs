//! Every fixture fixed: what can be is gone, what is left is said to be left, and every other byte stays.

mod common;

use common::{SETTINGS, files, shown};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use taglint::association::World;
use taglint::discover::Input;
use taglint::fix::{FIXABLE, Fixed, Options, fix};
use taglint::scan::{Around, Used, look};

fn input(path: &Path) -> Input {
    Input { path: path.to_owned(), shown: Arc::from(shown(path)), named: true, stdin: false }
}

fn around<'a>(used: &'a Used, world: &'a World) -> Around<'a> {
    Around { settings: &SETTINGS, used, world }
}

fn fixed(path: &Path, bytes: &[u8], options: Options) -> Fixed {
    fix(&input(path), bytes, around(&Used::new(&[]), &World::default()), options)
}

fn fixtures() -> Vec<PathBuf> {
    ["fixtures/creatives", "fixtures/rules"].into_iter().flat_map(files).collect()
}

/// How many calls are left that a rule speaks of.
fn fixable(path: &Path, bytes: &[u8], options: Options) -> usize {
    let (used, world) = (Used::new(&[]), World::default());
    let seen = look(&input(path), bytes, around(&used, &world));
    let wanted = |rule: &str| FIXABLE.contains(&rule) && !(options.no_redir && rule == "segment-pixel-no-redir");
    let mut calls: Vec<usize> =
        seen.flagged.iter().filter(|(_, finding)| wanted(finding.rule)).map(|(call, _)| *call).collect();
    calls.dedup();
    calls.len()
}

/// Whether `part` can be made from `whole` by taking bytes out.
fn is_within(part: &[u8], whole: &[u8]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|byte| whole.any(|other| other == byte))
}

fn check(path: &Path, options: Options) -> (usize, usize) {
    let bytes = fs::read(path).expect("a fixture can be read");
    let once = fixed(path, &bytes, options);
    let name = shown(path);
    if !options.no_redir && !options.associate {
        assert!(is_within(&once.bytes, &bytes), "{name}: only bytes are taken out");
    }
    assert_eq!(fixable(path, &once.bytes, options), once.left.len(), "{name}: what is left is said");
    let twice = fixed(path, &once.bytes, options);
    assert_eq!(twice.bytes, once.bytes, "{name}: a second fix changes nothing");
    if path.extension().is_some_and(|extension| extension == "json") && is_json(&bytes) {
        assert!(is_json(&once.bytes), "{name}: it stays JSON");
    }
    (once.calls, once.left.len())
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok()
}

fn check_all(options: Options) -> (usize, usize) {
    let each = fixtures().into_iter().map(|path| check(&path, options));
    each.fold((0, 0), |(calls, left), (more, others)| (calls + more, left + others))
}

#[test]
fn every_fixture_is_fixed_but_for_what_is_said_to_be_left() {
    let (calls, left) = check_all(Options::default());
    assert!(calls > 100 && left * 4 < calls, "{calls} fixed, {left} left");
}

#[test]
fn every_fixture_takes_the_fallback_where_it_can() {
    let (calls, _) = check_all(Options { no_redir: true, ..Options::default() });
    assert!(calls > 100, "{calls}");
}

#[test]
fn every_fixture_is_fixed_with_its_associations_and_with_force() {
    let (calls, left) = check_all(Options { associate: true, bold: true, ..Options::default() });
    assert!(calls > 100 && left * 8 < calls, "{calls} fixed, {left} left");
}

/// Fixtures cut off, cut out of and doubled, in as many ways as `seed` has steps.
fn damaged(bytes: &[u8], seed: usize) -> Vec<u8> {
    let at = |part: usize| bytes.len() * part / 97;
    let (from, to) = (at(seed * 31 % 97), at(seed * 17 % 97));
    match seed % 4 {
        0 => bytes[..from].to_vec(),
        1 => [&bytes[..from.min(to)], &bytes[from.max(to)..]].concat(),
        2 => [&bytes[..from.max(to)], &bytes[from.min(to)..]].concat(),
        _ => bytes[from..].to_vec(),
    }
}

#[test]
fn damaged_files_are_fixed_to_a_fixed_point_too() {
    for path in fixtures() {
        let bytes = fs::read(&path).expect("a fixture can be read");
        for seed in 1..7 {
            let bytes = damaged(&bytes, seed);
            let once = fixed(&path, &bytes, Options::default());
            assert!(is_within(&once.bytes, &bytes), "{} {seed}: only bytes are taken out", shown(&path));
            let twice = fixed(&path, &once.bytes, Options::default());
            assert_eq!(twice.bytes, once.bytes, "{} {seed}: a second fix changes nothing", shown(&path));
        }
    }
}
