//! `taglint check --watch`: checks again whenever an input or the configuration changes, for those who are editing a
//! tag. Editors write files in many ways, so an event only says that it is time to look; whether anything is different
//! is told by the inputs' sizes and times.

use super::output::ClosedPipe;
use super::{End, check, input, setting};
use crate::cli::Check;
use miette::{IntoDiagnostic, WrapErr, miette};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};
use taglint::report::Style;

/// Quiet for so long, a change is over.
const CALM: Duration = Duration::from_millis(80);
/// Files that never come to rest are looked at all the same.
const LONGEST: Duration = Duration::from_secs(1);
/// Where a system tells of no changes, somebody looks.
const LOOK: Duration = Duration::from_secs(2);

/// Checks, waits for a change, and checks again; ends with the reader of its output.
pub(crate) fn run(check: &Check, style: &Style) -> miette::Result<End> {
    let stdin = Path::new("-");
    if check.reading.paths.iter().any(|path| path == stdin) || check.reading.file_list.as_deref() == Some(stdin) {
        let help = "name files or folders";
        return Err(miette!(help = help, "--watch cannot watch the standard input"));
    }
    let (changed, events) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change; that what is read was not understood may be one.
        if event.map_or(true, |event| !event.kind.is_access()) {
            let _ = changed.send(());
        }
    })
    .into_diagnostic()
    .wrap_err("this system does not tell of changes")?;
    let mut watched = BTreeSet::new();
    let mut seen = None;
    loop {
        watch(&mut watcher, &mut watched, &folders(check));
        let now = state(check);
        if seen.as_ref() != Some(&now) {
            let is_first = seen.replace(now).is_none();
            if let Err(error) = once(check, style) {
                // What is wrong at first is for whoever typed it; later on it is half an edit.
                if is_first || error.is::<ClosedPipe>() {
                    return Err(error);
                }
                let _ = writeln!(io::stderr(), "{error:?}");
            }
            if !style.quiet {
                let _ = writeln!(io::stderr(), "Waiting for changes; Ctrl-C ends");
            }
        }
        wait(&events);
    }
}

/// One check, on a clear screen.
fn once(check: &Check, style: &Style) -> miette::Result<()> {
    if io::stdout().is_terminal() {
        // The screen, what has scrolled out of it, and back to its top.
        let _ = write!(io::stdout(), "\x1b[2J\x1b[3J\x1b[H");
    }
    check::round(check, style).map(drop)
}

/// Waits for a change, and until it is over.
fn wait(events: &Receiver<()>) {
    if events.recv_timeout(LOOK).is_err() {
        return;
    }
    let first = Instant::now();
    while first.elapsed() < LONGEST && events.recv_timeout(CALM) != Err(RecvTimeoutError::Timeout) {}
}

/// A file's time and size, if it is there.
type Stamp = Option<(SystemTime, u64)>;

/// The inputs and the configuration, each with its time and size. An error has its words: it is said once.
fn state(check: &Check) -> Result<Vec<(PathBuf, Stamp)>, String> {
    let stamp = |path: &Path| path.metadata().ok().and_then(|data| Some((data.modified().ok()?, data.len())));
    let config = setting::config(&check.reading.config).map_err(|error| format!("{error:?}"))?;
    let found = input::inputs(&check.reading, &check.writing.output, &config).map_err(|error| format!("{error:?}"))?;
    let inputs = found.inputs.into_iter().map(|input| input.path);
    let others = config.path.iter().chain(&check.baseline).cloned();
    Ok(inputs.chain(others).map(|path| (path.clone(), stamp(&path))).collect())
}

/// Where changes may come from: folders whole, and those that named files are in, as editors put new files in their
/// places.
fn folders(check: &Check) -> BTreeSet<(PathBuf, bool)> {
    let parent = |path: &Path| path.parent().map(Path::to_owned);
    let mut folders = BTreeSet::new();
    let paths = if check.reading.paths.is_empty() { &[PathBuf::from(".")][..] } else { &check.reading.paths };
    for path in paths.iter().filter_map(|path| std::path::absolute(path).ok()) {
        if path.is_dir() {
            folders.insert((path, true));
        } else {
            folders.extend(parent(&path).map(|folder| (folder, false)));
        }
    }
    let config = setting::config(&check.reading.config).ok().and_then(|config| config.path.clone());
    folders.extend(config.as_deref().and_then(parent).map(|folder| (folder, false)));
    folders
}

fn watch(
    watcher: &mut RecommendedWatcher,
    watched: &mut BTreeSet<(PathBuf, bool)>,
    folders: &BTreeSet<(PathBuf, bool)>,
) {
    for (folder, deep) in folders {
        let mode = if *deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        if !watched.contains(&(folder.clone(), *deep)) && watcher.watch(folder, mode).is_ok() {
            watched.insert((folder.clone(), *deep));
        }
    }
}
