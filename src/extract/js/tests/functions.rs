//! Functions, closures, classes, code in strings, and what runs later.

use super::{check, lines_with, scan};
use crate::call::Trigger;
use crate::extract::js::Context;
use crate::extract::js::{Block, scan_blocks};

#[test]
fn functions_run_when_called() {
    check(&[
        (
            "function px(u, n){ new Image().src = '//' + u + '/' + (n || 1) } px('a.example'); px('b.example', 2)",
            &["new Image().src load //a.example/1", "new Image().src load //b.example/2"],
        ),
        (
            "(function(w, d, u){ var i = d.createElement('img'); i.src = u + '/p' })(window, document, '//a.example')",
            &["createElement(img).src load //a.example/p"],
        ),
        ("!function(){ fetch('//a.example') }()", &["fetch load //a.example"]),
        ("(() => fetch('//a.example'))()", &["fetch load //a.example"]),
        (
            "const url = (h = 'a.example', ...r) => `//${h}/${r[0]}`; fetch(url()); fetch(url('b.example', 'x'))",
            &["fetch load //a.example/{…}", "fetch load //b.example/x"],
        ),
        (
            "function make(h){ return function(p){ return '//' + h + p } } var m = make('a.example'); fetch(m('/p'))",
            &["fetch load //a.example/p"],
        ),
        ("go('//a.example'); function go(u){ fetch(u) }", &["fetch load //a.example"]),
        (
            "var t = {base: '//a.example', fire: function(p){ fetch(this.base + p) }}; t.fire('/p')",
            &["fetch load //a.example/p"],
        ),
        (
            "function T(h){ this.h = h } T.prototype.fire = function(){ fetch('//' + this.h) }; new T('a.example').fire()",
            &["fetch load //a.example"],
        ),
        (
            "class P { u = '/u'; constructor(h){ this.h = h; } go(){ fetch('//' + this.h + this.u) } } class Q extends P { constructor(){ super('a.example') } go(){ super.go() } } new Q().go()",
            &["fetch load //a.example/u"],
        ),
        (
            "function f(){ fetch(arguments[0]) } f.apply(null, ['//a.example']); f.call(null, '//b.example'); f.bind(null, '//c.example')()",
            &["fetch load //a.example", "fetch load //b.example", "fetch load //c.example"],
        ),
        (
            "var w = document.write.bind(document); w('<p>'); var q = navigator.sendBeacon; q.call(navigator, '//a.example')",
            &["document.write load Markup <p>", "sendBeacon load //a.example"],
        ),
        (
            "function loop(n){ if (n > 2) return; fetch('//a.example/' + n); loop(n + 1) } loop(1)",
            &["fetch load //a.example/1", "fetch load //a.example/2"],
        ),
        ("function endless(){ fetch('//a.example'); endless() } endless()", &["fetch load //a.example"]),
        (
            "async function go(){ const r = await fetch('//a.example'); await fetch('//b.example') } go()",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        (
            "Promise.resolve('//a.example').then(u => fetch(u)).then(() => fetch('//b.example'))",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        ("var o = {get u(){ return '//a.example' }}; fetch(o.u)", &["fetch load //a.example"]),
    ]);
}

#[test]
fn shadowed_names_stay_apart() {
    check(&[
        (
            "var u = '//a.example'; (function(){ var u = '//b.example'; fetch(u) })(); fetch(u)",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        (
            "let u = '//a.example'; { let u = '//b.example'; fetch(u) } fetch(u)",
            &["fetch load //a.example", "fetch load //b.example"],
        ),
        ("function fetch2(u){} fetch2('//a.example'); function Image(){} new Image().src = '//b.example'", &[]),
        (
            "var fs = []; for (let i = 0; i < 2; i++) fs.push(() => fetch('//a.example/' + i)); fs[0](); fs[1]()",
            &["fetch load //a.example/0", "fetch load //a.example/1"],
        ),
    ]);
}

#[test]
fn code_in_strings_runs() {
    check(&[
        ("eval(\"new Image().src='//a.example'\")", &["eval > new Image().src load //a.example"]),
        ("var h = 'a.example'; eval('fetch(\"//\" + h)')", &["eval > fetch load //a.example"]),
        ("new Function('fetch(\"//a.example\")')()", &["new Function > fetch load //a.example"]),
        ("new Function('h', 'p', 'fetch(h + p)')('//a.example', 1)", &["new Function > fetch load //a.example1"]),
        ("Function('return function (u) { fetch(u); }')()('//a.example')", &["new Function > fetch load //a.example"]),
        ("fetch(eval('var h = 1; \"//a.example\" + h'))", &["fetch load //a.example1"]),
        ("setTimeout(\"fetch('//a.example')\", 10)", &["eval > fetch load //a.example"]),
        ("eval(atob('ZmV0Y2goIi8vYS5leGFtcGxlIik='))", &["eval > fetch load //a.example"]),
        ("eval('fetch(\"//' + x + '.example\")')", &["eval > fetch load //{…}.example"]),
        (
            "var s = document.createElement('script'); s.text = \"fetch('//a.example')\"; document.body.appendChild(s)",
            &["createElement(script).text > fetch load //a.example"],
        ),
        (
            "eval(function(p,a,c,k,e,d){e=function(c){return c};if(!''.replace(/^/,String)){while(c--){d[c]=k[c]||c}k=[function(e){return d[e]}];e=function(){return'\\\\w+'};c=1};while(c--){if(k[c]){p=p.replace(new RegExp('\\\\b'+e(c)+'\\\\b','g'),k[c])}}return p}('1 2().3=\"//4.5\"',6,6,'|new|Image|src|a|example'.split('|'),0,{}))",
            &["eval > new Image().src load //a.example"],
        ),
    ]);
}

#[test]
fn handlers_decide_the_trigger() {
    check(&[
        ("window.onload = function(){ fetch('//a.example') }", &["fetch load //a.example"]),
        ("document.addEventListener('DOMContentLoaded', () => fetch('//a.example'))", &["fetch load //a.example"]),
        ("setTimeout(function(){ fetch('//a.example') }, 500)", &["fetch load //a.example"]),
        ("document.getElementById('b').onclick = function(){ fetch('//a.example') }", &["fetch click //a.example"]),
        ("el.addEventListener('click', function(){ fetch('//a.example') })", &["fetch click //a.example"]),
        (
            "document.body.addEventListener('mouseover', f); function f(){ fetch('//a.example') }",
            &["fetch event //a.example"],
        ),
        ("video.addEventListener('ended', () => fetch('//a.example'))", &["fetch event //a.example"]),
        (
            "new IntersectionObserver(function(e){ if (e[0].isIntersecting) fetch('//a.example') }).observe(x)",
            &["medium fetch load //a.example"],
        ),
        ("mraid.addEventListener('ready', function(){ fetch('//a.example') })", &["fetch load //a.example"]),
        (
            "var i = new Image(); i.onload = function(){ fetch('//b.example') }; i.src = '//a.example'",
            &["fetch load //b.example", "new Image().src load //a.example"],
        ),
        ("sdk.run({onReady: function(){ fetch('//a.example') }})", &["fetch load //a.example"]),
        ("unknown(function(x){ fetch('//a.example/' + x) })", &["fetch load //a.example/{…}"]),
        ("document.querySelector('a').href = '//a.example/'", &["element(a).href click //a.example/"]),
        ("el.setAttribute('onclick', \"fetch('//a.example')\")", &[]),
        (
            "var b = document.createElement('b'); b.setAttribute('onclick', \"fetch('//a.example')\")",
            &["eval > fetch click //a.example"],
        ),
    ]);
}

#[test]
fn scripts_of_a_document_share_their_variables() {
    let block = |text, trigger, element| Block { text, trigger, element };
    let track =
        "var host = '//a.example'; function track(w){ fetch(host + '/' + w) } function never(){ fetch('//b.example') }";
    let blocks = [
        block("track('early')", Trigger::Click, "button"),
        block("a b", Trigger::Load, ""),
        block(track, Trigger::Load, ""),
        block("new Image().src = host + '/p'; this.src = host", Trigger::Load, ""),
        block("this.src = host + '/err'; var host2 = 1; return false", Trigger::Load, "img"),
        block("host2 && fetch('//c.example')", Trigger::Load, ""),
    ];
    let scan = scan_blocks(&blocks, &[]);
    let text: String = blocks.iter().map(|block| format!("{}\n", block.text)).collect();
    let mut lines: Vec<String> = Vec::new();
    for request in &scan.requests {
        let span = request.expression.unwrap_or_else(|| request.url.span());
        lines.push(format!("{} {} {} {}", request.block, request.via, request.url.text, &text[span.range()]));
    }
    let expected = [
        "0 fetch //a.example/early host + '/' + w",
        "3 new Image().src //a.example/p host + '/p'",
        "4 element(img).src //a.example/err host + '/err'",
        "5 fetch //c.example //c.example",
    ];
    assert_eq!(lines, expected);
    assert_eq!(scan.requests[0].trigger, Trigger::Click);
    assert_eq!(&text[scan.notes[0].span.range()], "a b");
}

#[test]
fn data_blocks_are_read_by_id() {
    let blobs = [("cfg".to_owned(), "{\"px\": [\"https://a.example/p\"]}".to_owned())];
    let context = Context { blobs: &blobs, ..Context::default() };
    let script = "var c = JSON.parse(document.getElementById('cfg').textContent); c.px.forEach(u => fetch(u))";
    assert_eq!(lines_with(script, context), ["fetch load https://a.example/p"]);
    let scan = scan(script, context);
    assert_eq!(&script[scan.requests[0].url.span().range()], "document.getElementById('cfg').textContent");
}

#[test]
fn a_statement_is_named_only_if_nothing_else_comes_from_it() {
    let statements = |script: &str| {
        let scan = scan(script, Context::default());
        let text =
            |request: &crate::extract::js::Request| request.statement.map(|span| script[span.range()].to_owned());
        scan.requests.iter().map(text).collect::<Vec<_>>()
    };
    let fire = "function fire(u){ new Image().src = u; } ";
    assert_eq!(
        statements("new Image().src = 'https://a.example';"),
        [Some("new Image().src = 'https://a.example';".to_owned())]
    );
    assert_eq!(
        statements(&format!("{fire}fire('//a.example'); fire('//b.example');")),
        [Some("fire('//a.example');".to_owned()), Some("fire('//b.example');".to_owned())]
    );
    assert_eq!(statements(&format!("{fire}fire('//a.example')")), [Some("new Image().src = u;".to_owned())]);
    assert_eq!(statements("if (x) fetch('//a.example')"), [None]);
    assert_eq!(statements("var p = fetch('//a.example')"), [None]);
    assert_eq!(statements("fetch('//a.example'), fetch('//b.example')"), [None, None]);
}
