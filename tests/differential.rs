//! Our readers against others that are better known, on generated documents: markup against html5ever by itself (what a
//! browser's tree would hold), spans in JSON against serde_json, URLs against the `url` crate.

use proptest::prelude::*;
use scraper::{Html, Selector};
use serde_json::Value;
use std::collections::BTreeSet;
use taglint::extract::{Extraction, Language, extract};
use taglint::mapped::Map;
use taglint::url::{Host, Url, join};

fn read(text: &str, language: Language) -> Extraction {
    extract(text, &Map::Shift(0), language)
}

/// Markup of these pieces, in any order: well-formed, badly nested, or cut off. `N` becomes a number of its own.
const PIECES: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href='https://a.example/N'>",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<ul><li>",
    "</ul>",
    "<span title='>'>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<!x>",
    "<![CDATA[",
    "]]>",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<xmp>",
    "</xmp>",
    "<button>",
    "<form>",
    "<h1>",
    "</h2>",
    "</br>",
    "<body>",
    "<html>",
    "<head>",
    "text & more",
    "&lt;img src=https://t.example/N&gt;",
    "<img src=\"https://i.example/N\">",
    "<img src='https://i.example/N?a=1&amp;b=2'>",
    "<img alt='\"' src=https://i.example/N>",
    "<IMG\n\tSRC = 'https://i.example/N' src='https://other.example/'/>",
    "<img src=\"https://i.example/N",
    "\"",
    "'",
    ">",
    "<",
];

fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(0..PIECES.len(), 0..30).prop_map(|pieces| {
        let piece = |(number, piece): (usize, usize)| PIECES[piece].replace('N', &number.to_string());
        pieces.into_iter().enumerate().map(piece).collect()
    })
}

/// Images of the tree that html5ever builds by itself.
fn images_of_tree(page: &str) -> BTreeSet<String> {
    let images = Selector::parse("img[src]").expect("a selector");
    Html::parse_document(page).select(&images).filter_map(|image| image.attr("src").map(str::to_owned)).collect()
}

/// Images that we find in the markup itself.
fn images(page: &str) -> BTreeSet<String> {
    let calls = read(page, Language::Markup).calls;
    let own = calls.into_iter().filter(|call| call.chain == ["img[src]"]);
    own.map(|call| call.url.text.into_owned()).collect()
}

/// The bytes of a call as they are written.
fn written<'p>(page: &'p str, call: &taglint::call::RawCall) -> &'p str {
    &page[call.span().range()]
}

/// Values of JSON to stand around what is looked for.
fn junk() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~é€🙂\\n\\t]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("k[a-z]{1,5}", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// Writes a text as a JSON string, its characters escaped as the dice have it.
fn escaped(text: &str, dice: &[u8]) -> String {
    let mut units = [0; 2];
    let write = |(c, dice): (char, &u8)| match (dice % 4, c) {
        (0, c) => c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04X}")).collect::<String>(),
        (1, '/') => "\\/".to_owned(),
        (_, '"' | '\\') => format!("\\{c}"),
        (_, c) if c.is_control() => format!("\\u{:04x}", c as u32),
        (_, c) => c.to_string(),
    };
    text.chars().zip(dice.iter().cycle()).map(write).collect()
}

/// A part of a path. A letter with a colon is none: the `url` crate takes it for a drive wherever it stands.
fn part() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9_~!$&'()*+,;=:@-]{1,8}".prop_map(|part| if part.len() == 2 { part.replace(':', "-") } else { part })
}

/// An address, and the parts that it was put together from.
fn address() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        "[a-zA-Z][a-zA-Z0-9-]{0,6}[a-z](\\.[a-z]{2,5}){1,2}",
        "[1-9][0-9]{0,1}\\.[0-9]\\.[0-9]\\.[1-9]",
        Just("[2001:db8::1]".to_owned()),
    ];
    let user = prop_oneof![4 => Just(String::new()), 1 => "[a-z]{1,4}(:[a-z]{1,4})?@"];
    let port = prop_oneof![4 => Just(String::new()), 1 => ":[1-9][0-9]{3}"];
    let scheme = prop_oneof![Just("https://"), Just("http://"), Just("HTTPS://"), Just("wss://")];
    let path = prop::collection::vec(part(), 0..4).prop_map(|parts| format!("/{}", parts.join("/")));
    let query = prop_oneof![Just(String::new()), "\\?[a-zA-Z0-9=&/?:@!*._-]{0,20}"];
    let fragment = prop_oneof![3 => Just(String::new()), 1 => "#[a-zA-Z0-9=?/]{0,6}"];
    (scheme, user, host, port, path, query, fragment).prop_map(|(scheme, user, host, port, path, query, fragment)| {
        format!("{scheme}{user}{host}{port}{path}{query}{fragment}")
    })
}

