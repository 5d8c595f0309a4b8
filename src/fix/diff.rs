//! What a fix changes, as a unified diff that `git apply` and `patch` take. Inputs that are not UTF-8 are shown in it.

use crate::source::decode;
use owo_colors::Style as Ink;
use similar::TextDiff;
use std::io::{self, Write};

/// Lines shown around a change.
const AROUND: usize = 3;

/// Writes the diff of an input, whose path is shown as this.
///
/// # Errors
/// That `out` takes no more.
pub fn diff(shown: &str, before: &[u8], after: &[u8], color: bool, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (decode(before), decode(after));
    let diff = TextDiff::from_lines(&*before.text, &*after.text);
    let (from, to) = (format!("a/{shown}"), format!("b/{shown}"));
    let mut unified = diff.unified_diff();
    let text = unified.context_radius(AROUND).header(&from, &to).to_string();
    if !color {
        return out.write_all(text.as_bytes());
    }
    text.split_inclusive('\n').try_for_each(|line| colored(line, out))
}

fn colored(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let ink = match line.as_bytes().first() {
        _ if line.starts_with("---") || line.starts_with("+++") => Ink::new().bold(),
        Some(b'-') => Ink::new().red(),
        Some(b'+') => Ink::new().green(),
        Some(b'@') => Ink::new().cyan(),
        _ => return out.write_all(line.as_bytes()),
    };
    let body = line.trim_end_matches(['\r', '\n']);
    write!(out, "{}{}", ink.style(body), &line[body.len()..])
}
