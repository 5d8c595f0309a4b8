//! The pages and the list of rules.

use super::style;
use crate::report::{Format, explain, rules};
use crate::rule;
use unicode_width::UnicodeWidthStr;

fn explained(id: &str, width: usize) -> String {
    let mut out = Vec::new();
    explain(rule::words(id).expect("a rule"), &style(width), &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_page_at_80_columns() {
    insta::assert_snapshot!(explained("broken-pixel-copy", 80), @r#"
    warning[broken-pixel-copy] Pixel copied without its host

    Why it matters

      Samples in the platform's documentation show pixels that start with "media/
      seg?" or "media/px?", with no host. Pasted as they are, they make the browser
      ask whatever server the ad is shown on, which answers with an error. No user
      is added to any segment and no conversion is counted.

      So this call does not fail the audit; it does nothing. Do not repair it by
      adding the host, as the repaired pixel would be a segment or conversion call
      in the creative.

    What fails

      <img src="media/seg?add=1234567&t=2" width="1" height="1">

    What to have instead

      The markup without the pixel, and on the creative object:
      {"creative": {"id": 9001, "segments": [{"id": 1234567, "action": "add on view"}]}}

    How to fix it

      1. Delete the pixel.
      2. For a segment: creative Edit screen -> Segment Pixels section -> search by
         name or ID -> Impression or Click.
      3. For a conversion: place the exported pixel on the advertiser's confirmation
         page.

    How to silence it

      Right if the creative is served from a host that really has this path.

      In the markup, on the same line or the line before:
        <!-- taglint: ignore[broken-pixel-copy] the reason -->
      In taglint.toml, for every input:
        [severity]
        broken-pixel-copy = "off"

    References

      Microsoft Invest: Associate segment pixels with creatives
      https://learn.microsoft.com/en-us/xandr/invest/associate-segment-pixels-with-creatives
      Microsoft Invest: Export a segment pixel
      https://learn.microsoft.com/en-us/xandr/invest/export-a-segment-pixel
    "#);
}

#[test]
fn prose_is_wrapped_and_code_is_left_alone() {
    for words in rule::all() {
        let page = explained(&words.id, 60);
        let prose: Vec<&str> = page.split("How to fix it").nth(1).unwrap_or_default().split("How to silence").collect();
        assert!(prose[0].lines().all(|line| line.width() <= 60), "{}", prose[0]);
        assert!(words.bad.trim().lines().all(|line| page.contains(line)), "{page}");
    }
}

#[test]
fn every_rule_is_in_the_list() {
    for format in [Format::Human, Format::Json] {
        let mut out = Vec::new();
        rules(rule::all(), format, &style(120), &mut out).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(rule::all().all(|words| text.contains(&words.id)), "{text}");
    }
}
