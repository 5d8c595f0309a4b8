//! What a server-side association can take over from a call, and what it cannot. The catalogue says which parameters of
//! an endpoint name segments (`segments` in `rules/vendors/*.toml`); this module reads their values.

use super::{Action, Associate, Remedy};
use crate::call::Trigger;
use crate::catalogue::{SegmentParams, Target};
use crate::url::{Url, percent};

/// The remedy for a call to this place: associations to make, losses in plain phrases. `remove` is left to the caller.
#[must_use]
pub fn replace(target: &Target, trigger: Trigger) -> Remedy {
    let Some(params) = target.class.endpoint.and_then(|endpoint| endpoint.segments.as_ref()) else {
        return Remedy::default();
    };
    let mut reader = Reader::new(target, Action::for_trigger(trigger));
    reader.read(params);
    reader.remedy
}

/// What an association cannot do that a call to this place does, each with its kind.
#[must_use]
pub fn losses(target: &Target) -> Vec<Loss> {
    let Some(params) = target.class.endpoint.and_then(|endpoint| endpoint.segments.as_ref()) else {
        return Vec::new();
    };
    let mut reader = Reader::new(target, Action::View);
    reader.read(params);
    let losses = reader.kinds.into_iter().zip(reader.remedy.lost);
    losses.map(|(kind, what)| Loss { kind, what }).collect()
}

/// What sort of thing is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LossKind {
    /// A value that goes with a segment.
    Value,
    /// A segment that the call does not name by id or code.
    Unnamed,
    /// A code whose id is not known.
    Code,
    /// Taking the user out of a segment.
    Removal,
    /// Any other parameter.
    Parameter,
    /// The count of a conversion.
    Conversion,
    /// A pixel that follows the call.
    Piggyback,
}

/// Something that an association cannot do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loss {
    /// Its kind.
    pub kind: LossKind,
    /// What it is, in a plain phrase.
    pub what: String,
}

impl LossKind {
    /// What to do about it.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Value => "send it by batch segment upload from your server, or do without",
            Self::Unnamed => "find out which segment is meant, and associate that by its id",
            Self::Code => {
                "a segment export beside the markup tells it, or the search of the Segment Pixels section; associate that"
            }
            Self::Removal => "put it on the landing page, or send it by batch segment upload",
            Self::Parameter => "do without, or move the call to the landing page",
            Self::Conversion => "count it on the landing page, or send it by server-side conversions",
            Self::Piggyback => "move it to the landing page or to a feed between servers, or do without",
        }
    }
}

/// The ids of the segments that a call to this place adds.
#[must_use]
pub fn added(target: &Target) -> Vec<u64> {
    replace(target, Trigger::Load).associate.iter().filter_map(|one| one.segment).collect()
}

/// Whether the call carries the documented parameter that keeps user syncs from following.
#[must_use]
pub fn is_mitigated(target: &Target) -> bool {
    let params = target.class.endpoint.and_then(|endpoint| endpoint.segments.as_ref());
    let fallback = params.and_then(|params| params.mitigated_by.as_deref()?.split_once('='));
    fallback.is_some_and(|(name, value)| target.url.param(name) == Some(value))
}

/// A segment as a call names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// By its id.
    Id(u64),
    /// By its code.
    Code {
        /// The code.
        code: String,
        /// Its owner, if the call says.
        member: Option<String>,
    },
    /// By something that only the run of the ad would tell, a macro say.
    Unknown,
}

/// Every segment that a call to this place names, to add the user or to take the user out.
#[must_use]
pub fn named(target: &Target) -> Vec<Named> {
    let Some(params) = target.class.endpoint.and_then(|endpoint| endpoint.segments.as_ref()) else {
        return Vec::new();
    };
    let reader = Reader::new(target, Action::View);
    let member = target.url.param("member").map(|member| percent(member).into_owned());
    let name = |item: &str, by_code: bool| {
        let item = item.split_once(':').map_or(item, |(name, _)| name).trim();
        if by_code {
            return Named::Code { code: item.to_owned(), member: member.clone() };
        }
        item.parse().map_or(Named::Unknown, Named::Id)
    };
    let lists = [(&params.add, false), (&params.add_code, true)];
    let removed = params.remove.iter().map(|list| (list, list.ends_with("_code")));
    let items = lists.into_iter().chain(removed).map(|(list, by_code)| (reader.items(list), by_code));
    items
        .flat_map(|(items, by_code)| items.into_iter().map(move |item| (item, by_code)))
        .map(|(item, by_code)| name(&item, by_code))
        .collect()
}

struct Reader<'u> {
    url: &'u Url<'u>,
    action: Action,
    remedy: Remedy,
    /// The kinds of what is lost, in the order of the phrases.
    kinds: Vec<LossKind>,
}

impl<'u> Reader<'u> {
    fn new(target: &Target<'u>, action: Action) -> Self {
        Self { url: target.url, action, remedy: Remedy::default(), kinds: Vec::new() }
    }

    fn read(&mut self, params: &SegmentParams) {
        self.ids(params);
        self.codes(params);
        self.losses(params);
        self.remedy.associate.dedup();
    }

    /// `add=1,2:30`: ids, each perhaps with a value.
    fn ids(&mut self, params: &SegmentParams) {
        for item in self.items(&params.add) {
            let (id, value) = item.split_once(':').map_or((item.as_str(), None), |(id, value)| (id, Some(value)));
            match id.trim().parse() {
                Ok(segment) => {
                    self.associate(Some(segment), None, None);
                    if let Some(value) = value {
                        self.lost(LossKind::Value, format!("the value {value} of segment {id}"));
                    }
                }
                Err(_) => self
                    .lost(LossKind::Unnamed, format!("the segment that stands as {id}: only its id can be associated")),
            }
        }
    }

    /// `add_code=a,b&member=7`: codes, whose ids only the platform knows.
    fn codes(&mut self, params: &SegmentParams) {
        let member = self.url.param("member").map(|member| percent(member).into_owned());
        for item in self.items(&params.add_code) {
            let code = item.split_once(':').map_or(item.as_str(), |(code, _)| code).to_owned();
            self.lost(LossKind::Code, super::resolve::unknown_code(&code, member.as_deref()));
            if let Some((_, value)) = item.split_once(':') {
                self.lost(LossKind::Value, format!("the value {value} of segment code {code}"));
            }
            self.associate(None, Some(code), member.clone());
        }
    }

    fn losses(&mut self, params: &SegmentParams) {
        for name in &params.remove {
            for item in self.items(name) {
                self.lost(LossKind::Removal, format!("taking the user out of segment {item}"));
            }
        }
        for name in &params.lost {
            if let Some(value) = self.url.param(name).filter(|value| !value.is_empty()) {
                self.lost(LossKind::Parameter, format!("{name}={value}"));
            }
        }
    }

    /// The values of a comma list, decoded.
    fn items(&self, name: &str) -> Vec<String> {
        let value = (!name.is_empty()).then(|| self.url.param(name)).flatten().unwrap_or_default();
        percent(value).split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    fn associate(&mut self, segment: Option<u64>, code: Option<String>, member: Option<String>) {
        self.remedy.associate.push(Associate { segment, code, member, action: self.action });
    }

    fn lost(&mut self, kind: LossKind, phrase: String) {
        self.kinds.push(kind);
        self.remedy.lost.push(phrase);
    }
}
