//! The guard of what a run costs: the instructions that the program executes over a fixed workload, counted by
//! valgrind's cachegrind, which repeat from run to run and from machine to machine as times do not. More than a tenth
//! above the record in `benches/cost.toml` fails. The count is of the build that the tests use, without optimisation:
//! it tells that something is done more often, not how long it takes.
//!
//! To record a count that is meant: `TAGLINT_RECORD=1 cargo test --test cost`.

// What is passed over, and what was counted, is said.
#![allow(clippy::print_stderr)]

#[allow(dead_code)]
#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::fs;
use std::path::Path;
use std::process::Command;

/// Creatives of the workload.
const CREATIVES: usize = 60;

fn record() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/cost.toml")
}

/// The instructions of a run over the workload; none where valgrind is not installed.
fn counted() -> Option<u64> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    corpus::write(folder.path(), CREATIVES).expect("written");
    let out = folder.path().join("cachegrind");
    let run = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--branch-sim=no"])
        .arg(format!("--cachegrind-out-file={}", out.display()))
        .arg(assert_cmd::cargo::cargo_bin("taglint"))
        .args(["check", "--no-config", "--jobs", "1", "--format", "concise", "--quiet", "--exclude", "cachegrind", "."])
        .current_dir(folder.path())
        .output()
        .ok()?;
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    let text = fs::read_to_string(out).expect("valgrind wrote it");
    let summary = text.lines().find_map(|line| line.strip_prefix("summary: ")).expect("a summary");
    Some(summary.trim().parse().expect("a number"))
}

#[test]
fn a_fixed_workload_costs_no_more_than_a_tenth_above_its_record() {
    let Some(count) = counted() else {
        return eprintln!("skipped: valgrind is not installed");
    };
    if std::env::var_os("TAGLINT_RECORD").is_some() {
        let text = format!(
            "# Instructions of `taglint check` over {CREATIVES} creatives, unoptimised; tests/cost.rs says how to record.\ninstructions = {count}\n"
        );
        fs::write(record(), text).expect("written");
    }
    let text = fs::read_to_string(record()).expect("there is a record");
    let known: toml::Table = toml::from_str(&text).expect("TOML");
    let known = known["instructions"].as_integer().and_then(|known| u64::try_from(known).ok()).expect("a number");
    let percent = count * 100 / known;
    eprintln!("{count} instructions, {percent} % of the record");
    assert!(percent <= 110, "{count} instructions, {percent} % of the {known} on record: find out why, or record anew");
}
