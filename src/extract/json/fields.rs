//! What stands where in a creative object: one table from the path of keys to how the value is read.

use super::exchange;
use crate::call::{Confidence, Trigger};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How a field's value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Markup, a script, or base64 of either.
    Code,
    /// A URL the browser requests.
    Url(Trigger),
    /// A URL that a video player requests on the event that stands beside it.
    Tracker,
    /// A URL or code, if it looks like one; else plain text.
    Anything,
    /// A URL that a server or a page requests, so that it is less sure.
    Notice(Trigger, Confidence),
    /// A script: its URL, its text, or markup with it.
    Program,
    /// A URL that is requested in the way and on the event that stand beside it.
    EventTracker,
}

/// The tables as they are asked.
struct Index {
    /// Paths that are given whole.
    whole: FxHashMap<&'static str, Entry>,
    /// Ends of paths, in the order in which they are tried.
    ends: Vec<(&'static str, Entry)>,
}

#[derive(Clone, Copy)]
struct Entry {
    field: Field,
    /// Whether it is of the platform, not of an exchange.
    is_own: bool,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let own = TABLE.iter().map(|(path, field)| (*path, Entry { field: *field, is_own: true }));
    let others = exchange::TABLE.iter().map(|(path, field)| (*path, Entry { field: *field, is_own: false }));
    let (ends, whole): (Vec<_>, Vec<_>) = own.chain(others).partition(|(path, _)| path.starts_with(ANY));
    let end = |(path, entry): (&'static str, Entry)| (&path[ANY.len()..], entry);
    Index { whole: whole.into_iter().collect(), ends: ends.into_iter().map(end).collect() }
});

fn entry(path: &str) -> Option<Entry> {
    let end = || INDEX.ends.iter().find(|(end, _)| ends(path, end)).map(|(_, entry)| *entry);
    INDEX.whole.get(path).copied().or_else(end)
}

/// The reading of a path such as `pixels[].secure_url`.
pub(super) fn field(path: &str) -> Option<Field> {
    entry(path).map(|entry| entry.field)
}

/// Whether the platform has a text at a path, and nothing else. Exchanges are free to have objects and lists there.
pub(super) fn is_text(path: &str) -> bool {
    let is_text = |field: Field| matches!(field, Field::Code | Field::Url(_) | Field::Tracker);
    entry(path).is_some_and(|entry| entry.is_own && is_text(entry.field))
}

/// Whether a path is this one, or this one below another.
fn ends(path: &str, end: &str) -> bool {
    path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

use Field::{Anything, Code, Tracker, Url};
use Trigger::{Click, Load};

/// Any path before, or none.
const ANY: &str = "*.";

/// Paths; those that are given whole are tried before those that start with [`ANY`].
const TABLE: &[(&str, Field)] = &[
    ("content", Code),
    ("content_secure", Code),
    ("original_content", Code),
    ("original_content_secure", Code),
    ("media_url", Url(Load)),
    ("media_url_secure", Url(Load)),
    ("flash_backup_url", Url(Load)),
    ("flash_backup_url_secure", Url(Load)),
    ("pixel_url", Url(Load)),
    ("pixel_url_secure", Url(Load)),
    ("click_url", Url(Click)),
    ("click_target", Url(Click)),
    ("landing_page_url", Url(Click)),
    ("mobile.alternative_landing_page_url", Url(Click)),
    ("pixels[].url", Url(Load)),
    ("pixels[].secure_url", Url(Load)),
    ("pixels[].url_secure", Url(Load)),
    ("pixels[].content", Code),
    ("pixels[].secure_content", Code),
    ("pixels[].content_secure", Code),
    ("custom_macros[].value", Anything),
    ("native_attribute.link.url", Url(Click)),
    ("native_attribute.link.fallback_url", Url(Click)),
    ("native_attribute.link.trackers[].url", Url(Click)),
    ("native_attribute.link.trackers[].url_secure", Url(Click)),
    ("native_attribute.privacy_url", Url(Click)),
    ("native_attribute.image_trackers[].url", Url(Load)),
    ("native_attribute.image_trackers[].url_secure", Url(Load)),
    ("native_attribute.javascript_trackers[].url", Url(Load)),
    ("native_attribute.javascript_trackers[].url_secure", Url(Load)),
    ("native_attribute.video_assets[].vast_url", Url(Load)),
    ("*.creative_asset_image.url", Url(Load)),
    ("*.creative_asset_image.url_secure", Url(Load)),
    ("click_trackers[].click_tracker_url", Url(Click)),
    ("impression_trackers[].impression_tracker_url", Url(Load)),
    ("impression_trackers[].impression_tracker_url_secure", Url(Load)),
    ("video_attribute.wrapper.url", Url(Load)),
    ("video_attribute.wrapper.secure_url", Url(Load)),
    ("*.trackers[].url", Tracker),
    ("*.trackers[].secure_url", Tracker),
    ("*.trackers[].url_secure", Tracker),
    ("*.media_files[].url", Url(Load)),
    ("*.media_files[].secure_url", Url(Load)),
    // Creatives of the Real-time Bidding API.
    ("html.snippet", Code),
    ("video.videoUrl", Url(Load)),
    ("video.videoVastXml", Code),
    ("native.videoUrl", Url(Load)),
    ("native.videoVastXml", Code),
    ("native.image.url", Url(Load)),
    ("native.logo.url", Url(Load)),
    ("native.appIcon.url", Url(Load)),
    ("native.clickLinkUrl", Url(Click)),
    ("native.clickTrackingUrl", Url(Click)),
    ("impressionTrackingUrls[]", Url(Load)),
    ("declaredClickThroughUrls[]", Url(Click)),
];

/// When a video player requests a tracker: the event's number or name.
pub(super) fn tracker_trigger(event: &str) -> Trigger {
    match event.to_ascii_lowercase().as_str() {
        "9" | "impression" | "1" | "service" => Trigger::Load,
        "10" | "click" => Trigger::Click,
        _ => Trigger::Event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_of_whole_keys_and_only_the_platform_s_own_fields_are_sure_to_be_text() {
        let tracker = "video_attribute.linear.trackers[].url";
        assert_eq!((field(tracker), is_text(tracker)), (Some(Field::Tracker), true));
        assert_eq!((field("trackers[].url"), field("x_trackers[].url")), (Some(Field::Tracker), None));
        assert_eq!((field("bid.adm"), is_text("bid.adm")), (Some(Field::Code), false));
        assert_eq!((field("content"), is_text("content"), field("x.content")), (Some(Field::Code), true, None));
    }

    #[test]
    fn a_whole_path_is_tried_first_and_none_is_given_twice() {
        assert_eq!(field("native_attribute.link.trackers[].url"), Some(Field::Url(Trigger::Click)));
        assert_eq!(INDEX.whole.len() + INDEX.ends.len(), TABLE.len() + exchange::TABLE.len());
    }
}
