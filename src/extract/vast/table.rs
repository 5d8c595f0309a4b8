//! What stands in which element: the one place that says so. Names are compared without case and without prefix.
//! VAST 1 writes every URL in an element `URL` of its own, which means what the element around it means.

use super::open::Open;
use crate::call::{Confidence, Step, Trigger};
use std::borrow::Cow;

/// How an element's content is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    /// A URL.
    Url,
    /// A URL in an element that has to stand: only its content can be deleted.
    Required,
    /// Markup, or a document in the document.
    Markup,
    /// Free text that may hold URLs.
    Loose,
}

/// What an element means.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) usage: Usage,
    pub(super) trigger: Trigger,
    pub(super) confidence: Confidence,
    /// Whether the ad works without it.
    pub(super) removable: bool,
    pub(super) via: Step,
}

use Confidence::{High, Low, Medium};
use Trigger::{Click, Event, Load};
use Usage::{Loose, Markup, Required, Url};

/// Name, usage, trigger, confidence, removable.
type Row = (&'static str, Usage, Trigger, Confidence, bool);

const ROWS: &[Row] = &[
    ("Impression", Required, Load, High, true),
    ("Tracking", Url, Event, High, true),
    ("Error", Url, Event, High, true),
    ("ClickThrough", Url, Click, High, false),
    ("ClickTracking", Url, Click, High, true),
    ("CustomClick", Url, Click, High, true),
    ("CompanionClickThrough", Url, Click, High, false),
    ("CompanionClickTracking", Url, Click, High, true),
    ("NonLinearClickThrough", Url, Click, High, false),
    ("NonLinearClickTracking", Url, Click, High, true),
    ("IconClickThrough", Url, Click, High, false),
    ("IconClickTracking", Url, Click, High, true),
    ("IconViewTracking", Url, Load, High, true),
    ("Viewable", Url, Event, High, true),
    ("NotViewable", Url, Event, High, true),
    ("ViewUndetermined", Url, Event, High, true),
    ("MediaFile", Url, Load, High, false),
    ("InteractiveCreativeFile", Url, Load, High, false),
    // For servers that transcode it; a player does not load it.
    ("Mezzanine", Url, Load, Low, false),
    // Only for a user who wants captions.
    ("ClosedCaptionFile", Url, Event, High, false),
    ("JavaScriptResource", Url, Load, High, false),
    ("ExecutableResource", Url, Load, High, false),
    ("FlashResource", Url, Load, High, false),
    ("StaticResource", Url, Load, High, false),
    ("IFrameResource", Url, Load, High, false),
    ("HTMLResource", Markup, Load, High, false),
    ("Code", Markup, Load, High, false),
    ("VASTAdTagURI", Url, Load, High, false),
    ("VASTAdTagURL", Url, Load, High, false),
    ("AdTagURI", Url, Load, High, false),
    ("VASTAdData", Markup, Load, High, false),
    ("VASTData", Markup, Load, High, false),
    ("CustomAdData", Markup, Load, Medium, false),
    ("Survey", Url, Load, Medium, true),
    ("AdParameters", Loose, Load, Low, false),
    ("VerificationParameters", Loose, Load, Low, false),
];

/// What an element means that stands in these, outermost first.
pub(super) fn meaning(open: &Open, around: &[Open]) -> Option<Meaning> {
    if open.is("URL") {
        let (parent, around) = around.split_last()?;
        return if parent.is("URL") { None } else { meaning(parent, around) };
    }
    let free = is_free(open, around);
    let Some(row) = ROWS.iter().find(|row| open.is(row.0)) else {
        return free.then(|| made(&("", Loose, Load, Low, false), open.name.clone().into()));
    };
    if row.1 == Markup && row.0.starts_with("VAST") && open.has_children {
        // The document in it is walked with this one.
        return None;
    }
    let mut meaning = made(row, via(open, row.0));
    if open.is("Tracking") {
        meaning.trigger = event_trigger(open.attribute("event").unwrap_or_default());
    }
    if around.iter().any(|outer| outer.is("IconClickFallbackImage")) {
        meaning.trigger = Click;
    }
    if free {
        meaning.confidence = meaning.confidence.min(Medium);
    }
    Some(meaning)
}

fn made(row: &Row, via: Step) -> Meaning {
    Meaning { usage: row.1, trigger: row.2, confidence: row.3, removable: row.4, via }
}

/// How reports name the element. What is a program says `script`, by which rules know it.
fn via(open: &Open, name: &'static str) -> Step {
    if open.is("Tracking") {
        return format!("Tracking[{}]", open.attribute("event").unwrap_or_default()).into();
    }
    if is_program(open) { format!("{name}[script]").into() } else { name.into() }
}

/// Whether what the element names is a program that decides itself what it calls: VPAID, SIMID, a verification script.
fn is_program(open: &Open) -> bool {
    if ["JavaScriptResource", "ExecutableResource", "InteractiveCreativeFile"].iter().any(|name| open.is(name)) {
        return true;
    }
    let says =
        |name: &str, what: &str| open.attribute(name).is_some_and(|value| value.to_ascii_lowercase().contains(what));
    let framework = ["vpaid", "simid"].iter().any(|api| says("apiFramework", api));
    let media = ["MediaFile", "StaticResource", "Survey"].iter().any(|name| open.is(name));
    media && (framework || says("type", "javascript") || says("creativeType", "javascript"))
}

/// When a player requests the pixel of an event.
fn event_trigger(event: &str) -> Trigger {
    let event = event.to_ascii_lowercase();
    match event.as_str() {
        "start" | "impression" | "creativeview" | "loaded" | "breakstart" => Load,
        _ if event.contains("click") => Click,
        _ => Event,
    }
}

/// Whether an element is or stands in an extension, in which anything may stand.
pub(super) fn is_free(open: &Open, around: &[Open]) -> bool {
    around.iter().chain([open]).any(|open| open.is("Extension") || open.is("CreativeExtension"))
}

/// Elements that the route to a call names.
pub(super) fn step(open: &Open) -> Option<Step> {
    const NAMED: &[&str] = &[
        "VAST",
        "VMAP",
        "DAAST",
        "VideoAdServingTemplate",
        "Companion",
        "NonLinear",
        "Icon",
        "Verification",
        "Extension",
    ];
    NAMED.iter().find(|name| open.is(name)).map(|name| Cow::Borrowed(*name))
}
