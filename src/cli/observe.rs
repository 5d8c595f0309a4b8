//! The options of `taglint observe`.

use super::{ConfigChoice, FailOn, Writing};
use clap::{Args, ValueHint};
use std::path::PathBuf;
use std::str::FromStr;

#[derive(Debug, Args)]
pub(crate) struct Observe {
    /// Creatives: files (markup, scripts, video ads, zips, objects with markup), `-` for the standard input, or addresses
    /// of pages that start with http.
    #[arg(value_name = "FILE|URL", required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) subjects: Vec<PathBuf>,
    /// The name of what comes from the standard input, which tells its format.
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// The browser, a Chromium or Chrome [default: TAGLINT_BROWSER, else the first on the path].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath)]
    pub(crate) browser: Option<PathBuf>,
    /// Switch the browser's sandbox off, which root and some containers need. The creative's code is then less shut in.
    #[arg(long)]
    pub(crate) no_sandbox: bool,
    /// Size of the slot in pixels [default: the creative's own, else 300x250].
    #[arg(long, value_name = "WIDTHxHEIGHT")]
    pub(crate) size: Option<Size>,
    /// Click the creative as well, in the middle and on its links and buttons. Landing pages are not opened.
    #[arg(long)]
    pub(crate) click: bool,
    /// Seconds to look on after the page has loaded.
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub(crate) wait: u64,
    /// Seconds that a run may take in all.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
    /// How often to show it, each time to a browser that has seen nothing yet: partners rotate.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=50))]
    pub(crate) runs: u64,
    /// Send nothing to the network: every request is answered on this machine, so that only whom the creative itself calls
    /// is seen.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Send only requests to this host and its subdomains to the network, and answer all others on this machine. May be
    /// given several times.
    #[arg(long, value_name = "HOST")]
    pub(crate) allow: Vec<String>,
    /// Refuse requests to this host and its subdomains. May be given several times.
    #[arg(long, value_name = "HOST")]
    pub(crate) block: Vec<String>,
    /// Where hosts are, as the browser's --host-resolver-rules has it: to try things out with servers of your own, which
    /// may then be on this machine or in its network.
    #[arg(long, value_name = "RULES")]
    pub(crate) host_rules: Option<String>,
    /// Save what was seen as a capture (HAR), which `taglint check` reads. For one creative at a time.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) har: Option<PathBuf>,
    /// Lowest severity that makes the exit code 1; `never` for none [default: error].
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// A width and a height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size(pub(crate) u32, pub(crate) u32);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse().ok().filter(|number| (1..=4096).contains(number));
        let sides = text.split_once(['x', 'X']).and_then(|(width, height)| Some((number(width)?, number(height)?)));
        let (width, height) = sides.ok_or("write it as WIDTHxHEIGHT, for example 300x250, up to 4096")?;
        Ok(Self(width, height))
    }
}
