//! How far a long run is: a bar on the standard error, if that is a terminal. Whatever is written elsewhere never has
//! any of it.

use super::input;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use taglint::discover::Input;
use taglint::finding::{Problem, Report};
use taglint::report::Style;
use taglint::scan::{self, Settings, Used};

/// A run that is shorter than this needs no bar.
const PATIENCE: Duration = Duration::from_millis(600);
const BEAT: Duration = Duration::from_millis(100);

/// Scans the inputs, and shows how far it is.
pub(crate) fn scan(
    inputs: &[Input],
    settings: &Settings,
    used: &Used,
    problems: Vec<Problem>,
    jobs: Option<usize>,
    style: &Style,
) -> miette::Result<Report> {
    let run = || scan::run(inputs, settings, used, problems);
    show(used, inputs.len(), style, || input::with_threads(jobs, run))
}

/// Runs something that counts in `used` how many of `total` inputs are done, and shows it.
fn show<T>(used: &Used, total: usize, style: &Style, run: impl FnOnce() -> T) -> T {
    if style.quiet || total < 2 || !io::stderr().is_terminal() {
        return run();
    }
    thread::scope(|scope| {
        let (running, ended) = channel::<()>();
        scope.spawn(move || draw(used, total, &ended));
        let result = run();
        drop(running);
        result
    })
}

fn draw(used: &Used, total: usize, ended: &Receiver<()>) {
    let is_running = |for_: Duration| ended.recv_timeout(for_) == Err(RecvTimeoutError::Timeout);
    if !is_running(PATIENCE) {
        return;
    }
    let bar = ProgressBar::with_draw_target(u64::try_from(total).ok(), ProgressDrawTarget::stderr());
    let look = ProgressStyle::with_template("checking {wide_bar} {pos} of {len} inputs, {eta} left");
    bar.set_style(look.expect("the template is well formed"));
    while is_running(BEAT) {
        bar.set_position(used.done() as u64);
    }
    bar.finish_and_clear();
}
