//! taglint finds the calls in ad creatives that fail Google Ad Manager's audit.

pub mod call;
pub mod extract;
pub mod mapped;
pub mod span;
