//! A folder with the creatives to observe, and the program run in it.

use crate::vendor::Vendors;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// One browser at a time: the machine may be small.
static TURN: Mutex<()> = Mutex::new(());

/// A folder.
pub(crate) struct Desk {
    folder: TempDir,
    pub(crate) browser: PathBuf,
    pub(crate) is_root: bool,
    _turn: Option<MutexGuard<'static, ()>>,
}

/// How a command ended, and what it said.
pub(crate) struct Seen {
    pub(crate) code: i32,
    pub(crate) text: String,
    pub(crate) errors: String,
    pub(crate) json: Value,
}

/// A folder with the fixtures, if there is a browser to be used.
pub(crate) fn desk() -> Option<Desk> {
    let browser = browser();
    if browser.is_none() {
        println!(
            "skipped: TAGLINT_BROWSER names no browser (for example `TAGLINT_BROWSER=chromium cargo test --test observe`)"
        );
    }
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    browser.map(|browser| Desk { browser, _turn: Some(turn), ..without_browser() })
}

/// A folder with the fixtures, for what needs no browser.
pub(crate) fn without_browser() -> Desk {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/observe");
    for entry in fs::read_dir(fixtures).expect("fixtures").flatten() {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("copied");
    }
    let id = Command::new("id").arg("-u").output();
    let is_root = id.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    Desk { folder, browser: PathBuf::new(), is_root, _turn: None }
}

/// The browser that is named, or, on servers that test, the first on the path.
fn browser() -> Option<PathBuf> {
    let is_named = std::env::var_os("TAGLINT_BROWSER").is_some_and(|name| !name.is_empty());
    let is_asked = is_named || std::env::var_os("CI").is_some();
    is_asked.then(|| taglint::observe::find(None).ok()).flatten()
}

/// Observes with these vendors. What is asked for comes last, so that it has the last word.
pub(crate) fn observe(desk: &Desk, vendors: &Vendors, args: &[&str]) -> Seen {
    let output = desk.process(vendors, args).output().expect("it runs");
    Seen::new(&output)
}

impl Desk {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command of the program.
    pub(crate) fn run(&self, args: &[&str]) -> Seen {
        Seen::new(&self.command(args).output().expect("it runs"))
    }

    /// `taglint observe`, ready to be started.
    pub(crate) fn process(&self, vendors: &Vendors, args: &[&str]) -> Command {
        let mut all = vec!["observe"];
        all.extend(args);
        let rules = vendors.rules();
        all.extend(["--host-rules", &rules, "--wait", "2", "--no-config"]);
        for (option, value) in [("--format", "json"), ("--timeout", "120")] {
            if !args.contains(&option) {
                all.extend([option, value]);
            }
        }
        if self.is_root {
            all.push("--no-sandbox");
        }
        let browser = self.browser.to_string_lossy().into_owned();
        if !args.contains(&"--browser") {
            all.extend(["--browser", &browser]);
        }
        let mut command = self.command(&all);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_taglint"));
        command.current_dir(self.folder.path()).args(args).stdin(Stdio::null());
        command
    }
}

impl Seen {
    fn new(output: &std::process::Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            json: serde_json::from_str(&text).unwrap_or_default(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
            text,
        }
    }

    fn parties(&self, number: usize) -> &[Value] {
        self.json["observed"][number]["parties"].as_array().map_or(&[], Vec::as_slice)
    }

    /// Who brought in whom, in the first observation: `one.example > two.example`, `-` for the creative.
    pub(crate) fn edges(&self) -> Vec<String> {
        let parties = self.parties(0);
        let name = |party: &Value| party["name"].as_str().unwrap_or_default().to_owned();
        let by = |party: &Value| {
            party["by"].as_u64().and_then(|by| parties.get(usize::try_from(by).ok()?)).map_or("-".to_owned(), name)
        };
        parties.iter().map(|party| format!("{} > {}", by(party), name(party))).collect()
    }

    /// The parties of an observation.
    pub(crate) fn names(&self, number: usize) -> Vec<&str> {
        self.parties(number).iter().filter_map(|party| party["name"].as_str()).collect()
    }

    /// A party of the first observation.
    pub(crate) fn party(&self, name: &str) -> &Value {
        let found = self.parties(0).iter().find(|party| party["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} among {:?}\n{}", self.names(0), self.errors))
    }

    /// Parties that were only seen live, in the first observation.
    pub(crate) fn only_live(&self) -> Vec<&str> {
        self.only_live_in(0)
    }

    /// Parties that were only seen live.
    pub(crate) fn only_live_in(&self, number: usize) -> Vec<&str> {
        let all = self.json["observed"][number]["difference"]["only_live"].as_array();
        all.into_iter().flatten().filter_map(|one| one["party"].as_str()).collect()
    }

    /// Calls that were only predicted: where they are written, and their addresses.
    pub(crate) fn only_predicted(&self, number: usize) -> Vec<String> {
        let all = self.json["observed"][number]["difference"]["only_predicted"].as_array();
        let words =
            |one: &Value| format!("{} {}", one["place"].as_str().unwrap_or("?"), one["url"].as_str().unwrap_or("?"));
        all.into_iter().flatten().map(words).collect()
    }

    /// The rules that found something.
    pub(crate) fn rules(&self) -> Vec<String> {
        let all = self.json["findings"].as_array().into_iter().flatten();
        all.filter_map(|finding| finding["rule"].as_str()).map(str::to_owned).collect()
    }

    /// The words of a problem.
    pub(crate) fn problem(&self, code: &str) -> &str {
        let mut all = self.json["problems"].as_array().into_iter().flatten();
        all.find(|problem| problem["code"] == code).and_then(|problem| problem["message"].as_str()).unwrap_or_default()
    }
}

/// A zip file.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("in memory");
        std::io::Write::write_all(&mut zip, bytes).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// A gzip file.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, bytes).expect("in memory");
    packer.finish().expect("in memory")
}
