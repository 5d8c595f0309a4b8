//! One entry of a capture. Exporters agree on the request's URL, its headers and the answer's; what else they tell has
//! a `_` before its name and is theirs alone.

use super::super::json::{inner, property};
use crate::call::Trigger;
use crate::chain::{Purpose, Request};
use crate::url::{self, Scheme, Url};
use jsonc_parser::ast::{Array, Object, StringLit, Value};

/// Frames of a stack, and stacks that led to a stack, that are read.
const STACK: usize = 16;
/// Cookies of one answer that are named.
const COOKIES: usize = 100;

/// An entry.
pub(super) struct Entry<'v> {
    /// What it tells.
    pub(super) request: Request<'v>,
    /// The text that is its URL.
    pub(super) url: &'v StringLit<'v>,
    /// When it was sent, as written.
    pub(super) started: &'v str,
    /// Whether the browser only asked if it may send the request.
    pub(super) is_preflight: bool,
    /// The text that says where its answer sends the browser on to.
    location: Option<&'v StringLit<'v>>,
    /// Whether cookies were sent or set.
    has_cookies: bool,
}

impl<'v> Entry<'v> {
    /// Reads an entry, if it is a request of a page over the network.
    pub(super) fn read(entry: &'v Value<'v>, source: &'v str) -> Option<Self> {
        let entry = entry.as_object()?;
        let (sent, answer) = (child(entry, "request")?, child(entry, "response"));
        let url = string(sent, "url")?;
        let method = text(sent, "method").unwrap_or_default();
        let is_absolute = url::scheme(&url.value) == Scheme::Network && Url::parse(&url.value).is_absolute();
        let is_api = matches!(property(entry, "_apiRequest"), Some(Value::BooleanLit(flag)) if flag.value);
        if !is_absolute || method.eq_ignore_ascii_case("CONNECT") || is_api {
            return None;
        }
        let location = answer.and_then(location);
        let redirect = location.map(|to| {
            url::join(&url.value, &to.value).unwrap_or_else(|| match to.value.strip_prefix("//") {
                Some(rest) => format!("{}//{rest}", url.value.split("//").next().unwrap_or_default()),
                None => to.value.to_string(),
            })
        });
        let cookies = answer.map_or_else(Vec::new, cookies);
        let sends = header(sent, "cookie").is_some();
        let (initiators, by_parser) = child(entry, "_initiator").map_or((Vec::new(), false), initiators);
        if !initiators.is_empty() && initiators.iter().all(|url| is_extension(url)) {
            return None;
        }
        let request = Request {
            url: url.value.to_string(),
            purpose: purpose(entry, sent, answer),
            initiators,
            by_parser,
            referrer: header(sent, "referer").map(str::to_owned),
            redirect,
            frame: text(entry, "_frameref").map(str::to_owned),
            page: text(entry, "pageref").map(str::to_owned),
            text: answer.and_then(|answer| content(answer, source)),
            is_unseen: false,
            trigger: text(entry, "_trigger").and_then(trigger),
            cookies,
        };
        let has_cookies = sends || !request.cookies.is_empty();
        let started = text(entry, "startedDateTime").unwrap_or_default();
        Some(Self { request, url, started, is_preflight: method == "OPTIONS", location, has_cookies })
    }

    /// Whether cookies were sent or set.
    pub(super) fn has_cookies(&self) -> bool {
        self.has_cookies
    }

    /// What its answer sends the browser on to, as an entry of its own.
    pub(super) fn unseen(&self) -> Option<Self> {
        let to = self.request.redirect.as_deref()?;
        let is_network = url::scheme(to) == Scheme::Network && Url::parse(to).is_absolute();
        let request = Request {
            url: to.to_owned(),
            purpose: self.request.purpose,
            frame: self.request.frame.clone(),
            page: self.request.page.clone(),
            trigger: self.request.trigger,
            is_unseen: true,
            ..Request::default()
        };
        let url = self.location.filter(|_| is_network)?;
        Some(Self { request, url, started: self.started, is_preflight: false, location: None, has_cookies: false })
    }
}

fn child<'v>(object: &'v Object<'v>, key: &str) -> Option<&'v Object<'v>> {
    property(object, key)?.as_object()
}

fn string<'v>(object: &'v Object<'v>, key: &str) -> Option<&'v StringLit<'v>> {
    property(object, key)?.as_string_lit().filter(|literal| !literal.value.trim().is_empty())
}

fn text<'v>(object: &'v Object<'v>, key: &str) -> Option<&'v str> {
    string(object, key).map(|literal| literal.value.as_ref())
}

fn list<'v>(object: &'v Object<'v>, key: &str) -> impl Iterator<Item = &'v Object<'v>> {
    let array: Option<&Array> = property(object, key).and_then(Value::as_array);
    array.into_iter().flat_map(|array| &array.elements).filter_map(Value::as_object)
}

