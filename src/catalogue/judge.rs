//! From a raw call to a judged one: the catalogue's word on its URL, and its *hops*: the calls nested in it, which a
//! redirect turns into real ones. A hop to another vendor is the fourth party.

use super::{Catalogue, Class, Endpoint, Kind};
use crate::call::{RawCall, Trigger};
use crate::limit::HOPS;
use crate::url::{Host, Url, percent};
use serde::Deserialize;
use std::sync::LazyLock;

/// A call with what is known of it.
#[derive(Debug)]
pub struct Call<'c> {
    /// As extraction found it.
    pub raw: RawCall,
    /// Its host.
    pub host: Host,
    /// What the catalogue says.
    pub class: Class<'c>,
    /// The calls nested in it, outermost first.
    pub hops: Vec<Hop<'c>>,
}

/// A call nested in another.
#[derive(Clone, Debug)]
pub struct Hop<'c> {
    /// Decoded.
    pub url: String,
    /// Its host.
    pub host: Host,
    /// What the catalogue says.
    pub class: Class<'c>,
}

impl Call<'_> {
    /// The call's URL, split.
    #[must_use]
    pub fn url(&self) -> Url<'_> {
        Url::parse(&self.raw.url.text)
    }
}

/// Looks a call up.
#[must_use]
pub fn judge<'c>(raw: RawCall, catalogue: &'c Catalogue) -> Call<'c> {
    let (host, mut class, hops) = {
        let url = Url::parse(&raw.url.text);
        let mut class = catalogue.classify(&url);
        let hops = hops(&url, &class, catalogue);
        // A wrapper (`/bounce?…`) is what it wraps.
        if let Some(inner) = hops.first().filter(|_| class.endpoint.is_some_and(is_wrapper)) {
            class = inner.class.clone();
        }
        if class.kind == Kind::Unknown {
            class.kind = guess(&url, raw.trigger);
        }
        (url.host, class, hops)
    };
    class.confidence = class.confidence.min(raw.confidence);
    Call { raw, host, class, hops }
}

/// The kind of a call to a place that the catalogue does not know, where its form leaves no doubt.
fn guess(url: &Url, trigger: Trigger) -> Kind {
    let path = url.path();
    let extension =
        path.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map_or("", |(_, extension)| extension);
    let media = [
        "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "css", "woff", "woff2", "ttf", "otf", "eot", "mp4",
        "webm", "ogg", "mp3", "m4a", "m4v", "mov", "vtt", "m3u8",
    ];
    if url.host == Host::Own
        || (url.query().is_empty() && media.iter().any(|known| extension.eq_ignore_ascii_case(known)))
    {
        return if trigger == Trigger::Click && extension.is_empty() { Kind::Click } else { Kind::Asset };
    }
    if trigger == Trigger::Click { Kind::Click } else { Kind::Unknown }
}

fn is_wrapper(endpoint: &Endpoint) -> bool {
    endpoint.hops.iter().any(|hop| hop == SAME_HOST)
}

/// In data: the whole query is the target URL.
const WHOLE_QUERY: &str = "?";
/// In data: the whole query is a path on the same host.
const SAME_HOST: &str = "?path";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Redirects {
    redirects: Vec<String>,
}

static REDIRECTS: LazyLock<Redirects> =
    LazyLock::new(|| toml::from_str(include_str!("../../rules/hops.toml")).expect("rules/hops.toml is tested"));

/// All calls nested in a URL, followed to a bound.
fn hops<'c>(url: &Url, class: &Class<'c>, catalogue: &'c Catalogue) -> Vec<Hop<'c>> {
    let mut found: Vec<Hop> = Vec::new();
    let mut waiting = targets(url, class.endpoint);
    while !waiting.is_empty() && found.len() < HOPS {
        let target = waiting.remove(0);
        let inner = Url::parse(&target);
        let class = catalogue.classify(&inner);
        waiting.extend(targets(&inner, class.endpoint));
        let host = inner.host.clone();
        drop(inner);
        if !found.iter().any(|hop| hop.url == target) {
            found.push(Hop { url: target, host, class });
        }
    }
    found
}

/// The URLs that stand directly in a URL and that the browser is carried on to.
fn targets(url: &Url, endpoint: Option<&Endpoint>) -> Vec<String> {
    let mut targets: Vec<String> = Vec::new();
    let named = endpoint.map_or(&[][..], |endpoint| &endpoint.hops);
    if named.iter().any(|name| name == SAME_HOST) {
        targets.extend(same_host(url));
    } else if let Some(target) = absolute(url.query()) {
        targets.push(target);
    }
    let follows = |name: &str| {
        named.iter().any(|known| known.eq_ignore_ascii_case(name))
            || REDIRECTS.redirects.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    if named.iter().all(|name| name != WHOLE_QUERY && name != SAME_HOST) {
        targets.extend(url.params().filter(|(name, _)| follows(name)).filter_map(|(_, value)| absolute(value)));
    }
    targets.extend(url.after_prefix().map(str::to_owned));
    targets
}

/// A value that is, after up to three decodings, an absolute URL.
fn absolute(value: &str) -> Option<String> {
    let mut text = value.to_owned();
    for _ in 0..4 {
        if Url::parse(&text).is_absolute() {
            return Some(text);
        }
        let decoded = percent(&text).into_owned();
        if decoded == text {
            return None;
        }
        text = decoded;
    }
    None
}

/// `/bounce?%2Fgetuid%3F…`: a path on the same host, percent-encoded or not.
fn same_host(url: &Url) -> Option<String> {
    let inner = percent(url.query());
    let host = url.host.as_str()?;
    inner.starts_with('/').then(|| format!("https://{host}{inner}"))
}
