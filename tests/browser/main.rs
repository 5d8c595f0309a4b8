//! Creatives in a browser: what they really ask for, on load and after a click, against what taglint lists for them. All
//! requests are answered here; nothing leaves the machine. Without a browser the test says so and is passed over.

#![allow(clippy::print_stdout, reason = "a test with a table to show")]

mod chrome;
#[path = "../common/mod.rs"]
mod common;
mod listed;
mod outcome;
mod setting;
mod truth;
mod visit;
mod wire;

use chrome::Chrome;
use common::{files, shown};
use outcome::{Explained, Outcome, score, table};
use setting::Setting;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use visit::{Seen, Visitor};

/// What must hold: shares of all requests, and of all calls that are listed.
const LEAST: f64 = 0.97;
const LEAST_OF_ALL: f64 = 0.95;
const CREATIVES: usize = 80;
/// Browsers side by side: most of the time they wait.
const WORKERS: usize = 4;

/// Creatives in which scripts do something; for the page on what holds, all creatives.
fn creatives(wanted: &str) -> Vec<PathBuf> {
    let is_for_page = truth::file().is_some();
    let all = files("fixtures/scripts").into_iter().chain(files("fixtures/creatives"));
    all.filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .filter(|path| (is_for_page || has_script(path)) && shown(path).contains(wanted))
        .collect()
}

/// Whether a script stands in it, or a handler.
fn has_script(path: &Path) -> bool {
    let text = text(path).to_ascii_lowercase();
    let is_inline = |tag: &str| !tag.contains("src=") && !tag.contains("json");
    let inline =
        text.match_indices("<script").any(|(at, _)| is_inline(text[at..].split('>').next().unwrap_or_default()));
    inline || HANDLERS.iter().any(|handler| text.contains(handler))
}

const HANDLERS: &[&str] = &[" onload=", " onerror=", " onclick=", " onmouse"];

fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a fixture can be read");
    String::from_utf8_lossy(&bytes).replace('\0', "")
}

/// The settings that can make a difference to a creative.
fn settings(path: &Path) -> impl Iterator<Item = Setting> {
    let text = text(path).to_ascii_lowercase();
    Setting::ALL.into_iter().filter(move |setting| match setting {
        Setting::Broken => text.contains("error") || text.contains("catch"),
        Setting::Scriptless => text.contains("<noscript"),
        _ => true,
    })
}

/// One after the other, each in every setting.
fn outcomes(program: &PathBuf, creatives: Vec<PathBuf>) -> Vec<Outcome> {
    let (waiting, done) = (Mutex::new(VecDeque::from(creatives)), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let mut visitor = Visitor::new(Chrome::start(program));
                while let Some(path) = next(&waiting) {
                    let outcome = outcome(&mut visitor, &path);
                    done.lock().expect("no worker panicked").push(outcome);
                }
            });
        }
    });
    let mut outcomes = done.into_inner().expect("no worker panicked");
    outcomes.sort_by(|one: &Outcome, other| one.name.cmp(&other.name));
    outcomes
}

fn next(waiting: &Mutex<VecDeque<PathBuf>>) -> Option<PathBuf> {
    waiting.lock().expect("no worker panicked").pop_front()
}

fn outcome(visitor: &mut Visitor, path: &Path) -> Outcome {
    let markup = std::fs::read(path).expect("a fixture can be read");
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut seen = Seen::default();
    for setting in settings(path) {
        visitor.visit(&name, &markup, setting, &mut seen);
    }
    Outcome::new(shown(path), &listed::listed(path, visitor), &seen)
}

fn explained() -> Vec<Explained> {
    #[derive(serde::Deserialize)]
    struct File {
        #[serde(default)]
        explained: Vec<Explained>,
    }
    let of = |text: &str| toml::from_str::<File>(text).expect("a list of explained differences").explained;
    let mut explained = of(include_str!("explained.toml"));
    if truth::file().is_some() {
        explained.extend(of(include_str!("explained-markup.toml")));
    }
    explained
}

/// What a run comes to: whether enough holds, and whether the list of explained differences is up to date.
fn verdict(outcomes: &[Outcome], is_whole: bool) -> Result<(), String> {
    let (score, explained) = (score(outcomes), explained());
    if let Some(file) = truth::file().filter(|_| is_whole) {
        std::fs::write(file, truth::page(outcomes, &explained)).expect("the page can be written");
    }
    println!("{}", table(outcomes, &explained));
    println!(
        "{} creatives, recall {:.1} %, precision {:.1} %",
        outcomes.len(),
        100.0 * score.recall,
        100.0 * score.precision
    );
    // Among creatives without scripts are many that show what is read and does nothing.
    let least = if truth::file().is_some() { LEAST_OF_ALL } else { LEAST };
    if score.recall < least || score.precision < least {
        return Err(format!("recall and precision must be {} %", 100.0 * least));
    }
    if is_whole && outcomes.len() < CREATIVES {
        return Err(format!("only {} creatives", outcomes.len()));
    }
    let differs = |one: &Explained| {
        let of = |outcome: &&Outcome| outcome.name == one.fixture;
        outcomes.iter().filter(of).any(|outcome| outcome.differences().any(|url| *url == one.url))
    };
    match explained.iter().find(|one| is_whole && !differs(one)) {
        Some(stale) => Err(format!("explained, but no longer so: {} {}", stale.fixture, stale.url)),
        None => Ok(()),
    }
}

/// `cargo test --test browser -- NAME` looks only at creatives with that in their path.
fn main() -> Result<(), String> {
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    let creatives = creatives(&wanted);
    if creatives.is_empty() || std::env::args().any(|arg| arg == "--list") {
        return Ok(());
    }
    // It needs a machine to itself: on one that is busy, what is asked for late would pass for missed.
    let asked = !wanted.is_empty() || std::env::var_os("TAGLINT_BROWSER").is_some();
    let Some(program) = Chrome::find().filter(|_| asked) else {
        println!(
            "skipped: TAGLINT_BROWSER names no browser (for example `TAGLINT_BROWSER=chromium cargo test --test browser`)"
        );
        return Ok(());
    };
    verdict(&outcomes(&program, creatives), wanted.is_empty())
}
