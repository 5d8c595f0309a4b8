//! The document: what is written into it, and what elements load.

use super::check;

#[test]
fn writing_in_pieces_is_one_text() {
    check(&[
        (
            "document.write('<img src=\"'); document.write('https://a.example/p'); document.writeln('\">');",
            &["document.write load Markup <img src=\"https://a.example/p\">"],
        ),
        (
            "document.write('<scr' + 'ipt src=\"//a.example/s.js\"></scr' + 'ipt>')",
            &["document.write load Markup <script src=\"//a.example/s.js\"></script>"],
        ),
        (
            "document.write('<img src=\"'); if (x) { document.write('//a.example') } else { document.write('//b.example') } document.write('/p\">')",
            &[
                "medium document.write load Markup <img src=\"//a.example/p\">",
                "medium document.write load Markup <img src=\"//b.example/p\">",
            ],
        ),
        (
            "document.write('<p>'); if (x) document.write('<img src=//a.example>'); document.write('</p>')",
            &[
                "document.write load Markup <p>",
                "medium document.write load Markup <img src=//a.example>",
                "document.write load Markup </p>",
            ],
        ),
        ("with (document) { write('<p>') }", &["document.write load Markup <p>"]),
        ("var d = document, w = 'write'; d[w]('<p>')", &["document.write load Markup <p>"]),
        ("f.contentWindow.document.write('<p>')", &["document.write load Markup <p>"]),
    ]);
}

#[test]
fn markup_is_set_and_inserted() {
    check(&[
        (
            "document.getElementById('x').insertAdjacentHTML('beforeend', '<img src=a>')",
            &["insertAdjacentHTML load Markup <img src=a>"],
        ),
        ("var d = document.createElement('div'); d.innerHTML = '<img src=a>'", &["innerHTML load Markup <img src=a>"]),
        ("x.innerHTML = '<b><script src=s></script><img src=a>'", &["innerHTML load Markup <b><img src=a>"]),
        (
            "document.createRange().createContextualFragment('<script src=s></script>')",
            &["createContextualFragment load Markup <script src=s></script>"],
        ),
        (
            "var f = document.createElement('iframe'); f.srcdoc = '<p>'; document.body.appendChild(f)",
            &["createElement(iframe).srcdoc load Markup <p>"],
        ),
        ("var t = document.createElement('textarea'); t.innerHTML = '<img src=a>'", &[]),
        ("el.outerHTML = '<img src=a>'", &["outerHTML load Markup <img src=a>"]),
    ]);
}

#[test]
fn styles_and_media_load() {
    check(&[
        (
            "document.body.style.backgroundImage = 'url(//a.example/i)'",
            &["style.backgroundImage load Style url(//a.example/i)"],
        ),
        (
            "el.style.cssText = 'background:url(//a.example/i)'",
            &["style.cssText load Style background:url(//a.example/i)"],
        ),
        ("var d = document.createElement('div'); d.style.background = 'url(//a.example/i)'", &[]),
        (
            "var d = document.createElement('div'); d.style.background = 'url(//a.example/i)'; document.body.append(d)",
            &["style.background load Style url(//a.example/i)"],
        ),
        (
            "var s = document.createElement('style'); s.textContent = 'a{background:url(i)}'; document.head.appendChild(s)",
            &["createElement(style).textContent load Style a{background:url(i)}"],
        ),
        (
            "var s = document.createElement('style'); s.appendChild(document.createTextNode('@import \"i\"')); document.head.appendChild(s)",
            &["createElement(style).textContent load Style @import \"i\""],
        ),
        (
            "var v = document.createElement('video'); v.src = '//a.example/v'; v.poster = '//a.example/i'",
            &["createElement(video).src load //a.example/v", "createElement(video).poster load //a.example/i"],
        ),
        (
            "var i = new Image(); i.srcset = '//a.example/1 1x, //a.example/2 2x'",
            &["new Image().srcset load //a.example/1", "new Image().srcset load //a.example/2"],
        ),
        ("document.querySelector('#x img').src = '//a.example/i'", &["element(img).src load //a.example/i"]),
        ("x.y.src = '//a.example/i'", &["element.src load //a.example/i"]),
    ]);
}

