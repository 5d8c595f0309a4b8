//! What the creatives of the corpus look like.

use super::Dice;
use std::fmt::Write;

/// A file name's ending and a text of 1 to 6 KB.
pub(crate) fn creative(dice: &mut Dice) -> (&'static str, String) {
    let call = call(dice);
    match dice.below(10) {
        0..=3 => ("html", display(dice, &call)),
        4 | 5 => ("html", rich(dice, &call)),
        6 | 7 => ("js", script(dice, &call)),
        _ => ("json", object(dice, &call)),
    }
}

/// The one call that tells creatives apart: three in ten fail.
fn call(dice: &mut Dice) -> String {
    let id = dice.below(9_000_000) + 1_000_000;
    match dice.below(20) {
        0..=2 => format!("https://secure.adnxs.com/seg?add={id}&t=2"),
        3 => format!("https://ib.adnxs.com/px?id={id}&seg={id}&t=2"),
        4 => format!("https://ib.adnxs.com/getuid?https%3A%2F%2Fsync.example.com%2Fm%3Fuid%3D%24UID%26c%3D{id}"),
        5 => format!("https://match.adsrvr.org/track/cmf/generic?ttd_pid=made{id}&ttd_tpi=1"),
        _ => format!("https://ib.adnxs.com/imptr?id={id}&cb=${{CACHEBUSTER}}"),
    }
}

fn display(dice: &mut Dice, call: &str) -> String {
    let mut text =
        String::from("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Banner</title>\n<style>\n");
    for number in 0..dice.below(30) + 6 {
        let _ = writeln!(
            text,
            ".l{number} {{ position: absolute; left: {}px; top: {}px; }}",
            dice.below(300),
            dice.below(250)
        );
    }
    text.push_str("</style></head><body>\n<a href=\"${CLICK_URL}https://shop.example.com/landing?utm_source=ad\" target=\"_blank\">\n");
    for number in 0..dice.below(12) + 3 {
        let file = dice.pick(&["bg.jpg", "logo.png", "cta.svg", "sync-icon.png", "product.webp"]);
        let _ = writeln!(
            text,
            "<div class=\"l{number}\"><img src=\"https://cdn.example.com/c{}/{file}\" alt=\"\"></div>",
            dice.below(99_999)
        );
    }
    let _ = writeln!(
        text,
        "</a>\n<img src=\"{}\" width=\"1\" height=\"1\" style=\"display:none\">",
        call.replace('&', "&amp;")
    );
    let _ = writeln!(
        text,
        "<img src=\"https://ad.doubleclick.net/ddm/trackimp/N{0}.1/B{0}.2;dc_trk_aid=3;ord=[timestamp]?\">",
        dice.below(99_999)
    );
    text.push_str("</body></html>\n");
    text
}

fn rich(dice: &mut Dice, call: &str) -> String {
    let mut text =
        String::from("<div id=\"ad\" class=\"banner\"></div>\n<script type=\"text/javascript\">\n(function () {\n");
    let _ = writeln!(text, "  var cfg = {{ w: {}, h: {}, cb: Math.random() }};", dice.below(970), dice.below(600));
    let mut quoted = call.to_owned();
    quoted.insert_str(14, "' + '");
    let _ = writeln!(text, "  var px = new Image(); px.src = '{quoted}';");
    for number in 0..dice.below(20) + 4 {
        let _ = writeln!(
            text,
            "  function frame{number}(e) {{ if (e && e.t > {}) {{ e.style.opacity = {}; return e.t * {number}; }} return 0; }}",
            dice.below(500),
            dice.below(2)
        );
        let _ = writeln!(
            text,
            "  setTimeout(function () {{ frame{number}(document.getElementById('ad')); }}, {});",
            dice.below(9_000)
        );
    }
    let _ = writeln!(
        text,
        "  document.write('<scr' + 'ipt src=\"https://s0.2mdn.net/ads/lib{}.js\"></scr' + 'ipt>');",
        dice.below(99)
    );
    text.push_str("})();\n</script>\n<noscript><img src=\"https://cdn.example.com/static.gif\"></noscript>\n");
    text
}

fn script(dice: &mut Dice, call: &str) -> String {
    let mut text = String::from("/* tag */\n!function(w,d){\n  var base='https://cdn.example.com/lib/';\n");
    for number in 0..dice.below(40) + 10 {
        let _ = writeln!(
            text,
            "  var v{number}={{a:[{},{},{}],s:base+'{}.js',f:function(x){{return x?x+{number}:null}}}};",
            dice.below(9),
            dice.below(99),
            dice.below(999),
            dice.below(9_999)
        );
    }
    let _ = writeln!(
        text,
        "  var i=d.createElement('img');i.width=1;i.height=1;i.src='{}';d.body.appendChild(i);",
        call.replace('/', "\\/")
    );
    text.push_str("}(window,document);\n");
    text
}

fn object(dice: &mut Dice, call: &str) -> String {
    let markup = display(dice, call);
    let written = markup.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('/', "\\/");
    format!(
        "{{\"creative\": {{\"id\": {}, \"name\": \"Banner\", \"width\": 300, \"height\": 250, \"template\": {{\"id\": 6}},\n \"content\": \"{written}\",\n \"click_url\": \"https://shop.example.com/\", \"segments\": [{{\"id\": {}, \"action\": \"add on view\"}}]}}}}\n",
        dice.below(99_999_999),
        dice.below(9_999_999)
    )
}
