//! The catalogue.

mod data;
pub use data::*;
