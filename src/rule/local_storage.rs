//! `local-storage`: the creative keeps data in the browser.

use super::{Draft, Rule};
use crate::extract::Storage;

pub(super) struct LocalStorage;

impl Rule for LocalStorage {
    fn id(&self) -> &'static str {
        "local-storage"
    }

    fn storage(&self, storage: &Storage) -> Option<Draft> {
        Some(Draft::at(storage.span).fact("via", storage.chain.join(" > ")))
    }
}
