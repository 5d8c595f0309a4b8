//! What the language itself provides: methods of texts, arrays, objects and numbers, and functions such as `atob`.

pub(super) mod array;
mod collection;
mod convert;
mod json;
mod math;
mod object;
mod pattern;
mod promise;
pub(super) mod string;
mod url;