fn relative() -> impl Strategy<Value = String> {
    let segments = prop_oneof![3 => part(), 1 => Just("..".to_owned()), 1 => Just(".".to_owned())];
    let path =
        (prop_oneof![Just(""), Just("/")], prop::collection::vec(segments, 1..5), prop_oneof![Just(""), Just("/")]);
    // A first part with a colon would be a scheme, one with a dollar sign may be a macro.
    let path = path.prop_map(|(start, parts, end)| format!("{start}{}{end}", parts.join("/").replace([':', '$'], "-")));
    (path, prop_oneof![Just(""), Just("?a=1"), Just("?x=/../y")]).prop_map(|(path, query)| path + query)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn markup_has_the_images_that_html5ever_sees(page in page()) {
        prop_assert_eq!(images(&page), images_of_tree(&page), "{}", page);
    }

    #[test]
    fn an_image_is_where_html5ever_would_read_it_again(page in page()) {
        for call in read(&page, Language::Markup).calls.into_iter().filter(|call| call.chain == ["img[src]"]) {
            let attribute = written(&page, &call).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            prop_assert_eq!(attribute, call.url.text.to_string(), "{}", page);
        }
    }

    #[test]
    fn a_string_of_json_is_what_serde_json_reads_at_its_span(
        url in "https://[a-z]{1,6}\\.example/[ -~é€🙂]{0,16}",
        dice in prop::collection::vec(any::<u8>(), 1..30),
        before in junk(),
        after in junk(),
        pretty in any::<bool>(),
    ) {
        let around = |value: &Value| if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        let (before, after) = (around(&before).expect("JSON"), around(&after).expect("JSON"));
        let text = escaped(url.trim_end(), &dice);
        let file = format!("{{\"zz\": {before},\n \"creative\": {{\"media_url\":\t\"{text}\"}}, \"yy\": {after}}}");
        let whole: Value = serde_json::from_str(&file).expect("it is JSON");
        let calls = read(&file, Language::Json).calls;
        let found = calls.iter().filter(|call| call.chain.last().is_some_and(|step| step == "media_url"));
        let [call] = found.collect::<Vec<_>>()[..] else { return Err(TestCaseError::fail(format!("{file}: {calls:?}"))) };
        prop_assert_eq!(Some(&*call.url.text), whole["creative"]["media_url"].as_str());
        let again: String = serde_json::from_str(&format!("\"{}\"", written(&file, call))).expect("a string");
        prop_assert_eq!(&again, &*call.url.text);
    }

    #[test]
    fn a_url_has_the_host_path_and_query_that_the_url_crate_sees(text in address()) {
        let (ours, theirs) = (Url::parse(&text), url::Url::parse(&text).expect("a URL"));
        let host = theirs.host_str().map(|host| host.trim_matches(['[', ']']).to_owned());
        let own = ours.host.as_str().map(|host| host.trim_matches(['[', ']']).to_owned());
        prop_assert_eq!(own, host, "{}", text);
        prop_assert_eq!(ours.path(), theirs.path().replace("%27", "'"), "{}", text);
        prop_assert_eq!(ours.query(), theirs.query().unwrap_or_default().replace("%27", "'"), "{}", text);
        prop_assert_eq!(ours.insecure, matches!(theirs.scheme(), "http" | "ws"));
        prop_assert_eq!(ours.is_raw_ip(), !matches!(theirs.host(), Some(url::Host::Domain(_)) | None));
    }

    #[test]
    fn a_relative_url_leads_where_the_url_crate_leads(base in address(), text in relative()) {
        let theirs = url::Url::parse(&base).expect("a URL").join(&text).expect("a URL");
        let ours = join(&base, &text).expect("it is relative, and the base is not");
        let ours = url::Url::parse(&ours).expect("a URL");
        prop_assert_eq!(ours, theirs, "{} in {}", text, base);
    }

    #[test]
    fn no_text_has_a_host_unless_the_url_crate_sees_one_too(text in "[a-z:/?#@.\\[\\]%{}$ \\\\-]{0,20}") {
        let ours = Url::parse(&text);
        if let (Host::Known(host), Ok(theirs)) = (&ours.host, url::Url::parse(&text))
            && matches!(theirs.scheme(), "http" | "https" | "ws" | "wss")
            && !text.contains(['{', '$', '[', '%'])
        {
            prop_assert_eq!(Some(host.as_str()), theirs.host_str(), "{}", text);
        }
    }
}
