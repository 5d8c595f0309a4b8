//! *Objects* of the platform other than creatives, as exports and API responses hold them: segments, third-party pixels
//! and their templates, conversion pixels, deals. Only what rules and plans ask about is kept.

use super::Verdict;
use crate::span::Span;

/// One object, of whatever kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// A segment.
    Segment(Segment),
    /// A third-party pixel.
    ThirdPartyPixel(ThirdPartyPixel),
    /// A pixel template.
    Template(Template),
    /// A conversion pixel.
    Conversion(Conversion),
    /// A deal.
    Deal(Deal),
    /// What Google's audit says of a creative.
    Verdict(Verdict),
    /// An ad server.
    AdServer(AdServer),
}

/// How many user syncs may follow a segment's call (`max_usersync_pixels`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSyncs {
    /// The object does not say.
    #[default]
    Unsaid,
    /// It says null, of which the documentation says two things.
    Null,
    /// So many.
    Most(u64),
}

/// A further pixel that is sent after the call of a segment or a conversion pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piggyback {
    /// Its URL as written.
    pub url: String,
    /// `img` or `js`, as written.
    pub form: Option<String>,
}

/// A segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// Its id.
    pub id: Option<u64>,
    /// Its owner's code for it.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Whose it is.
    pub member: Option<u64>,
    /// Whether it is active, if the object says.
    pub active: Option<bool>,
    /// How many user syncs may follow its calls.
    pub syncs: UserSyncs,
    /// Pixels that are sent after its calls.
    pub piggyback: Vec<Piggyback>,
    /// The object in the file.
    pub span: Span,
}

/// What a pixel is attached to, as ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Members: all their creatives.
    pub members: Vec<u64>,
    /// Advertisers: all their creatives.
    pub advertisers: Vec<u64>,
    /// Single creatives.
    pub creatives: Vec<u64>,
}

/// A third-party pixel: sent with every creative that it is attached to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThirdPartyPixel {
    /// Its id.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it is in use; it is if the object does not say.
    pub active: bool,
    /// Whether a supply exception keeps it off Google Ad Manager.
    pub excludes_google: bool,
    /// What it is attached to.
    pub scope: Scope,
    /// The object in the file.
    pub span: Span,
}

/// A pixel template: the pixels of creatives are made from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Its id.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// The object in the file.
    pub span: Span,
}

/// A conversion pixel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// Its id.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Pixels that are sent after its calls.
    pub piggyback: Vec<Piggyback>,
    /// The object in the file.
    pub span: Span,
}

/// A deal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deal {
    /// Its id.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Whether creatives may add users to segments on view. They may not if the object does not say.
    pub on_view: bool,
    /// Whether creatives may add users to segments on click. They may if the object does not say.
    pub on_click: bool,
    /// Creatives that it names.
    pub creatives: Vec<u64>,
    /// The object in the file.
    pub span: Span,
}

/// An ad server: a company whose calls are declared to Google.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdServer {
    /// Its id.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Whether it has to be declared (`declare_to_adx`), if the object says.
    pub declare: Option<bool>,
    /// Hosts that it answers at, lower case.
    pub hostnames: Vec<String>,
    /// The object in the file.
    pub span: Span,
}

impl Object {
    /// The object in the file.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Segment(one) => one.span,
            Self::ThirdPartyPixel(one) => one.span,
            Self::Template(one) => one.span,
            Self::Conversion(one) => one.span,
            Self::Deal(one) => one.span,
            Self::Verdict(one) => one.span,
            Self::AdServer(one) => one.span,
        }
    }

    /// How people know it: `segment 1234567`.
    #[must_use]
    pub fn title(&self) -> String {
        let (kind, id, name) = match self {
            Self::Segment(one) => ("segment", one.id, one.name.as_ref().or(one.code.as_ref())),
            Self::ThirdPartyPixel(one) => ("third-party pixel", one.id, one.name.as_ref()),
            Self::Template(one) => ("pixel template", one.id, one.name.as_ref()),
            Self::Conversion(one) => ("conversion pixel", one.id, one.name.as_ref()),
            Self::Deal(one) => ("deal", one.id, one.name.as_ref()),
            Self::Verdict(one) => ("verdict on creative", None, one.creative.as_ref()),
            Self::AdServer(one) => ("ad server", one.id, one.name.as_ref()),
        };
        match (id, name) {
            (Some(id), _) => format!("{kind} {id}"),
            (None, Some(name)) => format!("{kind} \"{name}\""),
            (None, None) => kind.to_owned(),
        }
    }

    /// What tells it from others of its kind.
    pub(super) fn key(&self) -> Option<(&'static str, u64)> {
        match self {
            Self::Segment(one) => Some(("segment", one.id?)),
            Self::ThirdPartyPixel(one) => Some(("third-party pixel", one.id?)),
            Self::Template(one) => Some(("pixel template", one.id?)),
            Self::Conversion(one) => Some(("conversion pixel", one.id?)),
            Self::Deal(one) => Some(("deal", one.id?)),
            Self::AdServer(one) => Some(("ad server", one.id?)),
            // There are several of one creative, and all count.
            Self::Verdict(_) => None,
        }
    }

    /// Whether both say the same, wherever they stand.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let here = |object: &Self| {
            let mut object = object.clone();
            match &mut object {
                Self::Segment(one) => one.span = Span::default(),
                Self::ThirdPartyPixel(one) => one.span = Span::default(),
                Self::Template(one) => one.span = Span::default(),
                Self::Conversion(one) => one.span = Span::default(),
                Self::Deal(one) => one.span = Span::default(),
                Self::Verdict(one) => one.span = Span::default(),
                Self::AdServer(one) => one.span = Span::default(),
            }
            object
        };
        here(self) == here(other)
    }
}

impl Segment {
    /// How people know it: `segment 1234567 (code cart)`.
    #[must_use]
    pub fn title(&self) -> String {
        match (self.id, &self.code, &self.name) {
            (Some(id), Some(code), _) => format!("segment {id} (code {code})"),
            (Some(id), None, Some(name)) => format!("segment {id} ({name})"),
            (Some(id), None, None) => format!("segment {id}"),
            (None, Some(code), _) => format!("segment code {code}"),
            (None, None, _) => "a segment".to_owned(),
        }
    }

    /// Whether a call of it sends the browser nowhere else: no user syncs, by a written 0, and no piggyback pixels.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.syncs == UserSyncs::Most(0) && self.piggyback.is_empty()
    }
}

impl Scope {
    /// In words: `all creatives of advertiser 55, creative 9001`.
    #[must_use]
    pub fn words(&self) -> String {
        const LISTED: usize = 8;
        let phrase = |one: &str, many: &str, ids: &[u64]| match ids {
            [] => None,
            [id] => Some(format!("{one} {id}")),
            ids => {
                let listed: Vec<String> = ids.iter().take(LISTED).map(u64::to_string).collect();
                let more = ids.len().checked_sub(LISTED).filter(|more| *more > 0);
                let more = more.map_or(String::new(), |more| format!(" and {more} more"));
                Some(format!("{many} {}{more}", listed.join(", ")))
            }
        };
        let parts = [
            phrase("all creatives of member", "all creatives of members", &self.members),
            phrase("all creatives of advertiser", "all creatives of advertisers", &self.advertisers),
            phrase("creative", "creatives", &self.creatives),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { "what it is attached to is not in the file".to_owned() } else { parts.join("; ") }
    }
}
