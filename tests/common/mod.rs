//! What the tests share: the expectations that fixtures carry in a `taglint-expect` block, and a scan of one file.

#![allow(dead_code)]

pub(crate) mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use taglint::call::Confidence;
use taglint::catalogue::Catalogue;
use taglint::discover::Input;
use taglint::finding::{CallRecord, CallView, Finding, Report};
use taglint::scan::{Settings, Used, run};

/// Settings as they are without a configuration, with the inventory.
pub(crate) static SETTINGS: LazyLock<Settings> = LazyLock::new(settings);

/// The same, to be changed.
pub(crate) fn settings() -> Settings {
    Settings {
        catalogue: Catalogue::embedded(),
        declared: Vec::new(),
        servers: Default::default(),
        rules: Default::default(),
        severities: Default::default(),
        min_confidence: Confidence::Low,
        ignores: Vec::new(),
        inventory: true,
        ties: Default::default(),
        plan: false,
        verbose: false,
        explain: false,
        markup: Default::default(),
    }
}

/// All files below a folder, sorted.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("a fixture can be read"))
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

/// A file's path as tests print it.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string()
}

/// Scans one file by itself.
pub(crate) fn scan(path: &Path) -> Report {
    scan_all(&[path.to_owned()])
}

/// Scans files together.
pub(crate) fn scan_all(paths: &[PathBuf]) -> Report {
    let input = |path: &PathBuf| Input { path: path.clone(), shown: Arc::from(shown(path)), named: true, stdin: false };
    let inputs: Vec<Input> = paths.iter().map(input).collect();
    run(&inputs, &SETTINGS, &Used::new(&[]), Vec::new())
}

/// The bytes of a file at a finding, as text.
pub(crate) fn written(bytes: &[u8], finding: &Finding) -> String {
    let slice = &bytes[finding.place.span.range()];
    if slice.contains(&0) {
        let units: Vec<u16> = slice.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    String::from_utf8_lossy(slice).into_owned()
}

/// What a fixture's block says.
#[derive(Debug, Default)]
pub(crate) struct Expect {
    /// `rule severity text`; the text may end in `…`.
    pub(crate) findings: Vec<String>,
    /// `kind trigger url`, if the block lists calls.
    pub(crate) calls: Vec<String>,
    /// `path code`, for archives.
    pub(crate) problems: Vec<String>,
    /// Whether the block says that there is nothing to find.
    pub(crate) clean: bool,
    /// What the fixture is shaped like.
    pub(crate) about: String,
}

impl Expect {
    /// Reads the block of a file; `None` if it has none.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let bytes = fs::read(path).expect("a fixture can be read");
        let text = if bytes.starts_with(&[0xff, 0xfe]) {
            let units: Vec<u16> =
                bytes[2..].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let lines = if path.extension().is_some_and(|e| e == "json" || e == "jsonl" || e == "har") {
            json(&text)?
        } else {
            block(&text)?
        };
        let mut expect = Self::default();
        lines.iter().for_each(|line| expect.line(line));
        Some(expect)
    }

    /// Reads a file that is nothing but a block.
    pub(crate) fn sidecar(text: &str) -> Self {
        let mut expect = Self::default();
        text.lines().for_each(|line| expect.line(line));
        expect
    }

    fn line(&mut self, line: &str) {
        let line = line.trim();
        if let Some(finding) = line.strip_prefix("finding:") {
            self.findings.push(finding.trim().to_owned());
        } else if let Some(call) = line.strip_prefix("call:") {
            self.calls.push(call.trim().to_owned());
        } else if let Some(problem) = line.strip_prefix("problem:") {
            self.problems.push(problem.trim().to_owned());
        } else if let Some(about) = line.strip_prefix("about:") {
            self.about = about.trim().to_owned();
        } else if line == "clean" {
            self.clean = true;
        } else {
            assert!(line.is_empty(), "not an expectation: {line}");
        }
    }
}

fn block(text: &str) -> Option<Vec<String>> {
    let (_, rest) = text.split_once("taglint-expect")?;
    let end = rest.find("-->").into_iter().chain(rest.find("*/")).min()?;
    Some(rest[..end].lines().map(str::to_owned).collect())
}

fn json(text: &str) -> Option<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let value: serde_json::Value =
        serde_json::from_str(text).or_else(|_| serde_json::from_str(text.lines().next().unwrap_or_default())).ok()?;
    let expect = value.get("_expect").or_else(|| value.get(0)?.get("_expect"))?.as_array()?;
    Some(expect.iter().filter_map(|line| line.as_str().map(str::to_owned)).collect())
}

/// Whether a line that may end in `…` means this text.
pub(crate) fn means(expected: &str, got: &str) -> bool {
    match expected.strip_suffix('…') {
        Some(start) => got.starts_with(start),
        None => expected == got,
    }
}

/// A call as expectations write it.
pub(crate) fn call(record: &CallRecord) -> String {
    let call = &record.call;
    format!("{} {} {}", call.kind.as_str(), format!("{:?}", call.trigger).to_lowercase(), call.url)
}

/// The lines that only one of two lists has, or the one list, where they differ in order only.
pub(crate) fn difference(expected: &[String], got: &[String]) -> String {
    let gone = expected.iter().filter(|line| !got.contains(line)).map(|line| format!("    - {line}"));
    let new = got.iter().filter(|line| !expected.contains(line)).map(|line| format!("    + {line}"));
    let mut lines: Vec<String> = gone.chain(new).collect();
    if lines.is_empty() {
        lines.push(format!("    order: {got:#?}"));
    }
    lines.join("\n")
}

/// How a call is made: the last step to it, and whether a script or a frame is on the way.
pub(crate) fn construct(call: &CallView) -> String {
    let before = &call.chain[..call.chain.len().saturating_sub(1)];
    let is_script =
        |step: &String| step.starts_with("script") || step.starts_with("javascript") || step.contains("[on");
    let is_frame = before.iter().any(|step| step.contains("srcdoc") || step.contains("iframe"));
    let place = match (before.iter().any(is_script), is_frame) {
        (true, _) => "script",
        (false, true) => "frame",
        (false, false) => "markup",
    };
    format!("{place} › {}", call.via)
}
