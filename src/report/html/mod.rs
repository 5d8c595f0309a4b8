//! The HTML report: one file that opens offline and holds all it needs. Its templates, styles and script are data in
//! `rules/report/`; what comes from creatives is escaped by the template engine, and a content security policy that
//! names the one script by its hash keeps anything else from running.

mod code;
mod file;
mod item;
mod page;
mod parties;
mod picture;

use super::Report;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const STYLE: &str = include_str!("../../../rules/report/report.css");
const SCRIPT: &str =
    concat!(include_str!("../../../rules/report/copy.js"), include_str!("../../../rules/report/report.js"));
const TEMPLATES: [(&str, &str); 4] = [
    ("page.html", include_str!("../../../rules/report/page.html")),
    ("file.html", include_str!("../../../rules/report/file.html")),
    ("finding.html", include_str!("../../../rules/report/finding.html")),
    ("parties.html", include_str!("../../../rules/report/parties.html")),
];

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let engine = engine().map_err(io::Error::other)?;
    let page = page::Page::new(report);
    let context = context! {
        page => Serde(&page),
        style => STYLE,
        script => SCRIPT,
        style_hash => hash(STYLE),
        script_hash => hash(SCRIPT),
    };
    let template = engine.get_template("page.html").map_err(io::Error::other)?;
    let text = template.render(context).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

/// The verdict on all inputs, as the page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// `fails`, `risk`, `unread`, `flawed` or `clean`.
    pub class: &'static str,
    /// The same in words.
    pub words: String,
    /// How many inputs the page shows by themselves; the first of them has the id `input-1`.
    pub shown: usize,
}

/// The verdict on all inputs.
#[must_use]
pub fn headline(report: &Report) -> Headline {
    let page = page::Page::new(report);
    Headline { class: page.class, shown: page.files.len(), words: page.headline }
}

fn engine() -> Result<Environment<'static>, minijinja::Error> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|_| AutoEscape::Html);
    // A tag alone in its line leaves no blank line behind.
    engine.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, text) in TEMPLATES {
        engine.add_template(name, text)?;
    }
    Ok(engine)
}

/// A source of the content security policy.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}
