//! Every format over one hand-made report ([`sample`]).

pub(crate) mod sample;

use super::*;

pub(crate) fn style(width: usize) -> Style {
    Style { color: false, links: false, width, quiet: false, verbose: false }
}

#[test]
fn look() {
    let width = std::env::var("W").ok().and_then(|w| w.parse().ok()).unwrap_or(80);
    let color = std::env::var("C").is_ok();
    let style = Style { color, links: color, ..style(width) };
    let mut out = Vec::new();
    let what = std::env::var("F").unwrap_or_default();
    match what.as_str() {
        "calls" => calls(Format::Human, &sample::report(), &style, &mut out).unwrap(),
        "rules" => rules(
            [rulebook::words("segment-pixel").unwrap(), rulebook::words("usersync-call").unwrap()],
            Format::Human,
            &style,
            &mut out,
        )
        .unwrap(),
        "explain" => explain(rulebook::words("segment-pixel").unwrap(), &style, &mut out).unwrap(),
        _ => check(
            Format::from_str(if what.is_empty() { "human" } else { &what }, true).unwrap(),
            &sample::report(),
            &style,
            &mut out,
        )
        .unwrap(),
    }
    std::fs::write("/tmp/report-look.txt", out).unwrap();
}
