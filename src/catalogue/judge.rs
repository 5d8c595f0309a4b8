//! From a raw call to a judged one: the catalogue's word on its URL, and its *hops*: the calls nested in it, which a
//! redirect turns into real ones. A hop to another vendor is the fourth party.

use super::{Catalogue, Class, Endpoint, Kind};
use crate::call::{RawCall, Trigger};
use crate::limit::HOPS;
use crate::url::{Host, Url, percent};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::LazyLock;

/// A call with what is known of it.
#[derive(Debug)]
pub struct Call<'c> {
    /// As extraction found it.
    pub raw: RawCall,
    /// Its URL, split once: every rule asks it.
    url: Url<'static>,
    /// What the catalogue says.
    pub class: Class<'c>,
    /// Whether it only carries the first hop on, on the same host (`/bounce?…`), and so is what it wraps.
    pub wrapper: bool,
    /// The calls nested in it, outermost first.
    pub hops: Vec<Hop<'c>>,
}

/// A call nested in another.
#[derive(Clone, Debug)]
pub struct Hop<'c> {
    /// Decoded, and split.
    pub url: Url<'static>,
    /// What the catalogue says.
    pub class: Class<'c>,
    /// Whether the catalogue names the parameter that it stands in; else its name or place alone speaks for a redirect.
    pub named: bool,
}

/// A place that a call reaches: its own URL or a hop's.
#[derive(Debug)]
pub struct Target<'t> {
    /// Split.
    pub url: &'t Url<'t>,
    /// What the catalogue says.
    pub class: &'t Class<'t>,
}

impl Call<'_> {
    /// The call's URL, split.
    #[must_use]
    pub fn url(&self) -> &Url<'_> {
        &self.url
    }

    /// Its host.
    #[must_use]
    pub fn host(&self) -> &Host {
        &self.url.host
    }

    /// Its own URL, unless that only wraps a hop, then its hops. What a captured call led to is a call of its own.
    pub fn targets(&self) -> impl Iterator<Item = Target<'_>> {
        let own = (!self.wrapper).then(|| Target { url: self.url(), class: &self.class });
        let hops = if self.raw.seen.is_some() { &[][..] } else { &self.hops };
        own.into_iter().chain(hops.iter().map(Hop::target))
    }
}

impl<'t> Target<'t> {
    /// Its host.
    #[must_use]
    pub fn host(&self) -> &'t Host {
        &self.url.host
    }
}

impl Hop<'_> {
    /// The place it reaches.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        Target { url: &self.url, class: &self.class }
    }
}

/// Looks a call up.
#[must_use]
pub fn judge<'c>(raw: RawCall, catalogue: &'c Catalogue) -> Call<'c> {
    let url = Url::parse(&raw.url.text).into_owned();
    let mut class = catalogue.classify(&url);
    // A capture has what was called in fact; what a URL only hints at is not to be guessed there.
    let hops = match &raw.seen {
        Some(seen) => seen.redirect().map(|node| redirected(&node.url, catalogue)).into_iter().collect(),
        None => hops(&url, &class, catalogue),
    };
    let may_wrap = raw.seen.is_none() && class.endpoint.is_some_and(is_wrapper);
    let wrapped = hops.first().filter(|_| may_wrap).map(|hop| hop.class.clone());
    let wrapper = wrapped.is_some();
    class = wrapped.unwrap_or(class);
    if class.kind == Kind::Unknown {
        class.kind = guess(&url, raw.trigger);
    }
    class.confidence = class.confidence.min(raw.confidence);
    Call { raw, url, class, wrapper, hops }
}

/// Where a captured call went on to; of companies that nobody knows it may be one.
fn redirected<'c>(url: &str, catalogue: &'c Catalogue) -> Hop<'c> {
    let url = Url::parse(url).into_owned();
    let class = catalogue.classify(&url);
    Hop { named: class.party().is_some(), url, class }
}

/// The kind of a call to a place that the catalogue does not know, where its form leaves no doubt.
fn guess(url: &Url, trigger: Trigger) -> Kind {
    let path = url.path().as_bytes();
    let file = &path[memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1)..];
    let extension = memchr::memrchr(b'.', file).map_or(&[][..], |dot| &file[dot + 1..]);
    let media = [
        "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "css", "woff", "woff2", "ttf", "otf", "eot", "mp4",
        "webm", "ogg", "mp3", "m4a", "m4v", "mov", "vtt", "m3u8",
    ];
    if url.host == Host::Own
        || (url.query().is_empty() && media.iter().any(|known| extension.eq_ignore_ascii_case(known.as_bytes())))
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
    let mut waiting = VecDeque::from(targets(url, class.endpoint));
    while let Some((target, named)) = waiting.pop_front().filter(|_| found.len() < HOPS) {
        let url = Url::parse(&target).into_owned();
        let class = catalogue.classify(&url);
        waiting.extend(targets(&url, class.endpoint));
        if !found.iter().any(|hop| hop.url.text == url.text) {
            found.push(Hop { url, class, named });
        }
    }
    found
}

/// The URLs that stand directly in a URL and that the browser is carried on to, each with whether the catalogue names
/// the parameter.
fn targets(url: &Url, endpoint: Option<&Endpoint>) -> Vec<(String, bool)> {
    let mut targets: Vec<(String, bool)> = Vec::new();
    let names = endpoint.map_or(&[][..], |endpoint| &endpoint.hops);
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    // Where the query as a whole holds none, no part of it does.
    let may_hold = may_hold_url(url.query());
    if has(SAME_HOST) {
        targets.extend(same_host(url).map(|target| (target, true)));
    } else if may_hold && let Some(target) = absolute(url.query()) {
        targets.push((target, has(WHOLE_QUERY)));
    }
    if may_hold && !has(WHOLE_QUERY) && !has(SAME_HOST) {
        let follows =
            |name: &str| has(name) || REDIRECTS.redirects.iter().any(|known| known.eq_ignore_ascii_case(name));
        let followed = url.params().filter(|(name, value)| may_hold_url(value) && follows(name));
        targets.extend(followed.filter_map(|(name, value)| Some((absolute(value)?, has(name)))));
    }
    targets.extend(url.after_prefix().map(|rest| (rest.to_owned(), true)));
    targets
}

/// A value that is, after up to three decodings, an absolute URL.
fn absolute(value: &str) -> Option<String> {
    let mut text = Cow::Borrowed(value);
    for _ in 0..4 {
        if may_be_absolute(&text) && Url::parse(&text).is_absolute() {
            return Some(text.into_owned());
        }
        match percent(&text) {
            Cow::Owned(decoded) if decoded != *text => text = Cow::Owned(decoded),
            _ => return None,
        }
    }
    None
}

/// Most values are too plain to be one, encoded or not, which is sooner seen than whether their names are known.
fn may_hold_url(value: &str) -> bool {
    may_be_absolute(value) || memchr::memchr(b'%', value.as_bytes()).is_some()
}

/// Most values have no slashes in them, nor what browsers take for some or drop from between two.
fn may_be_absolute(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'/', bytes).any(|slash| bytes.get(slash + 1) == Some(&b'/'))
        || memchr::memchr2(b'\\', b'\t', bytes).is_some()
        || memchr::memchr2(b'\n', b'\r', bytes).is_some()
}

/// `/bounce?%2Fgetuid%3F…`: a path on the same host, percent-encoded or not.
fn same_host(url: &Url) -> Option<String> {
    let inner = percent(url.query());
    let host = url.host.as_str()?;
    inner.starts_with('/').then(|| format!("https://{host}{inner}"))
}