/// The values of a header of a request or an answer.
fn headers<'v>(message: &'v Object<'v>, name: &'static str) -> impl Iterator<Item = &'v StringLit<'v>> {
    let named = move |header: &&Object| text(header, "name").is_some_and(|own| own.eq_ignore_ascii_case(name));
    list(message, "headers").filter(named).filter_map(|header| string(header, "value"))
}

fn header<'v>(message: &'v Object<'v>, name: &'static str) -> Option<&'v str> {
    headers(message, name).next().map(|value| value.value.as_ref())
}

/// Where an answer sends the browser on to.
fn location<'v>(answer: &'v Object<'v>) -> Option<&'v StringLit<'v>> {
    let named = string(answer, "redirectURL");
    let is_redirect = property(answer, "status")
        .and_then(super::super::json::text_of)
        .is_some_and(|status| matches!(status.as_str(), "301" | "302" | "303" | "307" | "308"));
    named.or_else(|| headers(answer, "location").next().filter(|_| is_redirect))
}

/// Names of the cookies that an answer sets: from its list, else from its headers, which some exporters join by lines.
fn cookies(answer: &Object) -> Vec<String> {
    let mut names: Vec<String> =
        list(answer, "cookies").filter_map(|cookie| text(cookie, "name")).map(str::to_owned).collect();
    if names.is_empty() {
        let lines = headers(answer, "set-cookie").flat_map(|header| header.value.lines());
        names = lines.filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned())).collect();
    }
    names.retain(|name| !name.is_empty());
    names.sort();
    names.dedup();
    names.truncate(COOKIES);
    names
}

/// The answer's text as it is written in the capture. Packed text names no host that could be found.
fn content<'v>(answer: &'v Object<'v>, source: &'v str) -> Option<&'v str> {
    let content = child(answer, "content")?;
    let literal = string(content, "text").filter(|_| text(content, "encoding") != Some("base64"))?;
    source.get(inner(literal.range))
}

/// URLs of the code that made a request, the nearest first; and whether only a document is known, as whose markup it
/// counts.
fn initiators(initiator: &Object) -> (Vec<String>, bool) {
    let mut urls: Vec<String> = Vec::new();
    let mut stack = child(initiator, "stack");
    for _ in 0..STACK {
        let Some(frames) = stack else { break };
        let named = list(frames, "callFrames").filter_map(|frame| text(frame, "url"));
        urls.extend(named.take(STACK).map(str::to_owned));
        stack = child(frames, "parent");
    }
    let by_parser = urls.is_empty() && text(initiator, "type") != Some("script");
    urls.extend(text(initiator, "url").map(str::to_owned));
    urls.dedup();
    (urls, by_parser)
}

/// When a request was sent, in the words of `taglint observe`.
fn trigger(word: &str) -> Option<Trigger> {
    [Trigger::Load, Trigger::Event, Trigger::Click].into_iter().find(|trigger| trigger.as_str() == word)
}

/// Whether code is that of a browser's extension: what that calls is not the page's doing.
fn is_extension(url: &str) -> bool {
    url.split_once("://").is_some_and(|(scheme, _)| scheme.ends_with("-extension"))
}

/// What a request is for: as the exporter says, as the browser told the server, as the answer is.
fn purpose(entry: &Object, sent: &Object, answer: Option<&Object>) -> Purpose {
    let told = text(entry, "_resourceType").or_else(|| header(sent, "sec-fetch-dest"));
    let kind = answer.and_then(|answer| child(answer, "content")).and_then(|content| text(content, "mimeType"));
    told.and_then(by_word).or_else(|| kind.and_then(by_media_type)).unwrap_or_default()
}

fn by_word(word: &str) -> Option<Purpose> {
    match word.to_ascii_lowercase().as_str() {
        "document" | "iframe" | "frame" | "subdocument" => Some(Purpose::Document),
        "script" => Some(Purpose::Script),
        "image" => Some(Purpose::Image),
        "stylesheet" | "style" => Some(Purpose::Style),
        "xhr" | "fetch" | "eventsource" | "websocket" | "manifest" | "json" => Some(Purpose::Data),
        "ping" | "beacon" | "csp-violation-report" | "report" => Some(Purpose::Beacon),
        "font" | "media" | "audio" | "video" | "track" => Some(Purpose::Media),
        _ => None,
    }
}

fn by_media_type(media_type: &str) -> Option<Purpose> {
    let plain = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match plain.split_once('/')? {
        ("text", "html") | ("application", "xhtml+xml") => Some(Purpose::Document),
        ("image", _) => Some(Purpose::Image),
        ("text", "css") => Some(Purpose::Style),
        (_, rest) if rest.contains("javascript") || rest.contains("ecmascript") => Some(Purpose::Script),
        (_, rest) if rest.contains("json") || rest.contains("xml") => Some(Purpose::Data),
        ("video" | "audio" | "font", _) => Some(Purpose::Media),
        _ => None,
    }
}
