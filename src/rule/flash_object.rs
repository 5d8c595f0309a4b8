//! `flash-object`: a Flash file.

use super::{Case, Draft, Rule, reached};
use crate::catalogue::Call;

pub(super) struct FlashObject;

impl Rule for FlashObject {
    fn id(&self) -> &'static str {
        "flash-object"
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        let target = reached(call, |target| is_flash(target.url.path()))?;
        Some(Draft::call(call, &target))
    }
}

fn is_flash(path: &str) -> bool {
    path.as_bytes().last_chunk().is_some_and(|end: &[u8; 4]| end.eq_ignore_ascii_case(b".swf"))
}
