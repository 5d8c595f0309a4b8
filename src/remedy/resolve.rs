//! Segment codes become ids where an export of the segments is among the inputs.

use super::{Named, Remedy, named};
use crate::association::{Conversion, Segment, World};
use crate::catalogue::{Kind, Target};

/// Gives the associations that have only a code their segment's id; a code that is found is not lost.
pub fn resolve(remedy: &mut Remedy, world: &World) {
    for one in remedy.associate.iter_mut().filter(|one| one.segment.is_none()) {
        let Some(code) = &one.code else { continue };
        one.segment = world.segment_by_code(one.member.as_deref(), code).and_then(|segment| segment.id);
        if one.segment.is_some() {
            let phrase = unknown_code(code, one.member.as_deref());
            remedy.lost.retain(|lost| *lost != phrase);
        }
    }
}

/// Every segment that a call to this place names, `None` for those of which nothing is known.
#[must_use]
pub fn looked_up<'w>(target: &Target, world: &'w World) -> Vec<Option<&'w Segment>> {
    let find = |one: Named| match one {
        Named::Id(id) => world.segment(id),
        Named::Code { code, member } => world.segment_by_code(member.as_deref(), &code),
        Named::Unknown => None,
    };
    named(target).into_iter().map(find).collect()
}

/// The conversion pixel that a call to this place counts for, if it is known.
#[must_use]
pub fn counted<'w>(target: &Target, world: &'w World) -> Option<&'w Conversion> {
    world.conversion(conversion(target)?.parse().ok()?)
}

/// The id of the conversion pixel that a call to this place counts for. Other companies number theirs as well: only of
/// those with segments to associate are objects read.
#[must_use]
pub fn conversion<'t>(target: &Target<'t>) -> Option<&'t str> {
    let is_own = target.class.endpoint.is_some_and(|endpoint| endpoint.segments.is_some());
    target.url.param("id").filter(|_| is_own && target.class.kind == Kind::Conversion)
}

/// What is lost with a code whose id nobody knows.
pub(super) fn unknown_code(code: &str, member: Option<&str>) -> String {
    let owner = member.map_or(String::new(), |member| format!(" of member {member}"));
    format!("the segment code {code}{owner}: look its id up first")
}
