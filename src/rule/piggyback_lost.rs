//! `piggyback-lost`: pixels that fire after the call of a segment or a conversion pixel, and do not once an association, or
//! a count on the server, has taken its place.

use super::{About, Case, Draft, Rule};
use crate::association::{Association, Creative, Piggyback, Segment};
use crate::catalogue::{Call, Target};
use crate::remedy::{counted, looked_up};

pub(super) struct PiggybackLost;

impl Rule for PiggybackLost {
    fn id(&self) -> &'static str {
        "piggyback-lost"
    }

    fn about(&self) -> About {
        About::Segments
    }

    fn call(&self, call: &Call, case: &Case) -> Option<Draft> {
        let creative = case.creative_of(call);
        call.targets().find_map(|target| {
            let (names, pixels) = losing(&target, creative, case);
            (!pixels.is_empty()).then(|| with_facts(Draft::call(call, &target), &names, &pixels))
        })
    }

    fn creative(&self, _number: usize, creative: &Creative, case: &Case) -> Vec<Draft> {
        let draft = |one: &Association| {
            let segment = case.world.segment(one.segment?).filter(|segment| !segment.piggyback.is_empty())?;
            Some(with_facts(
                Draft::at(one.segment_span),
                &[segment.title()],
                &segment.piggyback.iter().collect::<Vec<_>>(),
            ))
        };
        creative.associations.iter().filter_map(draft).collect()
    }
}

/// What has piggyback pixels that fire after a call to this place, and those pixels.
fn losing<'c>(target: &Target, creative: Option<&Creative>, case: &Case<'c>) -> (Vec<String>, Vec<&'c Piggyback>) {
    let said = |segment: &Segment| creative.is_some_and(|creative| is_associated(creative, segment));
    let conversion = counted(target, case.world)
        .map(|one| (format!("conversion pixel {}", one.id.unwrap_or_default()), &one.piggyback));
    let segments = looked_up(target, case.world).into_iter().flatten().filter(|one| !said(one));
    let owners = conversion.into_iter().chain(segments.map(|one| (one.title(), &one.piggyback)));
    let (mut names, mut pixels) = (Vec::new(), Vec::new());
    for (name, own) in owners.filter(|(_, own)| !own.is_empty()) {
        names.push(name);
        pixels.extend(own);
    }
    (names, pixels)
}

/// Whether the association has its own finding.
fn is_associated(creative: &Creative, segment: &Segment) -> bool {
    segment.id.is_some() && creative.associations.iter().any(|one| one.segment == segment.id)
}

fn with_facts(draft: Draft, names: &[String], pixels: &[&Piggyback]) -> Draft {
    const LISTED: usize = 5;
    let urls = pixels.iter().take(LISTED).map(|pixel| pixel.url.as_str());
    let mut listed = urls.collect::<Vec<_>>().join(", ");
    if pixels.len() > LISTED {
        listed.push_str(&format!(" and {} more", pixels.len() - LISTED));
    }
    draft.fact("segments", names.join(", ")).fact("detail", listed)
}
