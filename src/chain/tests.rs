use super::*;
use crate::catalogue::Catalogue;
use crate::url::Url;
use std::sync::Arc;

fn request(url: &str, purpose: Purpose) -> Request<'_> {
    Request { url: url.to_owned(), purpose, ..Request::default() }
}

fn parents(chain: &Chain) -> Vec<(Option<usize>, Link)> {
    chain.nodes().iter().map(|node| (node.parent, node.link)).collect()
}

const PAGE: &str = "https://page.example/";
const TAG: &str = "https://tag.example.com/tag.js";
const PIXEL: &str = "https://pixel.example.net/p?id=1";

#[test]
fn redirects_and_initiators_are_followed() {
    let requests = [
        request(PAGE, Purpose::Document),
        Request {
            redirect: Some("https://cdn.example.com/t2.js".into()),
            initiators: vec![PAGE.into()],
            ..request(TAG, Purpose::Script)
        },
        request("https://cdn.example.com/t2.js", Purpose::Script),
        // The initiator goes by its URL before the redirect.
        Request { initiators: vec![TAG.into()], ..request(PIXEL, Purpose::Image) },
    ];
    let chain = Chain::new(&requests);
    assert_eq!(
        parents(&chain),
        [(None, Link::Root), (Some(0), Link::Initiator), (Some(1), Link::Redirect), (Some(2), Link::Initiator)]
    );
    assert_eq!(chain.nodes()[1].redirect, Some(2));
}

#[test]
fn what_the_parser_is_said_to_ask_for_is_the_scripts_that_names_the_host() {
    let page = "<script src=https://tag.example.com/tag.js></script>";
    let requests = [
        Request { text: Some(page), ..request(PAGE, Purpose::Document) },
        Request {
            initiators: vec![PAGE.into()],
            by_parser: true,
            text: Some("new Image().src='//pixel.example.net/p'"),
            ..request(TAG, Purpose::Script)
        },
        Request { initiators: vec![PAGE.into()], by_parser: true, ..request(PIXEL, Purpose::Image) },
    ];
    let chain = Chain::new(&requests);
    assert_eq!(parents(&chain)[1..], [(Some(0), Link::Initiator), (Some(1), Link::Text)]);
    assert_eq!(chain.nodes()[1].confidence, Confidence::High);
    assert_eq!(chain.nodes()[2].confidence, Confidence::Medium);
}

#[test]
fn without_initiators_referrers_frames_and_the_order_tell() {
    let frame = |name: &str| Some(name.to_owned());
    let requests = [
        Request { frame: frame("a"), ..request(PAGE, Purpose::Document) },
        Request {
            frame: frame("b"),
            referrer: Some(PAGE.into()),
            ..request("https://ad.example.org/ad.html", Purpose::Document)
        },
        // Cut to the origin.
        Request {
            frame: frame("b"),
            referrer: Some("https://ad.example.org/".into()),
            ..request(PIXEL, Purpose::Image)
        },
        Request { frame: frame("b"), ..request(TAG, Purpose::Script) },
        request("https://other.example/x.gif", Purpose::Image),
    ];
    assert_eq!(
        parents(&Chain::new(&requests)),
        [
            (None, Link::Root),
            (Some(0), Link::Referrer),
            (Some(1), Link::Referrer),
            (Some(1), Link::Frame),
            (Some(0), Link::Order)
        ]
    );
}

#[test]
fn the_click_through_is_called_on_click_and_what_lies_behind_it_is_the_landing_pages() {
    let requests = [
        Request { page: Some("1".into()), ..request(PAGE, Purpose::Document) },
        Request {
            page: Some("2".into()),
            referrer: Some(PAGE.into()),
            ..request("https://shop.example/", Purpose::Document)
        },
        Request {
            page: Some("2".into()),
            referrer: Some("https://shop.example/".into()),
            ..request(PIXEL, Purpose::Image)
        },
    ];
    let chain = Chain::new(&requests);
    let triggers: Vec<(Trigger, bool)> = chain.nodes().iter().map(|node| (node.trigger, node.is_behind)).collect();
    assert_eq!(triggers, [(Trigger::Load, false), (Trigger::Click, false), (Trigger::Click, true)]);
}

#[test]
fn a_fourth_party_is_brought_in_by_another_company() {
    let requests = [
        request(PAGE, Purpose::Document),
        Request { initiators: vec![PAGE.into()], ..request(TAG, Purpose::Script) },
        Request { initiators: vec![TAG.into()], ..request("https://img.example.com/a.gif", Purpose::Image) },
        Request { initiators: vec![TAG.into()], ..request(PIXEL, Purpose::Image) },
        Request { initiators: vec![TAG.into()], ..request("https://page.example/own.gif", Purpose::Image) },
    ];
    let (chain, catalogue) = (Arc::new(Chain::new(&requests)), Catalogue::embedded());
    let brought = |node| Seen { chain: chain.clone(), node, origin: None }.brought_by(&catalogue);
    assert_eq!((0..5).map(brought).collect::<Vec<_>>(), [None, None, None, Some("example.com".to_owned()), None]);
    let words = Seen { chain: chain.clone(), node: 3, origin: None }.words();
    assert_eq!(
        words.as_deref(),
        Some("The way to it: page.example › tag.example.com › this call, told by the initiator")
    );
}

#[test]
fn markup_is_tied_by_what_is_certain_of_its_urls() {
    let mut markup = Markup::default();
    let lines = [
        ("https://tag.example.com/tag.js?cb=%%CACHEBUSTER%%&p=7", "a.html:1:1"),
        ("https://tag.example.com/tag.js?p=8", "a.html:2:1"),
        ("img/back.png", "a.html:3:1"),
    ];
    lines.iter().for_each(|(url, place)| markup.add(&Url::parse(url), place));
    let requests = [
        request(PAGE, Purpose::Document),
        request("https://tag.example.com/tag.js?cb=123&p=7", Purpose::Script),
        Request {
            initiators: vec!["https://tag.example.com/tag.js?cb=123&p=7".into()],
            ..request(PIXEL, Purpose::Image)
        },
        request("https://tag.example.com/tag.js?cb=123", Purpose::Script),
        request("https://page.example/ads/img/back.png", Purpose::Image),
    ];
    let origins = markup.origins(&Chain::new(&requests));
    let places: Vec<Option<(usize, &str)>> =
        origins.iter().map(|origin| origin.as_ref().map(|origin| (origin.node, &*origin.place))).collect();
    assert_eq!(places, [None, Some((1, "a.html:1:1")), Some((1, "a.html:1:1")), None, Some((4, "a.html:3:1"))]);
}

#[test]
fn many_requests_take_little_time() {
    let long = "x".repeat(1 << 10);
    let one = |number: usize| Request {
        redirect: Some(format!("https://a.example/{}", number + 1)),
        initiators: vec![PAGE.into()],
        by_parser: true,
        text: Some(&long),
        ..request(PAGE, if number.is_multiple_of(2) { Purpose::Script } else { Purpose::Document })
    };
    let requests: Vec<Request> = (0..5_000).map(one).collect();
    assert_eq!(Chain::new(&requests).nodes().len(), 5_000);
}