#[test]
fn jquery_forms() {
    check(&[
        ("$('<img>').attr('src', '//a.example/p')", &["$(img).attr(src) load //a.example/p"]),
        ("jQuery('<img/>', {src: '//a.example/p'})", &["$(img).attr(src) load //a.example/p"]),
        ("$('#x').append('<img src=\"//a.example/p\">')", &["append() load Markup <img src=\"//a.example/p\">"]),
        ("$.getScript('//a.example/s.js')", &["$.getScript load //a.example/s.js"]),
        (
            "$.ajax({url: '//a.example/p', success: function(){ fetch('//b.example') }})",
            &["$.ajax load //a.example/p", "fetch load //b.example"],
        ),
        ("$.get('//a.example/p'); $.post('//b.example/p')", &["$.get load //a.example/p", "$.post load //b.example/p"]),
        ("$(function(){ $('.b').on('click', function(){ fetch('//a.example') }) })", &["fetch click //a.example"]),
        ("$('#x').click(function(){ fetch('//a.example') })", &["fetch click //a.example"]),
        (
            "$(document).ready(function(){ $('<img src=\"//a.example/p\">') })",
            &["$() load Markup <img src=\"//a.example/p\">"],
        ),
        (
            "$('#x').css('background-image', 'url(//a.example/i)')",
            &["style.background-image load Style url(//a.example/i)"],
        ),
        (
            "(function($){ $('<script>').attr('src', '//a.example/s.js').appendTo('body') })(jQuery)",
            &["$(<script>).src load //a.example/s.js"],
        ),
    ]);
}

#[test]
fn loaders_and_messages() {
    check(&[
        (
            "!function(e,i){if(!e.pixie){var n=e.pixie=function(e,i,a){n.actionQueue.push({action:e,actionValue:i,params:a})};n.actionQueue=[];var a=i.createElement('script');a.async=!0,a.src='//a.example/pixie.js';var t=i.getElementsByTagName('head')[0];t.insertBefore(a,t.firstChild)}}(window,document);pixie('init','x');",
            &["medium createElement(script).src load //a.example/pixie.js"],
        ),
        (
            "parent.postMessage({type: 'px', urls: ['https://a.example/p', 'x']}, '*')",
            &["low postMessage load https://a.example/p"],
        ),
        (
            "parent.postMessage(JSON.stringify({u: 'https://a.example/p'}), '*')",
            &["low postMessage load https://a.example/p"],
        ),
    ]);
}

#[test]
fn blobs_are_read_where_browsers_read_them() {
    check(&[
        (
            "new Worker(URL.createObjectURL(new Blob([\"importScripts('//a.example')\"], { type: 'text/javascript' })))",
            &["Worker > importScripts load //a.example"],
        ),
        (
            "var f = document.createElement('iframe'); f.src = URL.createObjectURL(new Blob(['<img src=//a.example>'], { type: 'text/html' })); document.body.append(f)",
            &["createElement(iframe).src load Markup <img src=//a.example>"],
        ),
        ("fetch(URL.createObjectURL(new Blob(['//a.example'])))", &[]),
        ("fetch(new Request('//a.example', { method: 'POST' }))", &["fetch load //a.example"]),
    ]);
}

#[test]
fn elements_act_on_what_they_are_told_by_other_means() {
    check(&[
        ("with (new Image()) { width = 1; src = '//a.example'; }", &["new Image().src load //a.example"]),
        ("with (new Image()) { let src = '//a.example'; }", &[]),
        ("Object.assign(new Image(), { src: '//a.example' })", &["new Image().src load //a.example"]),
        (
            "var f = document.createElement('iframe'); f.srcdoc = '<script>1</script>'; document.body.append(f)",
            &["createElement(iframe).srcdoc load Markup <script>1</script>"],
        ),
        ("for (const [k, v] of new Map([['a', '//a.example/']])) fetch(v + k)", &["fetch load //a.example/a"]),
    ]);
}

#[test]
fn rules_fonts_and_elements_of_ones_own_load() {
    check(&[
        (
            "document.styleSheets[0].insertRule('a { background: url(//a.example) }')",
            &["insertRule load Style a { background: url(//a.example) }"],
        ),
        ("new FontFace('A', 'url(//a.example)').load()", &["new FontFace() load Style url(//a.example)"]),
        (
            "customElements.define('x-ad', class extends HTMLElement { connectedCallback() { fetch('//a.example') } })",
            &["medium fetch load //a.example"],
        ),
    ]);
}

#[test]
fn events_that_a_script_sends_itself_come_at_once() {
    check(&[
        (
            "document.addEventListener('ad:shown', e => fetch(e.detail.u)); document.dispatchEvent(new CustomEvent('ad:shown', { detail: { u: '//a.example' } }))",
            &["fetch load //a.example"],
        ),
        (
            "x.addEventListener('other', () => fetch('//a.example')); x.dispatchEvent(new Event('one'))",
            &["fetch event //a.example"],
        ),
    ]);
}
