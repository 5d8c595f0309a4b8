//! The HTML report in a real browser: axe-core finds nothing wrong with it, it fits a narrow screen, asks the network
//! for nothing, and what creatives hold does not act in it. Needs node, Chromium, and `npm install --prefix tests/axe`.

// What is passed over is said.
#![allow(clippy::print_stderr)]

mod common;

use common::program::{folder, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Text that would act, if it got out of its place.
const HOSTILE: &str = "<img src=\"https://secure.adnxs.com/seg?add=1&x=</script><script>alert(1)</script>\" onload=\"alert(2)\">\n<img src='https://ib.adnxs.com/getuid?https://x.example/\"><img src=x onerror=alert(3)>'>\n<script>new Image().src='https://secure.adnxs.com/seg?add=2&'+\"<\\/script><svg onload=alert(4)>\"</script>\n";

fn chromium() -> Option<&'static str> {
    let is_there =
        |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(is_there)
}

/// The file of a program on the path.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[test]
fn the_report_is_fit_for_everybody_and_acts_on_nobodys_behalf() {
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/axe");
    let browser = chromium().and_then(found);
    let Some(browser) = browser.filter(|_| axe.join("node_modules/axe-core").exists() && found("node").is_some())
    else {
        return eprintln!("skipped: needs Chromium, node, and `npm install --prefix tests/axe`");
    };
    let folder = folder(&[("<b>evil\" onclick=alert(5).html", HOSTILE)]);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let rules = rules.to_str().expect("a plain path");
    let args = ["check", ".", rules, "-q", "--no-config", "--fail-on", "never", "--output", "html=report.html"];
    assert_eq!(run(&folder, &args).status.code(), Some(0));
    assert!(fs::metadata(folder.path().join("report.html")).is_ok_and(|data| data.len() > 50_000));
    let mut node = Command::new("node");
    node.arg(axe.join("run.mjs")).arg(browser).arg(folder.path().join("report.html"));
    let output = node.output().expect("node is there");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_str(&said).expect("JSON");
    for kind in ["violations", "requests", "errors", "wide"] {
        assert_eq!(found[kind], Value::Array(Vec::new()), "{kind}");
    }
}
