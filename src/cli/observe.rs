//! The options of `taglint observe`.

use super::{ConfigChoice, Writing};
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Observe {
    /// Creatives: files, or addresses that start with http.
    #[arg(value_name = "FILE|URL", required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) subjects: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) no_sandbox: bool,
    #[arg(long)]
    pub(crate) click: bool,
    #[arg(long)]
    pub(crate) offline: bool,
    #[arg(long)]
    pub(crate) host_rules: Option<String>,
    #[arg(long)]
    pub(crate) har: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
    #[command(flatten)]
    pub(crate) writing: Writing,
}
