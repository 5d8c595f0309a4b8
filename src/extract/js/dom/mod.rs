//! What the browser provides besides the language: the document and its elements, requests, events.

pub(super) mod attach;
mod blob;
mod document;
mod element;
mod global;
mod load;
mod query;
mod request;
mod unknown;
pub(super) mod write;
