//! Baselines: what is known is left out, by what it says and not by its line; what is gone is named.

mod common;

use common::program::{CLEAN, PIXEL, all, folder, get, put, run};
use std::fs;

/// `check` with these arguments, a line a finding.
fn check(folder: &tempfile::TempDir, more: &[&str]) -> String {
    all(&run(folder, &[&["check", "--format", "concise"], more].concat()))
}

#[test]
fn what_a_baseline_knows_is_left_out_and_counted() {
    let folder = folder(&[("ads/a.html", PIXEL), ("ads/b.html", CLEAN)]);
    assert_eq!(check(&folder, &["--write-baseline", "known.toml"]), "exit 0");
    assert!(get(&folder, "known.toml").contains("call = \"https://secure.adnxs.com/seg?add=1234567&t=2\"\n"));
    assert_eq!(check(&folder, &["--baseline", "known.toml"]), "exit 0");
    let human = all(&run(&folder, &["check", "--baseline", "known.toml"]));
    assert!(human.contains("0 infos, 1 known from the baseline\n"), "{human}");
    let json = all(&run(&folder, &["check", "--baseline", "known.toml", "--format", "json"]));
    assert!(json.contains("\"baselined\": 1"), "{json}");
    put(&folder, "ads/b.html", PIXEL);
    let new = check(&folder, &["--baseline", "known.toml"]);
    assert!(new.starts_with("ads/b.html:2:11: error[segment-pixel]") && new.ends_with("exit 1"), "{new}");
}

#[test]
fn lines_do_not_matter_and_equal_findings_are_counted() {
    let folder = folder(&[("a.html", PIXEL)]);
    check(&folder, &["--write-baseline", "known.toml"]);
    put(&folder, "a.html", &format!("<!-- moved -->\n\n\n  {PIXEL}"));
    assert_eq!(check(&folder, &["--baseline", "known.toml"]), "exit 0");
    put(&folder, "a.html", &format!("{PIXEL}{PIXEL}"));
    let second = check(&folder, &["--baseline", "known.toml"]);
    assert!(second.starts_with("a.html:4:11: error[segment-pixel]"), "{second}");
    assert_eq!(second.lines().count(), 2);
    check(&folder, &["--write-baseline", "known.toml"]);
    assert_eq!(get(&folder, "known.toml").matches("[[finding]]").count(), 2);
    assert_eq!(check(&folder, &["--baseline", "known.toml"]), "exit 0");
}

#[test]
fn an_entry_that_fits_nothing_is_stale() {
    let folder = folder(&[("a.html", PIXEL), ("b.html", PIXEL)]);
    check(&folder, &["--write-baseline", "known.toml"]);
    put(&folder, "a.html", CLEAN);
    let stale =
        "known.toml:7:8: warning[unused-ignore] This entry of the baseline for segment-pixel matches nothing\nexit 0";
    assert_eq!(check(&folder, &["--baseline", "known.toml"]), stale);
    assert_eq!(check(&folder, &["b.html", "--baseline", "known.toml"]), "exit 0", "a.html was not looked at");
    fs::remove_file(folder.path().join("a.html")).expect("there");
    assert_eq!(check(&folder, &["b.html", "--baseline", "known.toml"]), stale, "a.html is gone");
    assert_eq!(check(&folder, &["--write-baseline", "known.toml"]), "exit 0");
    assert_eq!(check(&folder, &["--baseline", "known.toml"]), "exit 0");
}

#[test]
fn what_is_not_asked_for_is_not_stale() {
    let shape =
        "<img src=\"https://cm.unknown-party.example/match?partner=1&uid=$UID&redir=https%3A%2F%2Fx.example.net\">";
    let folder = folder(&[("a.html", shape)]);
    check(&folder, &["--write-baseline", "known.toml"]);
    let known = get(&folder, "known.toml");
    assert!(known.contains("confidence = \"low\"") || known.contains("confidence = \"medium\""), "{known}");
    assert_eq!(check(&folder, &["--baseline", "known.toml", "--min-confidence", "high"]), "exit 0");
}

#[test]
fn a_part_written_anew_keeps_what_is_known_of_the_rest() {
    let folder = folder(&[("a.html", PIXEL), ("b.html", PIXEL)]);
    check(&folder, &["--write-baseline", "known.toml"]);
    let known = get(&folder, "known.toml");
    assert_eq!(check(&folder, &["b.html", "--write-baseline", "known.toml"]), "exit 0");
    assert_eq!(get(&folder, "known.toml"), known);
}

#[test]
fn nothing_but_a_baseline_is_overwritten_and_nothing_but_one_is_taken() {
    let folder = folder(&[("a.html", PIXEL), ("taglint.toml", "fail-on = \"info\"\n")]);
    let refused = check(&folder, &["--write-baseline", "taglint.toml"]);
    assert!(refused.contains("unknown key `fail-on`") && refused.ends_with("exit 2"), "{refused}");
    assert_eq!(get(&folder, "taglint.toml"), "fail-on = \"info\"\n");
    let missing = check(&folder, &["--baseline", "none.toml"]);
    assert!(missing.contains("cannot read the baseline none.toml") && missing.ends_with("exit 2"), "{missing}");
    let both = check(&folder, &["--baseline", "a.toml", "--write-baseline", "b.toml"]);
    assert!(both.contains("cannot be used with") && both.ends_with("exit 2"), "{both}");
}
