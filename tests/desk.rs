//! The desk in a real browser, used as a person uses it: tests/axe/desk.mjs pastes, drops, copies and moves by keyboard,
//! wide and narrow, light and dark, and axe-core finds nothing wrong with it. Needs node, Chromium, and
//! `npm install --prefix tests/axe`.

// What is passed over is said.
#![allow(clippy::print_stderr)]

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The file of a program on the path.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[test]
fn a_person_gets_along_with_it() {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/axe");
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(found);
    let has = |package: &str| axe.join("node_modules").join(package).exists();
    let Some(browser) = browser.filter(|_| has("axe-core") && has("playwright-core") && found("node").is_some()) else {
        return eprintln!("skipped: needs Chromium, node, and `npm install --prefix tests/axe`");
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("taglint"));
    command
        .args(["serve", "--no-config", "--quiet", "--no-sandbox", "--offline"])
        .current_dir(folder.path())
        .env("TAGLINT_BROWSER", &browser)
        .stdout(Stdio::piped());
    let mut desk = command.spawn().expect("it runs");
    let mut link = String::new();
    BufReader::new(desk.stdout.take().expect("piped")).read_line(&mut link).expect("it prints");
    let mut node = Command::new("node");
    node.arg(axe.join("desk.mjs")).arg(browser).arg(link.trim()).args(std::env::var_os("TAGLINT_SCREENSHOTS"));
    let output = node.output().expect("node is there");
    desk.kill().expect("it still runs");
    desk.wait().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_str(&said).expect("JSON");
    for kind in ["violations", "requests", "errors", "wide"] {
        assert_eq!(found[kind], Value::Array(Vec::new()), "{kind}");
    }
    assert_eq!(found["steps"].as_array().map(Vec::len), Some(27), "{found}");
}
