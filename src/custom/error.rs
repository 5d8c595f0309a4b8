//! Why rule data of a user's own cannot be used.

use crate::page::Mistake;
use miette::Diagnostic;
use std::io;

/// Rule data that cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum BadRules {
    /// A folder or a file cannot be read.
    #[error("cannot read the rules in {path}")]
    #[diagnostic(help(
        "name a folder with .toml files in it; --rules and the `rules` of taglint.toml say which are read"
    ))]
    Unreadable {
        /// Its path as people know it.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A folder holds more files than are read.
    #[error("there are more than {bound} rule files in {path}")]
    #[diagnostic(help("name the folder that holds only your rules"))]
    TooMany {
        /// The folder's path as people know it.
        path: String,
        /// How many are read.
        bound: usize,
    },
    /// Something in a file is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Wrong(#[from] Box<Mistake>),
}
