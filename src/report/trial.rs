//! How a trial of users' rules ended: what failed as a diff, then the counts.

use super::Style;
use super::paint::Paint;
use super::plain::{count, visible};
use crate::custom::{Failure, Trial};
use std::io::{self, Write};

/// Writes what failed, with what was expected (`-`) and what came (`+`).
///
/// # Errors
/// Those of the writer.
pub fn trial(trial: &Trial, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = Paint::new(style);
    for failure in &trial.failures {
        one(failure, paint, out)?;
    }
    if style.quiet {
        return Ok(());
    }
    let (samples, failed) = (count(trial.samples, "sample"), trial.failures.len());
    match failed {
        0 => writeln!(out, "{} {samples}, all as expected", paint.good("✓")),
        _ => writeln!(out, "{} {samples}, {failed} not as expected", paint.removed("✗")),
    }
}

fn one(failure: &Failure, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let Failure { path, line, owner, sample, expected, got } = failure;
    writeln!(out, "{} {}", paint.bold(&format!("{path}:{line}")), visible(owner))?;
    writeln!(out, "  {}", visible(sample))?;
    writeln!(out, "{}", paint.removed(&format!("- {}", visible(expected))))?;
    writeln!(out, "{}\n", paint.added(&format!("+ {}", visible(got))))
}
