//! The page on what holds (`docs/truth.md`): over all fixtures, what reading found against what the browser did, by how
//! the calls are made. It is written where `TAGLINT_TRUTH` names its file.

use crate::outcome::{Explained, Outcome, score};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// Where the page is to be written.
pub(crate) fn file() -> Option<PathBuf> {
    let named = std::env::var_os("TAGLINT_TRUTH")?;
    Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(named))
}

/// Calls of one construct: read, seen, not seen, not tried.
#[derive(Default)]
struct Row {
    read: usize,
    seen: usize,
    unseen: usize,
    untried: usize,
}

/// The page.
pub(crate) fn page(outcomes: &[Outcome], explained: &[Explained]) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    for (construct, was_made) in outcomes.iter().flat_map(|one| &one.constructs) {
        let row = rows.entry(construct).or_default();
        row.read += 1;
        match was_made {
            Some(true) => row.seen += 1,
            Some(false) => row.unseen += 1,
            None => row.untried += 1,
        }
    }
    let mut page = HEAD.to_owned();
    let sum = |of: fn(&Row) -> usize| rows.values().map(of).sum::<usize>();
    let line = |name: &str, [read, seen, unseen, untried]: [usize; 4]| {
        format!("| {name} | {read} | {seen} | {unseen} | {untried} |\n")
    };
    for (construct, row) in &rows {
        page += &line(&format!("`{construct}`"), [row.read, row.seen, row.unseen, row.untried]);
    }
    let all = [sum(|row| row.read), sum(|row| row.seen), sum(|row| row.unseen), sum(|row| row.untried)];
    page += &line("**all**", all);
    let (score, made) = (score(outcomes), outcomes.iter().map(|one| one.made).sum::<usize>());
    let _ = write!(
        page,
        "\nOf {made} requests that the browser made for {} creatives, reading had found {:.1} %; of the calls that reading \
         found and that loading or clicking can bring about, the browser made {:.1} %.\n",
        outcomes.len(),
        100.0 * score.recall,
        100.0 * score.precision
    );
    page + &differences(outcomes, explained)
}

/// Every difference, with its reason where it has one.
fn differences(outcomes: &[Outcome], explained: &[Explained]) -> String {
    let mut text = "\n## Every difference\n\n| creative | what | request | why |\n|---|---|---|---|\n".to_owned();
    for one in outcomes {
        for (what, urls) in [("only seen", &one.missed), ("only read", &one.wrong)] {
            for url in urls {
                let reason = explained.iter().find(|known| known.fixture == one.name && known.url == *url);
                let reason = reason.map_or("not explained yet", |known| &known.reason);
                let name = one.name.trim_start_matches("fixtures/");
                let _ = writeln!(text, "| {name} | {what} | `{}` | {} |", cell(url), cell(reason));
            }
        }
    }
    text
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('`', "'").replace(['\n', '\r'], " ")
}

const HEAD: &str = "# What reading finds, and what a browser does

Every HTML creative of `fixtures/creatives` and `fixtures/scripts` is read, and shown to Chromium as well: on a large
screen, on a phone with cookies and consent, with every answer an error, and without scripts. Then everything that can be pressed is
pressed. What the browser asks for in any of these is held against the calls that taglint lists. All answers come from
the test; nothing leaves the machine. This page is written by

```text
TAGLINT_TRUTH=docs/truth.md TAGLINT_BROWSER=chromium cargo test --test browser
```

and `cargo test --test truth` holds its counts of calls against the fixtures.

*Read* are the calls that taglint lists. *Seen* are those of them that the browser made, *not seen* those that it did not
make, and *not tried* those that hang on other events than loading and clicking (a video's start, a mouse that hovers).
A construct is the last step to the call, after where it stands: in the markup, in a script (also in markup that a script
writes), in a frame of the markup.

| construct | read | seen | not seen | not tried |
|---|---|---|---|---|
";
