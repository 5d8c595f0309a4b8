//! taglint finds the calls in ad creatives that fail Google Ad Manager's audit, and says what to associate on the
//! server instead. The library reads bytes and gives back findings; it prints nothing.

pub mod association;
pub mod baseline;
pub mod batch;
pub mod call;
pub mod catalogue;
pub mod chain;
pub mod config;
pub mod custom;
pub mod declaration;
pub mod discover;
pub mod extract;
pub mod finding;
pub mod fix;
pub mod limit;
pub mod lsp;
pub mod mapped;
pub mod observe;
pub mod page;
pub mod plan;
pub mod remedy;
pub mod report;
pub mod rule;
pub mod scan;
pub mod serve;
pub mod source;
pub mod span;
pub mod suppress;
pub mod url;
