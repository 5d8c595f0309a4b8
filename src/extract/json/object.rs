//! The platform's objects other than creatives: told by the key they are wrapped in or by keys that only they have, and
//! read. What a third-party pixel or a template sends becomes calls, with the object as the first step of their route;
//! piggyback pixels do not, as no creative sends them.

use super::creative::is_creative_besides;
use super::get::given;
use super::hostname::hostnames;
use super::{Reader, property};
use crate::association::{
    AdServer, Conversion, Deal, Object as Known, Piggyback, Scope, Segment, Template, ThirdPartyPixel, UserSyncs,
};
use crate::call::Trigger;
use crate::extract::Route;
use crate::span::Span;
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Segment,
    ThirdPartyPixel,
    Template,
    Conversion,
    Deal,
    AdServer,
}

use Kind::{AdServer as A, Conversion as C, Deal as D, Segment as S, Template as T, ThirdPartyPixel as P};

/// Keys that objects are wrapped in, alone or in a list. A creative has some of them too, for what it refers to.
const WRAPPERS: &[(&str, Kind)] = &[
    ("segment", S),
    ("segments", S),
    ("thirdparty-pixel", P),
    ("thirdparty_pixel", P),
    ("thirdparty-pixels", P),
    ("thirdparty_pixels", P),
    ("pixel-template", T),
    ("pixel_template", T),
    ("pixel-templates", T),
    ("pixel_templates", T),
    ("pixel", C),
    ("pixels", C),
    ("deal", D),
    ("deals", D),
    ("adserver", A),
    ("adservers", A),
];

/// Keys that only one kind of object has.
const TELLING: &[(&str, Kind)] = &[
    ("allow_creative_add_on_view", D),
    ("allow_creative_add_on_click", D),
    ("supply_exceptions", P),
    ("num_required_params", T),
    ("max_usersync_pixels", S),
    ("enable_rm_piggyback", S),
    ("querystring_mapping", S),
    ("trigger_type", C),
    ("min_minutes_per_conv", C),
    ("post_click_expire_mins", C),
    ("piggyback_pixels", S),
    ("declare_to_adx", A),
    ("hostnames", A),
];

/// Keys that a segment has and an entry of a creative's `segments` does not.
const SEGMENT_KEYS: &[&str] = &["code", "short_name", "state", "member_id", "expire_minutes", "provider_id"];

/// What an object is, by its own keys.
pub(super) fn told(object: &Object) -> Option<Kind> {
    TELLING.iter().find(|(key, _)| property(object, key).is_some()).map(|(_, kind)| *kind)
}

/// What a key of an object wraps. Some keys are a creative's own as well: there, nothing else may tell of a creative, and
/// the first entry has to look like a whole object.
pub(super) fn wrapped(around: &Object, key: &str, value: &Value) -> Option<Kind> {
    let (_, kind) = WRAPPERS.iter().find(|(known, _)| *known == key)?;
    match value {
        Value::Object(_) => Some(*kind),
        Value::Array(list) => {
            let first = list.elements.first()?.as_object()?;
            let is_segment =
                || property(first, "action").is_none() && SEGMENT_KEYS.iter().any(|key| property(first, key).is_some());
            let is_whole = || told(first).is_some() || (*kind == Kind::Segment && is_segment());
            let shared = matches!(key, "segments" | "pixels" | "thirdparty_pixels" | "adservers");
            let fits = !shared || (!is_creative_besides(around, key) && is_whole());
            fits.then_some(*kind)
        }
        _ => None,
    }
}

impl Reader<'_, '_> {
    /// Reads an object of the platform.
    pub(super) fn object(&mut self, kind: Kind, object: &Object, route: &Route) {
        let span = self.text.map.span(object.start()..object.end());
        let known = match kind {
            Kind::Segment => Known::Segment(self.segment(object, span)),
            Kind::ThirdPartyPixel => Known::ThirdPartyPixel(self.third_party_pixel(object, span, route)),
            Kind::Template => Known::Template(self.template(object, span, route)),
            Kind::Conversion => Known::Conversion(self.conversion(object, span)),
            Kind::Deal => Known::Deal(self.deal(object, span)),
            Kind::AdServer => Known::AdServer(self.ad_server(object, span)),
        };
        self.queue.object(known);
    }

