//! The table of every (element, attribute) that makes a browser send a call: the one place that says so.

use crate::call::Trigger;
use html5ever::LocalName;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How an attribute's value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// One URL.
    Url,
    /// URLs parted by white space (`ping`).
    Urls,
    /// Candidates with descriptors (`srcset`).
    Srcset,
    /// A document of its own (`srcdoc`).
    Markup,
    /// JSON of `amp-analytics` and its kin, or a URL of such.
    Config,
}

/// A row of the table.
pub(crate) struct Row {
    pub element: &'static str,
    pub attribute: &'static str,
    /// As reports name it: `img[src]`.
    pub via: &'static str,
    pub usage: Use,
    pub trigger: Trigger,
}

macro_rules! rows {
    ($($element:literal $attribute:literal $usage:ident $trigger:ident;)*) => {
        &[$(Row {
            element: $element,
            attribute: $attribute,
            via: concat!($element, "[", $attribute, "]"),
            usage: Use::$usage,
            trigger: Trigger::$trigger,
        }),*]
    };
}

/// `link`, `meta`, `base` and `script` need a second attribute to be understood: see `special.rs`.
pub(crate) static ROWS: &[Row] = rows! {
    "img" "src" Url Load;
    "img" "srcset" Srcset Load;
    "img" "lowsrc" Url Load;
    "img" "dynsrc" Url Load;
    "image" "src" Url Load;
    "iframe" "src" Url Load;
    "iframe" "srcdoc" Markup Load;
    "frame" "src" Url Load;
    "embed" "src" Url Load;
    "object" "data" Url Load;
    "object" "codebase" Url Load;
    "applet" "code" Url Load;
    "applet" "archive" Url Load;
    "bgsound" "src" Url Load;
    "video" "src" Url Load;
    "video" "poster" Url Load;
    "audio" "src" Url Load;
    "source" "src" Url Load;
    "source" "srcset" Srcset Load;
    "track" "src" Url Load;
    "input" "src" Url Load;
    "input" "formaction" Url Click;
    "button" "formaction" Url Click;
    "form" "action" Url Click;
    "form" "action-xhr" Url Click;
    "a" "href" Url Click;
    "a" "xlink:href" Url Click;
    "a" "ping" Urls Click;
    "area" "href" Url Click;
    "area" "ping" Urls Click;
    "body" "background" Url Load;
    "table" "background" Url Load;
    "thead" "background" Url Load;
    "tbody" "background" Url Load;
    "tfoot" "background" Url Load;
    "tr" "background" Url Load;
    "td" "background" Url Load;
    "th" "background" Url Load;
    "html" "manifest" Url Load;
    "portal" "src" Url Load;
    "image" "href" Url Load;
    "image" "xlink:href" Url Load;
    "use" "href" Url Load;
    "use" "xlink:href" Url Load;
    "feimage" "href" Url Load;
    "feimage" "xlink:href" Url Load;
    "v:image" "src" Url Load;
    "v:fill" "src" Url Load;
    "amp-pixel" "src" Url Load;
    "amp-img" "src" Url Load;
    "amp-img" "srcset" Srcset Load;
    "amp-anim" "src" Url Load;
    "amp-iframe" "src" Url Load;
    "amp-video" "src" Url Load;
    "amp-video" "poster" Url Load;
    "amp-audio" "src" Url Load;
    "amp-list" "src" Url Load;
    "amp-state" "src" Url Load;
    "amp-ad" "src" Url Load;
    "amp-embed" "src" Url Load;
    "amp-video-iframe" "src" Url Load;
    "amp-analytics" "config" Config Load;
};

/// The rows of an element, each under the name of its attribute.
pub(crate) fn rows(element: &LocalName) -> &'static [(LocalName, &'static Row)] {
    static BY_ELEMENT: LazyLock<FxHashMap<LocalName, Vec<(LocalName, &'static Row)>>> = LazyLock::new(|| {
        let mut by_element: FxHashMap<LocalName, Vec<_>> = FxHashMap::default();
        for row in ROWS {
            by_element.entry(LocalName::from(row.element)).or_default().push((LocalName::from(row.attribute), row));
        }
        by_element
    });
    BY_ELEMENT.get(element).map_or(&[], Vec::as_slice)
}

/// Values of `rel` (on `link`) with which a browser sends an HTTP request. `dns-prefetch` and `preconnect` look up and
/// connect, but request nothing.
pub(crate) const FETCHING_RELS: &[&str] = &[
    "stylesheet",
    "icon",
    "apple-touch-icon",
    "apple-touch-icon-precomposed",
    "mask-icon",
    "preload",
    "prefetch",
    "prerender",
    "modulepreload",
    "manifest",
    "import",
];

/// Values of `type` (on `script`) that a browser runs.
pub(crate) fn is_script_type(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some(subtype) = essence.strip_prefix("text/").or_else(|| essence.strip_prefix("application/")) else {
        return essence.is_empty() || essence == "module";
    };
    let known = ["javascript", "ecmascript", "x-javascript", "x-ecmascript", "jscript", "livescript"];
    known.contains(&subtype) || subtype.starts_with("javascript1.")
}

/// The trigger of an event handler, given when the code around it runs. Events that a user's click or tap brings are
/// clicks; those that come by themselves while the ad loads leave the trigger as it is.
pub(crate) fn event_trigger(event: &str, around: Trigger) -> Trigger {
    match event {
        "click" | "dblclick" | "auxclick" | "mousedown" | "mouseup" | "touchstart" | "touchend" | "pointerdown"
        | "pointerup" | "keydown" | "keyup" | "keypress" | "submit" | "tap" | "contextmenu" => Trigger::Click,
        "load" | "error" | "readystatechange" | "domcontentloaded" | "pageshow" | "loadstart" | "loadeddata"
        | "loadedmetadata" | "message" | "begin" | "animationstart" | "transitionend" | "abort" | "resize" => around,
        _ => around.max(Trigger::Event),
    }
}
