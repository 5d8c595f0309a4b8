//! What exchanges answer: OpenRTB bid responses and single bids, OpenRTB native responses, bids as Prebid hands them to
//! the page, and answers of the platform's own seller tag. Requests hold nothing that a browser would call.

use super::fields::Field::{self, Code, EventTracker, Notice, Program, Url};
use super::get::scalar;
use super::{Reader, property};
use crate::call::Confidence::{High, Low, Medium};
use crate::call::Trigger::{self, Click, Event, Load};
use crate::extract::Route;
use crate::url;
use jsonc_parser::ast::{Object, StringLit, Value};

/// What an object of an exchange is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A bid response: seats with their bids.
    Response,
    /// One bid of a response.
    Bid,
    /// A native ad.
    Native,
    /// A bid in the page.
    Prebid,
    /// An ad of the platform's seller tag.
    SellerTag,
}

/// What an object is, by its keys.
pub(super) fn told(object: &Object) -> Option<Answer> {
    let has = |key: &str| property(object, key).is_some();
    let any = |keys: &[&str]| keys.iter().any(|key| has(key));
    let is_list = |key: &str| matches!(property(object, key), Some(Value::Array(_)));
    if is_list("seatbid") {
        return Some(Answer::Response);
    }
    if any(&["vastXml", "vastUrl", "adUrl"]) || (any(&["ad", "native"]) && any(&["cpm", "bidder", "bidderCode"])) {
        return Some(Answer::Prebid);
    }
    if has("adm") || (has("impid") && has("price")) {
        return Some(Answer::Bid);
    }
    if is_list("assets") && any(&["link", "imptrackers", "jstracker", "eventtrackers"]) {
        return Some(Answer::Native);
    }
    let ad = property(object, "rtb").and_then(Value::as_object);
    let is_ad = |ad: &Object| ["banner", "video", "native"].iter().any(|key| property(ad, key).is_some());
    ad.is_some_and(is_ad).then_some(Answer::SellerTag)
}