    fn segment(&mut self, object: &Object, span: Span) -> Segment {
        Segment {
            id: self.number(object, "id"),
            code: self.text(object, "code"),
            name: self.text(object, "short_name").or_else(|| self.text(object, "name")),
            member: self.number(object, "member_id"),
            active: self.word(object, "state", &["active", "inactive"]).map(|state| state == "active"),
            syncs: self.user_syncs(object),
            piggyback: self.piggyback(object),
            span,
        }
    }

    fn ad_server(&mut self, object: &Object, span: Span) -> AdServer {
        AdServer {
            id: self.number(object, "id"),
            name: self.text(object, "name"),
            declare: self.flag(object, "declare_to_adx"),
            hostnames: given(object, "hostnames").map_or_else(Vec::new, hostnames),
            span,
        }
    }

    fn user_syncs(&mut self, object: &Object) -> UserSyncs {
        match property(object, "max_usersync_pixels") {
            None => UserSyncs::Unsaid,
            Some(Value::NullKeyword(_)) => UserSyncs::Null,
            Some(_) => self.number(object, "max_usersync_pixels").map_or(UserSyncs::Unsaid, UserSyncs::Most),
        }
    }

    fn piggyback(&mut self, object: &Object) -> Vec<Piggyback> {
        let entries = self.entries(object, "piggyback_pixels");
        let pixel =
            |entry: &Object| Some(Piggyback { url: self.text(entry, "url")?, form: self.text(entry, "pixel_type") });
        entries.into_iter().filter_map(pixel).collect()
    }

    fn third_party_pixel(&mut self, object: &Object, span: Span, route: &Route) -> ThirdPartyPixel {
        let active = self.flag(object, "active").unwrap_or(true);
        let pixel = ThirdPartyPixel {
            id: self.number(object, "id"),
            name: self.text(object, "name"),
            active,
            excludes_google: self.excludes_google(object),
            scope: Scope {
                members: self.ids(object, "members"),
                advertisers: self.advertisers(object),
                creatives: self.ids(object, "creatives"),
            },
            span,
        };
        self.sent(object, &route.step("thirdparty-pixel"));
        pixel
    }

    /// The list, or the owner's id where the pixel is one advertiser's own.
    fn advertisers(&mut self, object: &Object) -> Vec<u64> {
        let mut ids = self.ids(object, "advertisers");
        ids.extend(self.number(object, "advertiser_id").filter(|id| *id > 0));
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// `supply_exceptions: [{"name": "AdX"}]`, the only exception there is.
    fn excludes_google(&mut self, object: &Object) -> bool {
        let entries = self.entries(object, "supply_exceptions");
        let named = entries.into_iter().filter_map(|entry| self.word(entry, "name", &["AdX"])).count();
        named > 0
    }

    fn template(&mut self, object: &Object, span: Span, route: &Route) -> Template {
        let template = Template { id: self.number(object, "id"), name: self.text(object, "name"), span };
        self.sent(object, &route.step("pixel-template"));
        template
    }

    fn conversion(&mut self, object: &Object, span: Span) -> Conversion {
        let (id, name) = (self.number(object, "id"), self.text(object, "name"));
        Conversion { id, name, piggyback: self.piggyback(object), span }
    }

    fn deal(&mut self, object: &Object, span: Span) -> Deal {
        Deal {
            id: self.number(object, "id"),
            name: self.text(object, "name"),
            on_view: self.flag(object, "allow_creative_add_on_view").unwrap_or(false),
            on_click: self.flag(object, "allow_creative_add_on_click").unwrap_or(true),
            creatives: self.ids(object, "creatives"),
            span,
        }
    }

    /// The calls of a pixel: its URLs, or its code, each in a secure form and another.
    fn sent(&mut self, object: &Object, route: &Route) {
        self.word(object, "format", &["raw-js", "url-html", "url-js", "url-image", "raw-url"]);
        for key in ["url", "secure_url", "url_secure"] {
            if let Some(Value::StringLit(literal)) = given(object, key) {
                self.url(literal, Trigger::Load, &route.step(key));
            }
        }
        for key in ["content", "secure_content", "content_secure"] {
            if let Some(Value::StringLit(literal)) = given(object, key) {
                self.code(literal, &route.step(key));
            }
        }
    }
}
