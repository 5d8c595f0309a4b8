//! `flash-object`: a Flash file.

use super::{Case, Draft, Rule, reached};
use crate::catalogue::Call;

pub(super) struct FlashObject;

impl Rule for FlashObject {
    fn id(&self) -> &'static str {
        "flash-object"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| target.url.path().to_ascii_lowercase().ends_with(".swf"))?;
        Some(Draft::call(call, &target))
    }
}
