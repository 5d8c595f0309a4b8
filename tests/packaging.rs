//! How the program comes to people: the GitHub Action's own steps, and the Python wheel, built and installed where
//! maturin is there.

// What is passed over is said.
#![allow(clippy::print_stderr)]

mod common;

use common::program::{CLEAN, PIXEL, folder, get};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn action() -> Value {
    let text = fs::read_to_string(root().join("action.yml")).expect("there is an action");
    serde_saphyr::from_str(&text).expect("YAML")
}

fn step<'a>(action: &'a Value, name: &str) -> &'a Value {
    let steps = action["runs"]["steps"].as_array().expect("steps");
    steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("a step `{name}`"))
}

/// Runs a step's script as GitHub does, with the built program in the home folder.
fn run_step(script: &str, folder: &TempDir, paths: &str, arguments: &str) -> Output {
    let bin = folder.path().join("home/.taglint/bin");
    fs::create_dir_all(&bin).expect("made");
    let program = bin.join("taglint");
    if !program.exists() {
        fs::copy(assert_cmd::cargo::cargo_bin("taglint"), program).expect("copied");
    }
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script]).current_dir(folder.path());
    bash.env("HOME", folder.path().join("home")).env("RUNNER_TEMP", folder.path().join("home"));
    bash.env("GITHUB_OUTPUT", folder.path().join("home/output"));
    bash.env("TAGLINT_PATHS", paths).env("TAGLINT_ARGUMENTS", arguments).env("TAGLINT_SARIF", "out.sarif");
    bash.env("TAGLINT_SOURCE", root());
    bash.output().expect("bash is there")
}

#[cfg(unix)]
#[test]
fn the_action_checks_annotates_and_writes_sarif() {
    let action = action();
    let script = step(&action, "Check the creatives")["run"].as_str().expect("a script");
    let folder = folder(&[("ads/a.html", PIXEL), ("more ads/b.html", PIXEL), ("clean.html", CLEAN)]);
    let found = run_step(script, &folder, "ads\nmore ads\n", "");
    let text = String::from_utf8_lossy(&found.stdout);
    assert_eq!(found.status.code(), Some(1), "{text}{}", String::from_utf8_lossy(&found.stderr));
    assert!(text.contains("::error file=ads/a.html,line=2") && text.contains("more ads/b.html"), "{text}");
    let sarif: Value = serde_json::from_str(&get(&folder, "out.sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    assert_eq!(get(&folder, "home/output"), "exit-code=1\n");
    assert_eq!(run_step(script, &folder, "clean.html", "").status.code(), Some(0));
    assert_eq!(run_step(script, &folder, ".", "--fail-on never --exclude **/b.html").status.code(), Some(0));
    assert_eq!(run_step(script, &folder, ".", "--no-such-option").status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn the_action_knows_its_version_and_its_inputs() {
    let action = action();
    let script = step(&action, "Tell the version")["run"].as_str().expect("a script");
    let folder = folder(&[("home/x", "")]);
    assert!(run_step(script, &folder, "", "").status.success());
    let output = get(&folder, "home/output");
    assert!(output.starts_with("hash=") && output.trim_end().len() > 50, "{output}");
    let text = action.to_string();
    for (name, _) in action["inputs"].as_object().expect("inputs") {
        assert!(text.contains(&format!("inputs.{name}")), "the input {name} is of no use");
    }
    assert!(!script.contains("${{"), "inputs reach scripts by their environment only");
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn ok(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn the_wheel_installs_the_program() {
    if !has("maturin") || !has("python3") {
        return eprintln!("skipped: maturin or python3 is not installed (`pip install maturin`)");
    }
    let folder = folder(&[("a.html", PIXEL)]);
    // Not in release mode, so that what the tests have built is used.
    ok(Command::new("maturin")
        .args(["build", "--locked", "--out"])
        .arg(folder.path().join("wheels"))
        .current_dir(root()));
    let wheels: Vec<PathBuf> = fs::read_dir(folder.path().join("wheels"))
        .expect("made")
        .map(|entry| entry.expect("readable").path())
        .collect();
    assert_eq!(wheels.len(), 1);
    let venv = folder.path().join("venv");
    ok(Command::new("python3").args(["-m", "venv"]).arg(&venv));
    let pip = ["-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check"];
    ok(Command::new(venv.join("bin/python")).args(pip).arg(&wheels[0]));
    let version = ok(Command::new(venv.join("bin/taglint")).arg("--version"));
    assert_eq!(version.trim_end(), format!("taglint {}", env!("CARGO_PKG_VERSION")));
    let check =
        Command::new(venv.join("bin/taglint")).args(["check", "-q", "a.html"]).current_dir(folder.path()).output();
    assert_eq!(check.expect("it runs").status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn the_npm_package_installs_the_program() {
    if !has("npm") {
        return eprintln!("skipped: npm is not installed");
    }
    let folder = folder(&[("a.html", PIXEL), ("home/x", "")]);
    // A copy: nothing is written into the sources.
    let source = folder.path().join("source");
    fs::create_dir_all(source.join(".npm")).expect("made");
    for file in ["Cargo.toml", ".npm/package.json", ".npm/pack.js", ".npm/taglint.js"] {
        fs::copy(root().join(file), source.join(file)).expect("copied");
    }
    let npm = || {
        let mut npm = Command::new("npm");
        npm.current_dir(folder.path()).env("npm_config_cache", folder.path().join("cache"));
        npm.args(["--offline", "--no-audit", "--no-fund", "--loglevel=error"]);
        npm
    };
    ok(npm().args(["pack", "./source/.npm"]).env("TAGLINT_PROGRAM", assert_cmd::cargo::cargo_bin("taglint")));
    let package = format!("./taglint-{}.tgz", env!("CARGO_PKG_VERSION"));
    ok(npm().args(["install", "--prefix", "home"]).arg(package));
    let program = folder.path().join("home/node_modules/.bin/taglint");
    let version = ok(Command::new(&program).arg("--version"));
    assert_eq!(version.trim_end(), format!("taglint {}", env!("CARGO_PKG_VERSION")));
    let check = Command::new(&program).args(["check", "-q", "a.html"]).current_dir(folder.path()).output();
    assert_eq!(check.expect("it runs").status.code(), Some(1));
}
