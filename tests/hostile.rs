//! Invariant 3: on any bytes, a named problem or a right answer, in bounded time; and the pixel beside the bomb is
//! found where a browser would find it.

mod common;

use common::scan;
use std::fs;
use std::path::PathBuf;
use taglint::finding::Report;
use tempfile::TempDir;

const PIXEL: &str = "<img src=\"https://secure.adnxs.com/seg?add=1234567\">";

fn written(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Report {
    let (_folder, path) = written(name, bytes);
    scan(&path)
}

fn has_pixel(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.rule == "segment-pixel")
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn deep_nesting_is_read_side_by_side_and_said() {
    for open in ["<div>", "<b><a><p>", "<table><b><i>"] {
        let report = read("deep.html", open.repeat(10_000) + PIXEL);
        assert!(has_pixel(&report), "{open}");
        assert!(codes(&report).contains(&"html-too-deep"), "{open}");
    }
}

#[test]
fn a_line_of_megabytes_is_read_and_its_excerpt_is_short() {
    // Fifty in release; a debug build is ten times slower.
    let megabytes = if cfg!(debug_assertions) { 5 } else { 50 };
    let line = "<p>text</p>".repeat(megabytes * 1024 * 1024 / 11) + PIXEL;
    let report = read("long.html", &line);
    assert!(has_pixel(&report));
    assert!(report.findings[0].excerpt.text.len() < 2_000);
    assert_eq!(report.findings[0].place.column as usize, line.len() - PIXEL.len() + 11);
}

#[test]
fn deep_scripts_are_bounded_and_the_pixel_beside_them_is_found() {
    let parens = format!("<script>var x = {}1{};</script>{PIXEL}", "(".repeat(50_000), ")".repeat(50_000));
    let sum = format!("<script>var x = {}'';</script>{PIXEL}", "'a' + ".repeat(40_000));
    let forever =
        format!("<script>while (true) {{ x += x; }} function f(a) {{ return f(a) + f(a); }} f('x');</script>{PIXEL}");
    for page in [parens, sum, forever] {
        assert!(has_pixel(&read("script.html", page)));
    }
}

#[test]
fn a_script_that_computes_too_much_is_named_and_its_texts_are_read() {
    let script = "var a=[1,2,3];".repeat(1_200_000) + "new Image().src = 'https://secure.adnxs.com/seg?add=1234567';";
    let report = read("long.js", script);
    assert!(has_pixel(&report));
    assert!(report.problems.iter().any(|problem| problem.code == "script-budget" && problem.incomplete));
}

#[test]
fn nested_documents_are_followed_to_a_bound() {
    let mut page = PIXEL.to_owned();
    for _ in 0..30 {
        page = format!("<iframe srcdoc=\"{}\"></iframe>", page.replace('&', "&amp;").replace('"', "&quot;"));
        if page.len() > 4_000_000 {
            break;
        }
    }
    assert!(codes(&read("nested.html", page + PIXEL)).contains(&"nesting-too-deep"));
}

#[test]
fn broken_bytes_are_read_as_far_as_they_go() {
    let mut bytes = b"\xff\xfe\x00caf\xe9 \x80\x81".to_vec();
    bytes.extend(PIXEL.bytes());
    let _ = read("binary.html", &bytes);
    let mut latin = b"<p>caf\xe9</p>".to_vec();
    latin.extend(PIXEL.bytes());
    assert!(has_pixel(&read("latin.html", latin)));
    let wide: Vec<u8> = format!("\u{feff}{PIXEL}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(has_pixel(&read("wide.html", wide)));
}

#[test]
fn truncated_markup_gives_what_came_before() {
    let page = format!("<p>{PIXEL}<div class=\"x");
    for end in (0..=page.len()).filter(|end| page.is_char_boundary(*end)) {
        let report = read("cut.html", &page[..end]);
        assert!(end < 3 + PIXEL.len() || has_pixel(&report), "{end}");
    }
}

#[test]
fn broken_json_is_named_with_its_line_and_column() {
    let report = read("broken.json", "{\n  \"creative\": {\"content\": oops}\n}");
    assert_eq!(codes(&report), ["broken-json"]);
    assert_eq!((report.problems[0].line, report.problems[0].column), (Some(2), Some(27)));
    assert!(!codes(&read("deep.json", "[".repeat(100_000))).is_empty());
    let lone = r#"{"creative": {"content": "\ud800<img src='https://secure.adnxs.com/seg?add=1234567'>"}}"#;
    let report = read("lone.json", lone);
    assert!(has_pixel(&report) || !report.problems.is_empty());
}

#[test]
fn floods_are_read() {
    let attributes: String = (0..50_000).map(|number| format!(" a{number}=x")).collect();
    assert!(has_pixel(&read("attributes.html", format!("<div{attributes}>{PIXEL}"))));
    let entities = format!("<p title=\"{}\">{PIXEL}", "&amp;".repeat(200_000));
    assert!(has_pixel(&read("entities.html", entities)));
    assert!(has_pixel(&read("nul.html", format!("\0<p>\0</p>{PIXEL}"))));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_named_and_never_waited_for() {
    use assert_cmd::Command;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    assert!(std::process::Command::new("mkfifo").arg(at("pipe.html")).status().expect("mkfifo runs").success());
    std::os::unix::fs::symlink(folder.path(), at("loop")).expect("linked");
    fs::write(at("ad.html"), PIXEL).expect("written");
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder.path()).args(["check", "--format", "concise", "--no-config"]).output();
    let output = output.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("not-a-file") && text.contains("symlink-loop"), "{text}");
    assert!(text.contains("segment-pixel"), "one bad file never stops the others: {text}");
}
