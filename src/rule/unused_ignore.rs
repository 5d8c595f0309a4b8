//! `unused-ignore`: a suppression that matches nothing. Found where suppressions are applied (`suppress`), so this file
//! only holds the id.

use super::Rule;

pub(super) struct UnusedIgnore;

impl Rule for UnusedIgnore {
    fn id(&self) -> &'static str {
        "unused-ignore"
    }
}
