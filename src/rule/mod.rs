//! *Rules*: each says one thing about a call, a creative object or a use of storage. A rule finds facts and returns
//! them as [`Draft`]s; the words come from `rules/rule/<id>.toml`, the severity from the configuration, the place from
//! the source. One file a rule, one list of all ([`RULES`]).

mod audience_pixel;
mod book;
mod broken_pixel_copy;
mod click_segment_pixel;
mod conversion_segment_pixel;
pub(crate) mod custom;
mod deal_forbids_association;
mod double_counted_segment;
mod draft;
mod duplicate_association;
mod dynamic_call;
mod flash_object;
mod fourth_party_cookie;
mod google_verdict;
mod inactive_segment;
mod insecure_call;
mod invalid_association_action;
mod likely_usersync;
mod local_storage;
mod missing_association;
mod opaque_script;
mod piggyback_lost;
mod piggyback_redirect;
mod pixel_array_call;
mod raw_ip_call;
mod segment_pixel;
mod segment_pixel_no_redir;
mod segment_tracker_review;
mod thirdparty_pixel_call;
mod undeclared_vendor;
mod unmigratable_parameter;
mod unused_ignore;
mod usersync_call;
mod usersync_disabled_segment;
mod usersync_enabled_segment;
mod words;

pub use book::Rulebook;
pub(crate) use book::keep;
pub use draft::{Draft, party};
pub use google_verdict::{Families, downstream};
pub use words::{all, fill, words};

use crate::association::{Creative, Firsts, Object, Segment, World};
use crate::call::Trigger;
use crate::catalogue::{Call, Catalogue, Kind, Target};
use crate::declaration::Declarations;
use crate::extract::Storage;
use crate::remedy::looked_up;
use std::cell::RefCell;

/// What a rule may look at: all that one source holds.
#[derive(Debug)]
pub struct Case<'c> {
    /// The catalogue.
    pub catalogue: &'c Catalogue,
    /// Its calls, in the order of the file.
    pub calls: &'c [Call<'c>],
    /// Its creative objects; a call's `creative` counts in here.
    pub creatives: &'c [Creative],
    /// The platform's other objects in it, in the order of the file.
    pub objects: &'c [Object],
    /// The creative that a file of markup belongs to, where it is known.
    pub tied: Option<&'c Creative>,
    /// The objects of all inputs of the run.
    pub world: &'c World,
    /// What is declared besides by the creative objects.
    pub declarations: Declarations<'c>,
    /// The calls by creative, as far as a verdict asks for them.
    pub families: Families,
    /// The associations of its list so far, in the parts before as well.
    pub firsts: &'c RefCell<Firsts>,
}

impl Case<'_> {
    /// The third-party pixel or template that makes a call.
    #[must_use]
    pub fn object_of(&self, call: &Call) -> Option<&Object> {
        if !is_object_pixel(call) {
            return None;
        }
        let span = call.raw.span();
        let after = self.objects.partition_point(|object| object.span().start <= span.start);
        self.objects[..after].last().filter(|object| object.span().contains(span))
    }

    /// The creative object that a call belongs to.
    pub(crate) fn creative_of(&self, call: &Call) -> Option<&Creative> {
        match call.raw.creative {
            Some(number) => self.creatives.get(number),
            None => self.tied.filter(|_| !is_object_pixel(call)),
        }
    }

    /// Whether the call is to segments that are all known to send the browser nowhere else.
    fn is_quiet(&self, target: &Target) -> bool {
        if !is_segment(target) {
            return false;
        }
        let segments = looked_up(target, self.world);
        !segments.is_empty() && segments.iter().all(|segment| segment.is_some_and(Segment::is_quiet))
    }

    /// Whether the call is a tracker that the creative marks as a segment pixel.
    fn is_segment_tracker(&self, call: &Call) -> bool {
        let trackers = self.creative_of(call).map_or(&[][..], |creative| &creative.segment_trackers);
        !trackers.is_empty() && trackers.contains(&call.raw.url.span())
    }
}

/// Calls by what a rule asks of them first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Any.
    All,
    /// Those whose query names segments.
    Segments,
    /// Those that sync ids or join audiences.
    Syncs,
    /// Those that lead on to other calls.
    Hops,
    /// Those of a capture.
    Captured,
}

impl About {
    /// All of these, in their order.
    pub(crate) const EACH: [Self; 5] = [Self::All, Self::Segments, Self::Syncs, Self::Hops, Self::Captured];

