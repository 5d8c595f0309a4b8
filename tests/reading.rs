//! Which files are read, and which reports are written: the options that CI and hooks lean on.

mod common;

use common::program::{CLEAN, PIXEL, all, folder, get, put, run, taglint};
use tempfile::TempDir;

/// `check` with these arguments: the paths with findings, and the exit code.
fn found(output: &std::process::Output) -> String {
    let text = all(output);
    let path = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    text.lines().map(path).collect::<Vec<_>>().join(" ")
}

fn check(folder: &TempDir, more: &[&str]) -> String {
    found(&run(folder, &[&["check", "--format", "concise"], more].concat()))
}

fn desk() -> TempDir {
    folder(&[("ads/a.html", PIXEL), ("ads/b c.html", PIXEL), ("old/c.html", PIXEL), ("clean.html", CLEAN)])
}

#[test]
fn a_file_list_names_what_is_read() {
    let folder = desk();
    put(&folder, "list.txt", "ads/a.html\nads/b c.html\n");
    assert_eq!(check(&folder, &["--file-list", "list.txt"]), "ads/a.html ads/b c.html exit 1");
    assert_eq!(check(&folder, &["old", "--file-list", "list.txt"]), "ads/a.html ads/b c.html old/c.html exit 1");
    let args = ["check", "--format", "concise", "--file-list", "-"];
    let piped =
        taglint(folder.path(), &args).write_stdin(&b"ads/b c.html\0clean.html\0"[..]).output().expect("it runs");
    assert_eq!(found(&piped), "ads/b c.html exit 1");
    put(&folder, "empty.txt", "");
    let nothing = check(&folder, &["--file-list", "empty.txt"]);
    assert!(nothing.ends_with("exit 3"), "an empty list is not the whole folder: {nothing}");
    let missing = all(&run(&folder, &["check", "--file-list", "none.txt"]));
    assert!(missing.contains("the file list none.txt cannot be read") && missing.ends_with("exit 2"), "{missing}");
    let both = all(&run(&folder, &["check", "-", "--file-list", "-"]));
    assert!(both.contains("cannot be both") && both.ends_with("exit 2"), "{both}");
}

#[test]
fn exclusions_hold_for_named_files_where_that_is_asked_for() {
    let folder = desk();
    put(&folder, "taglint.toml", "exclude = [\"old/**\"]\n");
    assert_eq!(check(&folder, &[]), "ads/a.html ads/b c.html exit 1");
    assert_eq!(check(&folder, &["old/c.html"]), "old/c.html exit 1", "who names a file wants it read");
    assert_eq!(check(&folder, &["old/c.html", "ads/a.html", "--force-exclude"]), "ads/a.html exit 1");
    let args = ["check", "-", "--stdin-filename", "old/x.html", "--force-exclude", "--format", "concise"];
    let piped = taglint(folder.path(), &args).write_stdin(PIXEL).output().expect("it runs");
    assert_eq!(found(&piped), "exit 0", "nor is what an editor pipes");
}

#[test]
fn a_hook_whose_files_are_all_excluded_passes() {
    let folder = desk();
    put(&folder, "taglint.toml", "exclude = [\"old/**\"]\n");
    assert_eq!(check(&folder, &["old/c.html", "--force-exclude"]), "exit 0");
}

#[test]
fn several_reports_are_written_in_one_run() {
    let folder = desk();
    let formats = ["concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "html", "csv", "human"];
    let outputs: Vec<String> = formats.iter().map(|format| format!("{format}=out.{format}")).collect();
    let mut args = vec!["check", "ads", "--format", "concise"];
    args.extend(outputs.iter().flat_map(|output| ["--output", output.as_str()]));
    let output = run(&folder, &args);
    assert_eq!(output.status.code(), Some(1));
    for format in formats {
        let alone = run(&folder, &["check", "ads", "--format", format, "--color", "never"]);
        let file = get(&folder, &format!("out.{format}"));
        assert_eq!(file, String::from_utf8_lossy(&alone.stdout), "{format}");
        assert!(file.contains("segment-pixel") && !file.contains('\u{1b}'), "{format}");
    }
    assert_eq!(String::from_utf8_lossy(&output.stdout), get(&folder, "out.concise"));
}

#[test]
fn the_gate_and_the_confidence_are_chosen() {
    let folder = folder(&[("a.html", "<img src=\"http://cdn.example.com/a.png\">\n")]);
    let code = |args: &[&str]| run(&folder, &[&["check", "-q"], args].concat()).status.code();
    assert_eq!(code(&[]), Some(0), "a warning does not fail");
    assert_eq!(code(&["--fail-on", "warning"]), Some(1));
    assert_eq!(code(&["--fail-on", "info"]), Some(1));
    assert_eq!(code(&["--fail-on", "never"]), Some(0));
    put(&folder, "taglint.toml", "fail-on = \"warning\"\n");
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--fail-on", "error"]), Some(0), "the command line wins");
}

#[test]
fn an_ignore_of_the_configuration_is_not_called_stale_for_files_that_were_not_read() {
    let folder = desk();
    put(&folder, "taglint.toml", "[[ignore]]\nrule = \"segment-pixel\"\npaths = [\"ads/**\"]\n");
    assert_eq!(check(&folder, &["clean.html"]), "exit 0");
    assert_eq!(check(&folder, &["ads"]), "exit 0");
    assert_eq!(check(&folder, &["old"]), "old/c.html taglint.toml exit 1");
}

#[test]
fn a_report_that_lies_among_the_creatives_is_not_read_as_one() {
    let folder = desk();
    for command in ["check", "calls", "plan"] {
        let args = [command, "ads", "--format", "json", "--output", "json=ads/out.json"];
        let first = run(&folder, &args);
        assert!(folder.path().join("ads/out.json").exists(), "{command}");
        assert_eq!(first.stdout, run(&folder, &args).stdout, "{command}");
    }
}
