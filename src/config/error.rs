//! Why a configuration cannot be used.

use crate::page::Mistake;
use miette::Diagnostic;
use std::io;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum BadConfig {
    /// It cannot be read.
    #[error("cannot read the configuration {path}")]
    #[diagnostic(help("give the path of a configuration with --config, or use none with --no-config"))]
    Unreadable {
        /// Its path as people know it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Something in it is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Wrong(#[from] Box<Mistake>),
}