    /// Whether a call is one of these.
    pub(crate) fn holds(self, call: &Call) -> bool {
        match self {
            Self::All => true,
            Self::Segments => names_segments(call),
            Self::Syncs => call.targets().any(|target| is_sync_like(&target)),
            Self::Hops => !call.hops.is_empty(),
            Self::Captured => call.raw.seen.is_some(),
        }
    }
}

/// One rule.
pub trait Rule: Sync {
    /// Its public id.
    fn id(&self) -> &'static str;

    /// Which calls it may have something to say of. Most rules are about few calls, and most calls have no such trait.
    fn about(&self) -> About {
        About::All
    }

    /// What it says of a call.
    fn call(&self, _call: &Call, _case: &Case) -> Option<Draft> {
        None
    }

    /// What it says of the creative object with this number.
    fn creative(&self, _number: usize, _creative: &Creative, _case: &Case) -> Vec<Draft> {
        Vec::new()
    }

    /// What it says of a use of the browser's storage.
    fn storage(&self, _storage: &Storage) -> Option<Draft> {
        None
    }
}

/// Every rule, in the order of the documentation.
pub static RULES: &[&dyn Rule] = &[
    &segment_pixel::SegmentPixel,
    &segment_pixel_no_redir::SegmentPixelNoRedir,
    &conversion_segment_pixel::ConversionSegmentPixel,
    &usersync_call::UsersyncCall,
    &audience_pixel::AudiencePixel,
    &piggyback_redirect::PiggybackRedirect,
    &fourth_party_cookie::FourthPartyCookie,
    &likely_usersync::LikelyUsersync,
    &undeclared_vendor::UndeclaredVendor,
    &click_segment_pixel::ClickSegmentPixel,
    &opaque_script::OpaqueScript,
    &dynamic_call::DynamicCall,
    &insecure_call::InsecureCall,
    &raw_ip_call::RawIpCall,
    &flash_object::FlashObject,
    &local_storage::LocalStorage,
    &broken_pixel_copy::BrokenPixelCopy,
    &pixel_array_call::PixelArrayCall,
    &double_counted_segment::DoubleCountedSegment,
    &invalid_association_action::InvalidAssociationAction,
    &duplicate_association::DuplicateAssociation,
    &missing_association::MissingAssociation,
    &thirdparty_pixel_call::ThirdpartyPixelCall,
    &piggyback_lost::PiggybackLost,
    &usersync_enabled_segment::UsersyncEnabledSegment,
    &usersync_disabled_segment::UsersyncDisabledSegment,
    &inactive_segment::InactiveSegment,
    &deal_forbids_association::DealForbidsAssociation,
    &segment_tracker_review::SegmentTrackerReview,
    &google_verdict::GoogleVerdict,
    &unmigratable_parameter::UnmigratableParameter,
    &unused_ignore::UnusedIgnore,
];

/// Whether a call makes the browser sync ids or join audiences: what the audit fails.
fn is_sync_like(target: &Target) -> bool {
    match target.class.kind {
        Kind::Segment | Kind::Usersync | Kind::Audience => true,
        Kind::Conversion => target.class.endpoint.is_some_and(|endpoint| endpoint.syncs),
        _ => false,
    }
}

/// Whether the call is to a segment pixel that an association on the platform can replace. Other companies have segment
/// pixels too, but nothing to associate: those are audience pixels.
fn is_segment(target: &Target) -> bool {
    target.class.kind == Kind::Segment && target.class.endpoint.is_some_and(|endpoint| endpoint.segments.is_some())
}

/// Whether a call reaches a place whose query names segments.
pub(crate) fn names_segments(call: &Call) -> bool {
    call.targets().any(|target| target.class.endpoint.is_some_and(|endpoint| endpoint.segments.is_some()))
}

/// Whether the call stands in the creative object's own list of pixels, which has a rule of its own.
fn is_listed_pixel(call: &Call) -> bool {
    call.raw.creative.is_some() && call.raw.chain.first().is_some_and(|step| step.starts_with("pixels[]"))
}

/// Whether a third-party pixel or a template makes the call, for which there is a rule of its own.
fn is_object_pixel(call: &Call) -> bool {
    let first = call.raw.chain.first();
    call.raw.creative.is_none() && first.is_some_and(|step| step == "thirdparty-pixel" || step == "pixel-template")
}

/// The first place of a call in the markup that the browser reaches by itself and that `wanted` holds for.
fn reached<'c>(call: &'c Call, wanted: impl Fn(&Target) -> bool) -> Option<Target<'c>> {
    let by_itself = call.raw.trigger != Trigger::Click && !is_listed_pixel(call) && !is_object_pixel(call);
    by_itself.then(|| call.targets().find(wanted)).flatten()
}
