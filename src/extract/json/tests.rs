use crate::association::{Deal, Object, Segment, ThirdPartyPixel, UserSyncs};
use crate::extract::{Extraction, Language, objects};
use crate::mapped::Map;

fn read(text: &str) -> Extraction {
    objects(text, &Map::Shift(0), Language::Json)
}

fn titles(found: &Extraction) -> Vec<String> {
    found.objects.iter().map(Object::title).collect()
}

fn segments(text: &str) -> Vec<Segment> {
    let segment = |object| match object {
        Object::Segment(segment) => Some(segment),
        _ => None,
    };
    read(text).objects.into_iter().filter_map(segment).collect()
}

#[test]
fn segments_come_in_every_envelope() {
    let cases = [
        r#"{"segment": {"id": 1, "code": "cart"}}"#,
        r#"{"segments": [{"id": 1, "code": "cart"}]}"#,
        r#"{"response": {"status": "OK", "segments": [{"id": 1, "code": "cart"}]}}"#,
        r#"{"response": {"segment": {"id": 1, "code": "cart"}}}"#,
        r#"[{"id": 1, "code": "cart", "max_usersync_pixels": null}]"#,
        "{\"segment\": {\"id\": 1, \"code\": \"cart\"}}\n{\"creative\": {\"id\": 9, \"segments\": null}}",
    ];
    for text in cases {
        let all = segments(text);
        assert_eq!((all.len(), all[0].id, all[0].code.as_deref()), (1, Some(1), Some("cart")), "{text}");
    }
}

#[test]
fn what_a_creative_refers_to_is_no_object() {
    let text = r#"{"creative": {"id": 9, "content": "", "segments": [{"id": 1, "action": "add on view"}],
        "pixels": [{"pixel_template_id": 3}], "thirdparty_pixels": [{"id": 77, "active": true}]}}"#;
    let found = read(text);
    assert_eq!(titles(&found), [""; 0]);
    let creative = &found.creatives[0];
    assert!(creative.lists_segments && creative.associations.len() == 1 && creative.third_party == [77]);
}

#[test]
fn the_objects_of_one_file_keep_their_order_and_spans() {
    let text = r#"{"deal": {"id": 4}, "pixel": {"id": 5}, "pixel-template": {"id": 6}, "thirdparty-pixel": {"id": 7}}"#;
    let found = read(text);
    assert_eq!(titles(&found), ["deal 4", "conversion pixel 5", "pixel template 6", "third-party pixel 7"]);
    assert_eq!(&text[found.objects[3].span().range()], r#"{"id": 7}"#);
}

#[test]
fn only_a_written_zero_blocks_user_syncs() {
    let cases = [
        (r#"{"segment": {"id": 1, "max_usersync_pixels": 0}}"#, UserSyncs::Most(0)),
        (r#"{"segment": {"id": 1, "max_usersync_pixels": "0"}}"#, UserSyncs::Most(0)),
        (r#"{"segment": {"id": 1, "max_usersync_pixels": null}}"#, UserSyncs::Null),
        (r#"{"segment": {"id": 1, "max_usersync_pixels": false}}"#, UserSyncs::Unsaid),
        (r#"{"segment": {"id": 1}}"#, UserSyncs::Unsaid),
    ];
    for (text, syncs) in cases {
        assert_eq!(segments(text)[0].syncs, syncs, "{text}");
        assert_eq!(segments(text)[0].is_quiet(), syncs == UserSyncs::Most(0), "{text}");
    }
}

#[test]
fn a_deal_that_says_nothing_refuses_view_and_allows_click() {
    let found = read(r#"{"deal": {"id": 4}}"#);
    let [Object::Deal(Deal { on_view, on_click, .. })] = &found.objects[..] else { panic!("{found:?}") };
    assert!(!on_view && *on_click);
}

#[test]
fn a_third_party_pixel_has_its_scope_and_its_calls() {
    let found = read(
        r#"{"thirdparty-pixel": {"id": 7, "advertiser_id": 55, "members": [{"id": 2}], "format": "url-image",
        "url": "http://p.example.com/1", "url_secure": "https://p.example.com/1",
        "supply_exceptions": [{"name": "AdX"}]}}"#,
    );
    let [Object::ThirdPartyPixel(ThirdPartyPixel { scope, excludes_google, active, .. })] = &found.objects[..] else {
        panic!("{found:?}")
    };
    assert!(*excludes_google && *active);
    assert_eq!(scope.words(), "all creatives of member 2; all creatives of advertiser 55");
    let calls: Vec<&str> = found.calls.iter().map(|call| call.url.text.as_ref()).collect();
    assert_eq!(calls, ["http://p.example.com/1", "https://p.example.com/1"]);
    assert!(found.calls.iter().all(|call| call.chain[0] == "thirdparty-pixel"));
}

#[test]
fn what_is_of_another_type_is_noted_where_it_stands() {
    let text = r#"{"segment": {"id": 1, "state": "on", "piggyback_pixels": "none", "member_id": {}}}"#;
    let found = read(text);
    let notes: Vec<(&str, &str)> = found.notes.iter().map(|note| (note.code, &text[note.span.range()])).collect();
    assert_eq!(notes, [("unknown-value", "on"), ("wrong-type", "none"), ("wrong-type", "{}")]);
    assert!(found.notes.iter().all(|note| !note.incomplete));
}

#[test]
fn what_a_creative_has_of_another_type_is_noted_where_it_stands() {
    let text = r#"{"creative": {"id": 9, "content": 17, "media_url": {"a": "b"}, "original_content": ["x"], "click_url": null,
        "adservers": "ours", "segments": [{"id": "cart", "action": "add on view"}, {"action": "add on view"}]}}"#;
    let found = read(text);
    let notes: Vec<(&str, &str)> = found.notes.iter().map(|note| (note.code, &text[note.span.range()])).collect();
    let expected = [
        ("wrong-type", "17"),
        ("wrong-type", r#"{"a": "b"}"#),
        ("wrong-type", r#"["x"]"#),
        ("wrong-type", "ours"),
        ("wrong-type", "cart"),
        ("incomplete-row", r#"{"action": "add on view"}"#),
    ];
    assert_eq!(notes, expected);
}

#[test]
fn feedback_of_any_form_is_evidence_where_it_stands() {
    let text = r#"{"creative": {"id": 9, "adx_audit": {"audit_status": "rejected",
        "reasons": [{"label": "invalid_fourth_party_call: https:\/\/sync.example.com\/p?a=1, also px.example.net."}]}}}"#;
    let found = read(text);
    let [Object::Verdict(verdict)] = &found.objects[..] else { panic!("{found:?}") };
    let seen: Vec<(&str, &str, &str)> =
        verdict.evidence.iter().map(|one| (one.text.as_str(), one.topic.as_str(), &text[one.span.range()])).collect();
    let label = "invalid_fourth_party_call";
    assert_eq!(
        seen,
        [
            ("https://sync.example.com/p?a=1", label, r"https:\/\/sync.example.com\/p?a=1"),
            ("px.example.net", label, "px.example.net")
        ]
    );
    assert_eq!(verdict.creative.as_deref(), Some("9"));
}
