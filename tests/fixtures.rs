//! Every fixture is scanned and held against what its own `taglint-expect` block says: the complete set of findings,
//! each with its severity and the text of the file at its span, and, where the block lists them, all calls.

mod common;

use common::{Expect, call, difference, files, means, scan_all, shown, written};
use std::fs;
use std::path::{Path, PathBuf};
use taglint::finding::Report;

/// One line a disagreement. A folder is one fixture: its files are scanned together.
fn check(fixture: &Path) -> Vec<String> {
    let (files, report) = (all_files(fixture), scan_fixture(fixture));
    let wrong: Vec<String> = files.iter().flat_map(|path| check_file(path, &report)).collect();
    let carried = files.iter().filter(|path| Expect::read(path).is_some()).count();
    if carried == 0 { vec![format!("{}: no taglint-expect block", shown(fixture))] } else { wrong }
}

/// The files of a fixture.
fn all_files(fixture: &Path) -> Vec<PathBuf> {
    if fixture.is_dir() { files(&shown(fixture)) } else { vec![fixture.to_owned()] }
}

fn scan_fixture(fixture: &Path) -> Report {
    scan_all(&all_files(fixture))
}

/// The fixtures below a folder: files, and folders called `bad` or `good`.
fn fixtures(folder: &str) -> Vec<PathBuf> {
    let whole = |path: &PathBuf| {
        path.ancestors()
            .find(|above| above.ends_with("bad") || above.ends_with("good"))
            .map_or(path.clone(), Path::to_owned)
    };
    // Bundles are packed first, in a test of their own.
    let loose = |path: &&PathBuf| !shown(path).starts_with("fixtures/formats/bundle/");
    let mut all: Vec<PathBuf> = files(folder).iter().filter(loose).map(whole).collect();
    all.dedup();
    all
}

fn check_file(path: &Path, report: &Report) -> Vec<String> {
    let Some(expect) = Expect::read(path) else { return Vec::new() };
    let bytes = fs::read(path).expect("a fixture can be read");
    let name = shown(path);
    let mut found: Vec<String> = report
        .findings
        .iter()
        .filter(|f| *f.path == *name)
        .map(|f| format!("{} {} {}", f.rule, format!("{:?}", f.severity).to_lowercase(), written(&bytes, f)))
        .collect();
    let mut wrong = Vec::new();
    for line in &expect.findings {
        match found.iter().position(|got| means(line, got)) {
            Some(at) => drop(found.remove(at)),
            None => wrong.push(format!("{}: missing {line}", shown(path))),
        }
    }
    wrong.extend(found.iter().map(|got| format!("{}: unexpected {got}", shown(path))));
    if expect.clean != expect.findings.is_empty() {
        wrong.push(format!("{}: the block must list findings or say clean", shown(path)));
    }
    if !expect.calls.is_empty() {
        let calls: Vec<String> = report.calls.iter().filter(|c| *c.path == *name).map(call).collect();
        if calls != expect.calls {
            wrong.push(format!("{}: calls differ\n{}", shown(path), difference(&expect.calls, &calls)));
        }
    }
    wrong
}

fn check_all(folder: &str) -> usize {
    let files = fixtures(folder);
    let wrong: Vec<String> = files.iter().flat_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{} disagreements\n{}", wrong.len(), wrong.join("\n"));
    files.len()
}

#[test]
fn every_creative_gives_what_it_says() {
    assert!(check_all("fixtures/creatives") >= 40);
}

#[test]
fn every_script_gives_what_it_says() {
    assert!(check_all("fixtures/scripts") >= 80);
}

/// What scripts must be followed through: each has a creative of its own.
const CONSTRUCTS: &str = "\
    concatenation plus-equals template-literal ternary logical-or logical-and location-protocol const-let-var \
    shadowing object-config array-index for-loop for-of for-each map-filter join function-parameters \
    arrow-functions iife-arguments closure default-parameters destructuring from-char-code atob unescape \
    decode-uri-component encode-uri-component escape-sequences replace-literal replace-regex split-reverse-join \
    slice-substr concat-method to-lower-case trim parse-int math-random date json-parse json-blob eval \
    new-function set-timeout-string packer packer-array image-src element-src queried-element link-href \
    anchor-href object-data srcdoc poster style-background set-attribute document-write document-writeln \
    document-write-pieces inner-html outer-html insert-adjacent-html contextual-fragment fetch xhr-open \
    send-beacon web-socket event-source import-scripts dynamic-import window-open location-assign post-message \
    mraid-open pixie-loader jquery-attr jquery-get-script jquery-ajax handler-load handler-error \
    dom-content-loaded set-timeout intersection-observer click mousedown touchend dead-if-false dead-unreachable \
    dead-never-called markup-in-markup dynamic-host not-javascript html-comments split-script-end \
    template-leftovers bare-macro";

#[test]
fn every_construct_and_every_way_out_of_a_script_has_its_creative() {
    let missing =
        |name: &&str| !Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/scripts/{name}.html")).is_file();
    let missing: Vec<&str> = CONSTRUCTS.split_whitespace().filter(missing).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_format_gives_what_it_says() {
    assert!(check_all("fixtures/formats") >= 5);
}

#[test]
fn every_rule_finds_its_bad_fixture_and_not_its_good_one() {
    check_all("fixtures/rules");
    for rule in taglint::rule::RULES {
        for (name, wanted) in [("bad", true), ("good", false)] {
            let folder = format!("fixtures/rules/{}", rule.id());
            let path = fixtures(&folder).into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == name));
            let path = path.unwrap_or_else(|| panic!("{folder}/{name}.* is missing"));
            let found = scan_fixture(&path).findings.iter().any(|finding| finding.rule == rule.id());
            assert_eq!(found, wanted, "{}", shown(&path));
        }
    }
}

#[test]
fn half_of_the_creatives_are_clean() {
    let all: Vec<Expect> = files("fixtures/creatives").iter().filter_map(|path| Expect::read(path)).collect();
    let clean = all.iter().filter(|expect| expect.clean).count();
    assert!(clean * 5 >= all.len() * 2, "{clean} of {} are clean", all.len());
}