/// Paths, after a first word that says what the object is. `*.` stands for any path before.
pub(super) const TABLE: &[(&str, Field)] = &[
    ("bid.adm", Code),
    // Sent when the auction is won: by the exchange's server as a rule, by the page for some.
    ("bid.nurl", Notice(Load, Medium)),
    ("bid.burl", Notice(Load, Medium)),
    ("bid.lurl", Notice(Event, Low)),
    ("bid.ext.prebid.events.win", Notice(Load, Medium)),
    ("bid.ext.prebid.events.imp", Notice(Load, High)),
    ("bid.ext.prebid.cache.url", Notice(Load, Medium)),
    ("bid.ext.prebid.cache.vastXml.url", Notice(Load, Medium)),
    ("bid.ext.prebid.cache.bids.url", Notice(Load, Medium)),
    ("prebid.ad", Code),
    ("prebid.adm", Code),
    ("prebid.adUrl", Url(Load)),
    ("prebid.vastXml", Code),
    ("prebid.vastUrl", Url(Load)),
    ("prebid.nurl", Notice(Load, Medium)),
    ("prebid.burl", Notice(Load, Medium)),
    ("prebid.native.image", Url(Load)),
    ("prebid.native.image.url", Url(Load)),
    ("prebid.native.icon", Url(Load)),
    ("prebid.native.icon.url", Url(Load)),
    ("prebid.native.clickUrl", Url(Click)),
    ("prebid.native.clickTrackers", Url(Click)),
    ("prebid.native.clickTrackers[]", Url(Click)),
    ("prebid.native.impressionTrackers", Url(Load)),
    ("prebid.native.impressionTrackers[]", Url(Load)),
    ("prebid.native.javascriptTrackers", Program),
    ("prebid.native.javascriptTrackers[]", Program),
    ("prebid.native.video", Code),
    ("prebid.native.privacyLink", Url(Click)),
    ("ad.notify_url", Notice(Load, High)),
    ("ad.rtb.banner.content", Code),
    ("ad.rtb.video.content", Code),
    ("ad.rtb.video.asset_url", Url(Load)),
    ("ad.rtb.trackers[].impression_urls[]", Url(Load)),
    ("ad.rtb.trackers[].video_events.start[]", Url(Load)),
    ("ad.rtb.trackers[].video_events.firstQuartile[]", Url(Event)),
    ("ad.rtb.trackers[].video_events.midpoint[]", Url(Event)),
    ("ad.rtb.trackers[].video_events.thirdQuartile[]", Url(Event)),
    ("ad.rtb.trackers[].video_events.complete[]", Url(Event)),
    ("ad.rtb.trackers[].video_events.skip[]", Url(Event)),
    ("ad.rtb.trackers[].video_events.error[]", Url(Event)),
    ("ad.rtb.trackers[].video_events.click[]", Url(Click)),
    ("ad.rtb.trackers[].click_urls[]", Url(Click)),
    ("ad.rtb.native.main_img.url", Url(Load)),
    ("ad.rtb.native.icon.url", Url(Load)),
    ("ad.rtb.native.link.url", Url(Click)),
    ("ad.rtb.native.link.click_trackers[]", Url(Click)),
    ("ad.rtb.native.impression_trackers[]", Url(Load)),
    ("ad.rtb.native.javascript_trackers", Program),
    ("ad.rtb.native.javascript_trackers[]", Program),
    ("ad.rtb.native.video.content", Code),
    ("ad.rtb.native.privacy_link", Url(Click)),
    // Native ads stand by themselves or in a bid.
    ("*.assets[].img.url", Url(Load)),
    ("*.assets[].video.vasttag", Code),
    ("*.assets[].link.url", Url(Click)),
    ("*.assets[].link.fallback", Url(Click)),
    ("*.assets[].link.clicktrackers[]", Url(Click)),
    ("native.link.url", Url(Click)),
    ("native.link.fallback", Url(Click)),
    ("*.ortb.link.url", Url(Click)),
    ("*.ortb.link.fallback", Url(Click)),
    ("*.link.clicktrackers[]", Url(Click)),
    ("*.imptrackers[]", Url(Load)),
    ("*.jstracker", Program),
    ("*.eventtrackers[].url", EventTracker),
    ("native.assetsurl", Url(Load)),
    ("native.dcourl", Url(Load)),
    ("native.privacy", Url(Click)),
];

impl<'s> Reader<'_, 's> {
    /// Reads what an exchange answers.
    pub(super) fn answer(&mut self, answer: Answer, object: &Object, route: &Route) {
        match answer {
            Answer::Response => self.seats(object, route),
            Answer::Bid => self.fields(object, "bid", route),
            Answer::Native => self.fields(object, "native", route),
            Answer::Prebid => self.fields(object, "prebid", route),
            Answer::SellerTag => self.fields(object, "ad", route),
        }
    }

    fn seats(&mut self, response: &Object, route: &Route) {
        for seat in self.entries(response, "seatbid") {
            for bid in self.entries(seat, "bid") {
                self.fields(bid, "bid", route);
            }
        }
    }

    /// The URL of a native ad's event tracker: `event` says when it is sent, `method` whether it is an image or a script.
    pub(super) fn event_tracker(&mut self, literal: &StringLit, around: &Object, route: &Route) {
        let trigger = match scalar(around, "event").as_deref() {
            Some("1") | None => Load,
            // Seen for a second, half of it; then the exchange's own.
            Some(_) => Event,
        };
        match scalar(around, "method").as_deref() {
            Some("2") => self.program(literal, trigger, route),
            _ => self.url(literal, trigger, route),
        }
    }

    /// A script: its URL, its text, or markup with it.
    pub(super) fn program(&mut self, literal: &StringLit, trigger: Trigger, route: &Route) {
        let text = literal.value.trim();
        if text.contains('<') || !url::Url::parse(text).is_absolute() {
            return self.code(literal, &route.clone().on(trigger));
        }
        let mut route = route.clone();
        if let Some(last) = route.chain.last_mut() {
            *last = format!("{last}[script]").into();
        }
        self.url(literal, trigger, &route);
    }
}
