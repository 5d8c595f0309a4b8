//! The *shape* of a call: what its URL alone says about a vendor that nobody has looked up. Signs of a user sync and
//! signs against one are *marks* (`usersync` in the path, a placeholder for a user id, a click tracker's parameters);
//! each has a weight, fitted on known calls, and their sum says how likely a sync is. Marks, words, weights and
//! thresholds are data, in `rules/shape.toml`; this code knows no vendor.

mod lexicon;
mod model;
mod placeholder;
mod scan;
mod text;
mod word;

use crate::call::Confidence;
use crate::url::Url;
use model::MODEL;
use scan::scan;

/// How a call is made, as far as its shape depends on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'c> {
    /// The last step of the call's route: `img[src]`, `iframe[src]`, `a[href]`.
    pub via: &'c str,
    /// Whether it is made by something the user cannot see: a 1x1 image, a hidden frame.
    pub hidden: bool,
}

/// What speaks for a user sync.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// How likely it is one, 0 to 1, had as many of the calls been syncs as not.
    pub score: f32,
    /// How much trust the score has earned on vendors it was not fitted on.
    pub confidence: Confidence,
    /// Why, in plain words, the weightiest first: `the path says usersync`.
    pub evidence: Vec<String>,
}

/// A sign that was found in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name in `rules/shape.toml`.
    pub name: &'static str,
    /// The word of its list that was met.
    pub word: &'static str,
}

/// The shape of a user sync, if the URL has it.
#[must_use]
pub fn shape(url: &Url, context: &Context) -> Option<Shape> {
    let mut found = model::Set::default();
    scan(url, context, &mut |hit| found.add(hit.mark));
    let score = MODEL.score(found);
    let confidence = MODEL.confidence(score)?;
    Some(Shape { score, confidence, evidence: evidence(url, context) })
}

/// All marks of a URL, those against a sync included: what weights are fitted on, and what explains a score.
#[must_use]
pub fn marks(url: &Url, context: &Context) -> Vec<Mark> {
    let mut found: Vec<Mark> = Vec::new();
    scan(url, context, &mut |hit| {
        let mark = Mark { name: MODEL.name(hit.mark), word: hit.word };
        if !found.contains(&mark) {
            found.push(mark);
        }
    });
    found
}

/// Sentences for the marks that speak for a sync, one a mark and one a word of the path.
fn evidence(url: &Url, context: &Context) -> Vec<String> {
    let mut found: Vec<(usize, String, String)> = Vec::new();
    scan(url, context, &mut |hit| {
        if let Some(says) = MODEL.says(hit.mark, hit.text)
            && !found.iter().any(|(mark, ..)| *mark == hit.mark)
        {
            found.push((hit.mark, hit.text.to_owned(), says));
        }
    });
    found.sort_by(|(a, ..), (b, ..)| MODEL.weight(*b).total_cmp(&MODEL.weight(*a)));
    let is_path = |mark: usize| MODEL.is_path(mark);
    let is_new = |at: usize, (mark, text, _): &(usize, String, String)| {
        !is_path(*mark) || !found[..at].iter().any(|(other, known, _)| is_path(*other) && known == text)
    };
    let said = found.iter().enumerate().filter(|(at, sentence)| is_new(*at, sentence));
    said.map(|(_, (.., says))| says.clone()).collect()
}

#[cfg(test)]
mod tests;
