//! taglint finds the calls in ad creatives that fail Google Ad Manager's audit.

pub mod call;
pub mod catalogue;
pub mod extract;
pub mod finding;
pub mod mapped;
pub mod remedy;
pub mod span;
