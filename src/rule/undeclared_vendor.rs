//! `undeclared-vendor`: the creative declares its ad servers, and this call's vendor is not among them.

use super::{Case, Draft, Rule, is_sync_like, reached};
use crate::association::Declared;
use crate::catalogue::{Call, Vendor};

pub(super) struct UndeclaredVendor;

impl Rule for UndeclaredVendor {
    fn id(&self) -> &'static str {
        "undeclared-vendor"
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let declared = case.creative_of(call)?.declared.as_ref()?;
        let missing = |vendor: &Vendor| !vendor.implicit && !declared.iter().any(|one| names(one, vendor));
        let target = reached(call, |target| target.class.vendor.is_some_and(missing) && !is_sync_like(target))?;
        let names: Vec<&str> = declared.iter().map(|one| one.name.as_str()).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Some(Draft::call(call, &target).fact("declared", names))
    }
}

/// Whether a declaration means this vendor. Declarations are written by people, so names are compared loosely: without
/// case and punctuation, and one may hold the other.
fn names(declared: &Declared, vendor: &Vendor) -> bool {
    let written = plain(&declared.name);
    let holds = |name: &String| {
        let name = plain(name);
        written == name
            || (name.len() >= 4 && written.len() >= 4 && (written.contains(&name) || name.contains(&written)))
    };
    std::iter::once(&vendor.name).chain(&vendor.aliases).any(holds)
        || vendor.domains.iter().any(|domain| plain(domain) == written)
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
