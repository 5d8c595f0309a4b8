//! How far a batch is: a bar where the standard error is a terminal, else a line now and then, and one at the end.

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use taglint::batch::{Opened, Tally};

/// Time between two lines where there is no terminal.
const PAUSE: Duration = Duration::from_secs(30);

/// Shows how far a batch is.
pub(crate) struct Progress {
    bar: ProgressBar,
    quiet: bool,
    total: Option<u64>,
    /// How much of the total was read.
    done: Arc<AtomicU64>,
    /// Rows that were answered before.
    before: u64,
    start: Instant,
    last: Instant,
}

impl Progress {
    pub(crate) fn new(opened: &Opened, before: Tally, quiet: bool) -> Self {
        let is_terminal = io::stderr().is_terminal() && !quiet;
        let target = if is_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(opened.total, target);
        let template = if opened.total.is_some() { "{wide_bar} {percent}% {msg}" } else { "{spinner} {wide_msg}" };
        bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
        let start = Instant::now();
        Self { bar, quiet, total: opened.total, done: opened.done.clone(), before: before.rows, start, last: start }
    }

    /// Shows where it is.
    pub(crate) fn show(&mut self, tally: &Tally) {
        let is_due = self.last.elapsed() >= PAUSE;
        if self.quiet || (self.bar.is_hidden() && !is_due) {
            return;
        }
        self.last = Instant::now();
        let line = format!("{}{}", self.words(tally), self.rest());
        if self.bar.is_hidden() {
            say(&line);
        } else {
            self.bar.set_position(self.done.load(Ordering::Relaxed));
            self.bar.set_message(line);
        }
    }

    /// Says what came out.
    pub(crate) fn end(&self, tally: &Tally) {
        self.bar.finish_and_clear();
        if !self.quiet {
            let Tally { disapproved, incomplete, .. } = tally;
            let all = format!(
                "{} would be disapproved, {} not read whole",
                HumanCount(*disapproved),
                HumanCount(*incomplete)
            );
            say(&format!("{}; {all}", self.words(tally)));
        }
    }

    fn words(&self, tally: &Tally) -> String {
        let (new, time) = (tally.rows - self.before, self.start.elapsed().as_secs_f64().max(0.001));
        let before = if self.before > 0 { format!(" ({} before)", HumanCount(self.before)) } else { String::new() };
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rate = (new as f64 / time) as u64;
        format!("{} creatives{before}, {} a second", HumanCount(new), HumanCount(rate))
    }

    /// How long it will take, by what was read.
    #[allow(clippy::cast_precision_loss)]
    fn rest(&self) -> String {
        let done = self.done.load(Ordering::Relaxed);
        let Some(total) = self.total.filter(|total| done > 0 && *total > done) else { return String::new() };
        let left = self.start.elapsed().as_secs_f64() * ((total - done) as f64) / done as f64;
        format!(", about {} left", HumanDuration(Duration::from_secs_f64(left)))
    }
}

fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
