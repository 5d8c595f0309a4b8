//! The plain ways to send a request.

use super::{check, lines, scan};
use crate::extract::js::Context;
use crate::span::Span;

#[test]
fn each_way_to_request_a_literal() {
    check(&[
        ("new Image().src = 'https://a.example/p';", &["new Image().src load https://a.example/p"]),
        ("(new Image).src='//a.example/p'", &["new Image().src load //a.example/p"]),
        ("var i = new Image(1,1); i.src = '//a.example/p';", &["new Image().src load //a.example/p"]),
        (
            "var i = document.createElement('img'); i.src = '//a.example/p';",
            &["createElement(img).src load //a.example/p"],
        ),
        (
            "var i = document.createElement('IMG'); i.setAttribute('src', '//a.example/p');",
            &["createElement(img).setAttribute(src) load //a.example/p"],
        ),
        ("fetch('//a.example/p')", &["fetch load //a.example/p"]),
        ("window.fetch(`//a.example/p`, {mode: 'no-cors'})", &["fetch load //a.example/p"]),
        (
            "var x = new XMLHttpRequest(); x.open('GET', '//a.example/p'); x.send()",
            &["XMLHttpRequest.open load //a.example/p"],
        ),
        ("navigator.sendBeacon('//a.example/p', '')", &["sendBeacon load //a.example/p"]),
        ("document.write('<img src=\"//a.example/p\">')", &["document.write load Markup <img src=\"//a.example/p\">"]),
        ("document.body.innerHTML = '<img src=x>'", &["innerHTML load Markup <img src=x>"]),
        ("new WebSocket('wss://a.example/s')", &["WebSocket load wss://a.example/s"]),
        ("new EventSource('//a.example/s')", &["EventSource load //a.example/s"]),
        (
            "importScripts('//a.example/a.js', '//a.example/b.js')",
            &["importScripts load //a.example/a.js", "importScripts load //a.example/b.js"],
        ),
        ("import('//a.example/a.js')", &["import() load //a.example/a.js"]),
        ("import x from 'https://a.example/a.js'; x()", &["import load https://a.example/a.js"]),
        ("window.open('//a.example/')", &["window.open load //a.example/"]),
        ("top.location = '//a.example/'", &["location load //a.example/"]),
        ("location.href = '//a.example/'", &["location load //a.example/"]),
        ("window.location.replace('//a.example/')", &["location load //a.example/"]),
        ("mraid.open('//a.example/')", &["mraid.open load //a.example/"]),
    ]);
}

#[test]
fn elements_that_load_only_in_the_document_wait_for_it() {
    check(&[
        ("var s = document.createElement('script'); s.src = '//a.example/s.js';", &[]),
        (
            "var s = document.createElement('script'); s.src = '//a.example/s.js'; document.head.appendChild(s);",
            &["createElement(script).src load //a.example/s.js"],
        ),
        (
            "var s = document.createElement('script'), f = document.getElementsByTagName('script')[0];
             s.async = true; s.src = '//a.example/s.js'; f.parentNode.insertBefore(s, f);",
            &["createElement(script).src load //a.example/s.js"],
        ),
        (
            "var d = document.createElement('div'), f = document.createElement('iframe'); d.appendChild(f);
             f.src = '//a.example/f'; document.body.appendChild(d);",
            &["createElement(iframe).src load //a.example/f"],
        ),
        (
            "var f = document.createElement('iframe'); document.body.append(f); f.src = '//a.example/f';",
            &["createElement(iframe).src load //a.example/f"],
        ),
        (
            "var l = document.createElement('link'); l.rel = 'preconnect'; l.href = '//a.example/'; document.head.appendChild(l);",
            &[],
        ),
        (
            "var l = document.createElement('link'); l.rel = 'stylesheet'; l.href = '//a.example/c'; document.head.appendChild(l);",
            &["createElement(link).href load //a.example/c"],
        ),
    ]);
}

#[test]
fn code_that_does_not_run_requests_nothing() {
    check(&[
        ("function never() { new Image().src = '//a.example/p'; }", &[]),
        ("if (false) { fetch('//a.example/p'); }", &[]),
        ("var url = '//a.example/p';", &[]),
        ("// new Image().src = '//a.example/p'", &[]),
        ("/* fetch('//a.example/p') */ var s = \"fetch('//a.example/p')\";", &[]),
        ("while (0) fetch('//a.example/p'); for (;false;) fetch('//a.example/p')", &[]),
        ("(function(){ return; fetch('//a.example/p') })()", &[]),
        ("var f = function(){ fetch('//a.example/p') }; f = null;", &[]),
    ]);
}

#[test]
fn a_literal_keeps_its_span_and_escapes() {
    let script = r#"var é = 1; new Image().src = "https:\/\/a.example\x2fp\u0026q";"#;
    let scan = scan(script, Context::default());
    let request = &scan.requests[0];
    assert_eq!(request.url.text, "https://a.example/p&q");
    assert_eq!(&script[request.url.span().range()], r"https:\/\/a.example\x2fp\u0026q");
    assert_eq!(&script[request.url.map.span(8..17).range()], "a.example");
    assert_eq!(&script[request.url.map.span(17..18).range()], r"\x2f");
    assert_eq!(&script[request.statement.expect("a statement").range()], &script[script.find("new").expect("new")..]);
}

