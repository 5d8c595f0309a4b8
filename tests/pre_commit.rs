//! The hooks for pre-commit: they name the files that taglint reads, and work with the real pre-commit where there is
//! one. Building them as a user's machine does (`language: rust`) takes minutes, so here they run the program that is
//! built already.

// What is passed over is said.
#![allow(clippy::print_stderr)]

mod common;

use common::program::{CLEAN, PIXEL, folder, get, put};
use regex::Regex;
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Output};
use taglint::source::is_input;
use tempfile::TempDir;

#[derive(Deserialize)]
struct Hook {
    id: String,
    entry: String,
    language: String,
    files: String,
    exclude: String,
    #[serde(default)]
    stages: Vec<String>,
}

fn manifest() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml")).expect("hooks")
}

fn hooks() -> Vec<Hook> {
    serde_saphyr::from_str(&manifest()).expect("YAML of hooks")
}

#[test]
fn hooks_name_the_files_that_are_read_in_folders() {
    let names = "a.html a.HTM a.xhtml a.svg a.js a.mjs a.css a.json a.jsonl a.ndjson a.har a.xml a.vast a.vmap a.csv a.txt a.tpl \
         a.tmpl a.tag a.ejs a.hbs a.mustache a.zip a.xlsx a.xlsm a.xls a.html.gz associations.toml x.associations.yaml \
         associations.yml a.png a.md a.rs html ahtml a.html.bak taglint.toml my-associations.yaml a.tar.gz a.toml a.yml \
         a.xlsx.bak a.doc";
    for hook in hooks() {
        let files = Regex::new(&hook.files).expect("a pattern");
        for name in names.split_whitespace() {
            let path = format!("ads/{name}");
            assert_eq!(files.is_match(&path), is_input(&path), "{}: {name}", hook.id);
        }
        let exclude = Regex::new(&hook.exclude).expect("a pattern");
        assert!(exclude.is_match(".eslintrc.json") && exclude.is_match("a/.b/c.html") && !exclude.is_match("a/b.html"));
    }
}

#[test]
fn a_hook_that_changes_files_runs_by_hand() {
    let hooks = hooks();
    assert_eq!(hooks.iter().map(|hook| hook.id.as_str()).collect::<Vec<_>>(), ["taglint-check", "taglint-fix"]);
    for hook in hooks {
        assert_eq!(hook.language, "rust");
        assert!(hook.entry.contains("--force-exclude"), "{}", hook.id);
        assert_eq!(hook.entry.contains("--write"), hook.stages == ["manual"], "{}", hook.id);
    }
}

fn git(folder: &TempDir, args: &[&str]) {
    let with = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(with).args(args).current_dir(folder.path()).output().expect("git is there");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs pre-commit with the built program on the path.
fn pre_commit(folder: &TempDir, home: &TempDir, args: &[&str]) -> Output {
    let program = assert_cmd::cargo::cargo_bin("taglint");
    let own = program.parent().expect("in a folder").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&path))).expect("a path");
    let mut command = Command::new("pre-commit");
    command.args(args).current_dir(folder.path()).env("PATH", path).env("PRE_COMMIT_HOME", home.path());
    command.output().expect("it runs")
}

/// A repository that has the hooks, as another one finds them.
fn shop() -> TempDir {
    let folder = folder(&[(".pre-commit-hooks.yaml", &manifest().replace("language: rust", "language: system"))]);
    git(&folder, &["init", "-q"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-qm", "hooks"]);
    git(&folder, &["tag", "v1"]);
    folder
}

#[test]
fn the_real_pre_commit_runs_them() {
    if !Command::new("pre-commit").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return eprintln!("skipped: pre-commit is not installed (`pip install pre-commit`)");
    }
    let (shop, home) = (shop(), tempfile::tempdir().expect("a temporary folder"));
    let config = format!(
        "repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: taglint-check\n      - id: taglint-fix\n",
        shop.path().display()
    );
    let ads = folder(&[(".pre-commit-config.yaml", &config), ("ads/a b.html", PIXEL), ("old/a.html", PIXEL)]);
    put(&ads, "taglint.toml", "exclude = [\"old/**\"]\n");
    put(&ads, "clean.html", CLEAN);
    git(&ads, &["init", "-q"]);
    git(&ads, &["add", "-A"]);
    let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let all = pre_commit(&ads, &home, &["run", "--all-files"]);
    let said = text(&all);
    assert_eq!(all.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&all.stderr));
    assert!(said.contains("segment-pixel") && said.contains("a b.html") && !said.contains("old/a.html"), "{said}");
    assert!(!said.contains("taglint fix"), "changing files is for those who ask for it: {said}");
    let excluded = pre_commit(&ads, &home, &["run", "--files", "old/a.html", "clean.html"]);
    assert_eq!(excluded.status.code(), Some(0), "{}", text(&excluded));
    let fixed = pre_commit(&ads, &home, &["run", "--all-files", "--hook-stage", "manual", "taglint-fix"]);
    assert!(text(&fixed).contains("files were modified"), "{}", text(&fixed));
    assert!(get(&ads, "ads/a b.html").contains("no_redir=1") && !get(&ads, "old/a.html").contains("no_redir"));
    let after = pre_commit(&ads, &home, &["run", "--all-files"]);
    assert_eq!(after.status.code(), Some(0), "{}", text(&after));
}
