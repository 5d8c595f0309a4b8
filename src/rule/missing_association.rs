//! `missing-association`: a segment that the markup adds to and that its creative object is not associated with.

use super::{About, Case, Draft, Rule};
use crate::association::Creative;
use crate::catalogue::{Call, Target};
use crate::remedy::{Remedy, replace, resolve};

pub(super) struct MissingAssociation;

impl Rule for MissingAssociation {
    fn id(&self) -> &'static str {
        "missing-association"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let creative = case.creative_of(call).filter(|creative| creative.lists_segments)?;
        let (target, missing) = call.targets().find_map(|target| {
            let missing = missing(call, &target, creative, case)?;
            Some((target, missing))
        })?;
        let mut draft = Draft::call(call, &target).fact("segments", missing.segments());
        draft.remedy = Some(Remedy { remove: call.raw.remove, ..missing });
        Some(draft)
    }
}

/// The associations that would replace the call and that the creative lacks. A code without a known id could be any.
fn missing(call: &Call, target: &Target, creative: &Creative, case: &Case) -> Option<Remedy> {
    let mut remedy = replace(target, call.raw.trigger);
    resolve(&mut remedy, case.world);
    remedy.associate.retain(|one| one.segment.is_some_and(|segment| !creative.has(segment, one.action)));
    (!remedy.associate.is_empty()).then_some(remedy)
}
