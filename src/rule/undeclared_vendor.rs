//! `undeclared-vendor`: what the creative calls is declared, and this call's vendor is not among that.

use super::{Case, Draft, Rule, is_sync_like, reached};
use crate::catalogue::{Call, Vendor};

pub(super) struct UndeclaredVendor;

impl Rule for UndeclaredVendor {
    fn id(&self) -> &'static str {
        "undeclared-vendor"
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let creative = case.creative_of(call);
        let missing = |vendor: &Vendor| case.declarations.has(creative, vendor) == Some(false);
        let target = reached(call, |target| !is_sync_like(target) && target.class.vendor.is_some_and(missing))?;
        let mut draft = Draft::call(call, &target).fact("declared", case.declarations.words(creative));
        draft.once = target.class.party().map(str::to_owned);
        Some(draft)
    }
}
