//! Extraction.

pub mod js;
