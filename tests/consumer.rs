//! Reports, read by those who read them: JUnit by a reader of JUnit files, SARIF by SARIF's own tools, where Python has
//! them; GitLab's by what its documentation demands.

// What is passed over is said.
#![allow(clippy::print_stderr)]

mod common;

use common::program::{folder, get, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Reports on all fixtures of rules, and something that cannot be read.
fn reports() -> (TempDir, Value) {
    let folder = folder(&[("broken.json", "{\"creatives\": [{")]);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let mut args = vec!["check", ".", rules.to_str().expect("a plain path"), "--no-config", "--format", "json"];
    args.extend(["--output", "junit=out.xml", "--output", "sarif=out.sarif", "--output", "gitlab=out.json"]);
    let output = run(&folder, &args);
    let report = serde_json::from_slice(&output.stdout).expect("JSON");
    (folder, report)
}

fn count(report: &Value, severity: &str) -> usize {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().filter(|finding| finding["severity"] == severity).count()
}

/// What a Python program prints; `None` where Python or the module is missing.
fn python(module: &str, program: &str, folder: &TempDir) -> Option<String> {
    let is_there = Command::new("python3").args(["-c", &format!("import {module}")]).output().ok()?.status.success();
    if !is_there {
        return None;
    }
    let output = Command::new("python3").args(["-c", program]).current_dir(folder.path()).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn a_reader_of_junit_counts_what_was_found() {
    let (folder, report) = reports();
    let program = "from junitparser import JUnitXml; x = JUnitXml.fromfile('out.xml'); print(x.tests, x.failures, x.errors, x.skipped)";
    let Some(read) = python("junitparser", program, &folder) else {
        return eprintln!("skipped: Python has no junitparser (`pip install junitparser`)");
    };
    let problems = report["problems"].as_array().expect("a list").len();
    let (errors, others) = (count(&report, "error"), count(&report, "warning") + count(&report, "info"));
    assert!(errors > 20 && problems > 0);
    assert_eq!(read, format!("{} {errors} {problems} {others}", errors + others + problems));
}

#[test]
fn sarif_s_own_tools_count_what_was_found() {
    let (folder, report) = reports();
    let program = "from sarif import loader; r = loader.load_sarif_file('out.sarif').get_report(); \
                   print([r.get_issue_count_for_severity(s) for s in ('error', 'warning', 'note')])";
    let Some(read) = python("sarif", program, &folder) else {
        return eprintln!("skipped: Python has no sarif-tools (`pip install sarif-tools`)");
    };
    let counts = ["error", "warning", "info"].map(|severity| count(&report, severity));
    assert_eq!(read, format!("{counts:?}"));
}

#[test]
fn gitlab_gets_what_it_demands() {
    let (folder, report) = reports();
    let issues: Value = serde_json::from_str(&get(&folder, "out.json")).expect("JSON");
    let issues = issues.as_array().expect("a list");
    let findings = report["findings"].as_array().expect("a list").len();
    assert_eq!(issues.len(), findings + report["problems"].as_array().expect("a list").len());
    let mut seen = BTreeSet::new();
    for issue in issues {
        let text = |key: &str| issue[key].as_str().unwrap_or_else(|| panic!("{key}: {issue}"));
        assert!(!text("description").is_empty() && !text("check_name").is_empty());
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")), "{issue}");
        assert!(seen.insert(text("fingerprint")), "GitLab shows one of those with the same fingerprint: {issue}");
        let location = &issue["location"];
        assert!(location["path"].as_str().is_some_and(|path| !path.starts_with("./")), "{issue}");
        assert!(location["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{issue}");
    }
}