#[test]
fn url_parts_keep_their_places() {
    let script = "var h = 'https://a.example', id = 42; fetch(h + '/p?i=' + id + '&r=' + Math.random());";
    let scan = scan(script, Context::default());
    let request = &scan.requests[0];
    assert_eq!(request.url.text, "https://a.example/p?i=42&r={…}");
    let expression = request.expression.expect("put together");
    assert_eq!(&script[expression.range()], "h + '/p?i=' + id + '&r=' + Math.random()");
    assert_eq!(&script[request.url.map.span(0..17).range()], "https://a.example");
    assert_eq!(&script[request.url.map.span(22..24).range()], "id");
    assert_eq!(&script[request.url.map.span(27..32).range()], "Math.random()");
}

#[test]
fn the_expression_is_where_the_url_is_put_together() {
    let cases = [
        ("var u = h + '/p'; u = u.trim(); go(); fetch(u)", "h + '/p'"),
        ("var u = '//a.example'; u += '/p?x=' + x; fetch(u)", "u += '/p?x=' + x"),
        ("var u = `//a.example/${x}`; (function(v){ new Image().src = v })(u)", "`//a.example/${x}`"),
        ("fetch(['//a.example', 'p'].join('/'))", "['//a.example', 'p'].join('/')"),
        ("var h = atob('Ly9hLmV4YW1wbGU='); fetch(h)", "h"),
    ];
    for (script, expected) in cases {
        let scan = scan(script, Context::default());
        let expression = scan.requests[0].expression.map(|span| &script[span.range()]);
        assert_eq!(expression, Some(expected), "{script}");
    }
}

#[test]
fn storage_and_comments_are_named() {
    let script = "/* a */ localStorage.setItem('a', 1); var s = window.sessionStorage; s.x = 2; // b";
    let scan = scan(script, Context::default());
    let text = |span: &Span| &script[span.range()];
    assert_eq!(scan.storage.iter().map(text).collect::<Vec<_>>(), ["localStorage.setItem", "s.x"]);
    assert_eq!(scan.comments.iter().map(text).collect::<Vec<_>>(), ["/* a */", "// b"]);
}

#[test]
fn a_script_that_is_broken_is_read_by_its_literals() {
    let script = "var a = ; new Image().src = 'https://a.example/p'; w('<img src=//b.example/q>'); // c";
    assert_eq!(
        lines(script),
        [
            "low string load https://a.example/p",
            "low string load Markup <img src=//b.example/q>",
            "note script-not-parsed",
        ]
    );
}

#[test]
fn macros_are_read_as_written() {
    check(&[
        (
            "new Image().src = 'https://a.example/p?c=%%CACHEBUSTER%%'",
            &["new Image().src load https://a.example/p?c=%%CACHEBUSTER%%"],
        ),
        (
            "new Image().src = 'https://a.example/p?c=' + %%CACHEBUSTER%%;",
            &["new Image().src load https://a.example/p?c=%%CACHEBUSTER%%"],
        ),
        ("var c = ${CACHEBUSTER}; fetch(`//a.example/p?c=${c}`)", &["fetch load //a.example/p?c=${CACHEBUSTER}"]),
        ("fetch('//a.example/p?c=' + [timestamp])", &["fetch load //a.example/p?c=[timestamp]"]),
        (
            "fetch('${SCHEME}://a.example/p?c=' + {{ord}} + <?php echo $x; ?>)",
            &["fetch load ${SCHEME}://a.example/p?c={{ord}}<?php echo $x; ?>"],
        ),
    ]);
}

#[test]
fn depth_does_not_bring_the_reader_down() {
    for unit in DEEP {
        for count in [70, 400, 900, 3_000, 100_000] {
            let script = format!("{};fetch('https://a.example/p')", unit.repeat(count));
            let _ = scan(&script, Context::default());
        }
    }
    let long = format!("fetch('https://a.example/'{})", "+'a'".repeat(20_000));
    assert_eq!(lines(&long).len(), 1);
    let deep = format!("fetch({}'https://a.example/p'{})", "(".repeat(600), ")".repeat(600));
    assert_eq!(lines(&deep), ["fetch load https://a.example/p"]);
}

#[test]
fn depth_does_not_bring_a_roomy_thread_down_either() {
    let pool = crate::extract::js::threads().num_threads(1).build().expect("a thread");
    let closing =
        [("(", ")"), ("[", "]"), ("f(", ")"), ("{", "}"), ("a=>(", ")"), ("!function(){", "}()"), ("if(a){", "}")];
    pool.install(|| {
        for count in [490, 740, 990, 1_490, 1_510, 2_990, 3_010] {
            for unit in DEEP {
                let _ = scan(&format!("{};fetch('https://a.example/p')", unit.repeat(count)), Context::default());
            }
            for (open, close) in closing {
                let _ = scan(&format!("{}1{}", open.repeat(count), close.repeat(count)), Context::default());
            }
        }
        let deep = format!("fetch({}'https://a.example/p'{})", "(".repeat(1_400), ")".repeat(1_400));
        assert_eq!(lines(&deep), ["fetch load https://a.example/p"]);
    });
}

/// Each goes a level down.
const DEEP: [&str; 13] = ["(", "[", "{", "!", "a?b:", "a=>", "a=", "new ", "if(a)", "f(", "`${", "a.b(", "- "];

#[test]
fn what_compares_is_true_or_false_and_what_is_thrown_is_caught() {
    check(&[
        (
            "fetch((document.cookie.indexOf('a') >= 0 && '//a.example') || '//b.example')",
            &["medium fetch load //a.example", "medium fetch load //b.example"],
        ),
        ("try { throw '//a.example' } catch (e) { fetch(e) }", &["fetch load //a.example"]),
        ("try { if (x) throw '//a.example'; } catch (e) { fetch(e) }", &["medium fetch load {…}"]),
    ]);
}
