use crate::call::Trigger;
use crate::extract::{Extraction, Language, extract};
use crate::mapped::Map;

fn read(text: &str) -> Extraction {
    extract(text, &Map::Shift(0), Language::Markup)
}

/// Trigger, via and URL of each call.
fn calls(text: &str) -> Vec<String> {
    let row = |call: &crate::call::RawCall| {
        let trigger = match call.trigger {
            Trigger::Load => "load",
            Trigger::Event => "event",
            Trigger::Click => "click",
        };
        format!("{trigger} {} {}", call.chain.last().expect("a step"), call.url.text)
    };
    read(text).calls.iter().map(row).collect()
}

#[test]
fn roots_tell() {
    for text in ["<VAST/>", "\u{feff}<?xml version='1.0'?><!-- x --><vast>", "<vmap:VMAP version='1.0'>", "<DAAST>"] {
        assert!(super::is_vast(text), "{text}");
    }
    for text in ["<VASTLY>", "<div><VAST>", "", "<", "<!-- <VAST> -->", "<?xml", "<ns:a>"] {
        assert!(!super::is_vast(text), "{text}");
    }
}

#[test]
fn a_url_keeps_its_span_in_text_entities_and_cdata() {
    let cases = [
        ("https://a.example/?x=1&amp;y=2", "\n  ", "\n"),
        ("https://a.example/?x=1&y=2", "", ""),
        ("https://a.example/?x=1&#38;y=2", "", "\r\n"),
        ("https://a.example/?x=1&y=2", "\r\n <![CDATA[ ", " ]]>\n"),
    ];
    for (written, before, after) in cases {
        let text =
            format!("<VAST><Ad><InLine><Impression id='1'>{before}{written}{after}</Impression></InLine></Ad></VAST>");
        let found = read(&text).calls;
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(&text[found[0].span().range()], written);
        assert_eq!(found[0].url.text, "https://a.example/?x=1&y=2");
        let removed = text.replace(&text[found[0].remove.expect("removable").range()], "");
        assert!(removed.contains("<Impression id='1'></Impression>"), "{removed}");
    }
}

#[test]
fn tags_that_are_left_open_and_prefixes_do_no_harm() {
    let text = "<VAST><Ad><v:Impression>https://a.example/1</v:Impression><Linear><MediaFiles>\
        <MediaFile>https://a.example/2.mp4</MediaFile></Linear></Nothing><Error>https://a.example/3</VAST>";
    let expected = [
        "load Impression https://a.example/1",
        "load MediaFile https://a.example/2.mp4",
        "event Error https://a.example/3",
    ];
    assert_eq!(calls(text), expected);
}

#[test]
fn vast_1_writes_urls_in_elements_of_their_own() {
    let text = "<VideoAdServingTemplate><Ad><InLine><Impression><URL id='a'>https://a.example/1</URL></Impression>\
        <TrackingEvents><Tracking event='midpoint'><URL>https://a.example/2</URL></Tracking></TrackingEvents></InLine>\
        </Ad></VideoAdServingTemplate>";
    assert_eq!(calls(text), ["load Impression https://a.example/1", "event Tracking[midpoint] https://a.example/2"]);
}

#[test]
fn namespaces_and_ids_are_no_calls_but_urls_of_extensions_are() {
    let text = "<VAST xmlns:xs='http://www.w3.org/2001/XMLSchema'>\
        <UniversalAdId idRegistry='https://ad-id.example/x'>1</UniversalAdId><Extension type='x'>\
        <Foo xmlns='http://ns.example/' ref='https://a.example/1'>see https://a.example/2 now</Foo></Extension></VAST>";
    assert_eq!(calls(text), ["load [attribute] https://a.example/1", "load Foo https://a.example/2"]);
}

#[test]
fn markup_in_a_resource_is_read_escaped_quoted_or_as_it_is() {
    for markup in [
        "<![CDATA[<img src='https://a.example/1'>]]>",
        "&lt;img src='https://a.example/1'>",
        "<img src='https://a.example/1'/>",
    ] {
        let text = format!("<VAST><Companion><HTMLResource>{markup}</HTMLResource></Companion></VAST>");
        assert_eq!(calls(&text), ["load img[src] https://a.example/1"], "{text}");
    }
}

#[test]
fn documents_in_documents_are_read_once() {
    let inner = "<VAST><Ad><Impression>https://a.example/1</Impression></Ad></VAST>";
    for data in [inner.to_owned(), format!("<![CDATA[{inner}]]>")] {
        let text =
            format!("<vmap:VMAP><vmap:AdBreak><vmap:VASTAdData>{data}</vmap:VASTAdData></vmap:AdBreak></vmap:VMAP>");
        assert_eq!(calls(&text), ["load Impression https://a.example/1"], "{text}");
    }
}

#[test]
fn broken_xml_and_depth_are_named() {
    assert_eq!(read("<VAST><Impression><![CDATA[https://a.example/1").notes[0].code, "broken-xml");
    let deep = format!("<VAST>{}<Error>https://a.example/1</Error>", "<a>".repeat(1_000));
    let deep = read(&deep);
    assert_eq!((deep.notes.len(), deep.notes[0].code, deep.notes[0].incomplete), (1, "nesting-too-deep", true));
}

#[test]
fn entities_of_a_document_type_are_not_expanded() {
    let text = "<!DOCTYPE VAST [<!ENTITY a 'https://a.example/1'>]><VAST><Impression>&a;&a;</Impression></VAST>";
    assert_eq!(calls(text), ["load Impression &a;&a;"]);
}
