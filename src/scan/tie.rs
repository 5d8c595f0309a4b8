//! *Ties*: which creative object a file of markup belongs to. The configuration says so, or a config beside it with the
//! same stem, or an id in the file's name. Markup inside of a creative object belongs to that, and needs no tie.

use crate::association::{Creative, World};
use crate::config::CreativeObject;
use crate::discover::Input;
use crate::plan;
use crate::rule::Case;
use regex::Regex;
use std::sync::Arc;

/// How files are tied to creatives.
#[derive(Debug, Default)]
pub struct Ties {
    /// What the configuration says.
    pub entries: Vec<CreativeObject>,
    /// Where an id or a code stands in a file's name: a pattern with a group `id` or `code`.
    pub pattern: Option<Regex>,
}

/// A file's creative.
#[derive(Clone, Debug)]
pub struct Tie {
    /// The creative, completed; if no input has its object, only its name and what hand-written lists say.
    pub creative: Creative,
    /// Whether an input has its object.
    pub known: bool,
    /// Path of that input, relative, with `/`.
    pub path: Option<Arc<str>>,
    /// What ties it, to follow "by".
    pub by: &'static str,
}

impl Ties {
    /// The creative that an input belongs to, if that is known.
    pub(super) fn find(&self, input: &Input, world: &World) -> Option<Tie> {
        let entry = self.entries.iter().find(|entry| input.is_at(|path| entry.holds_for(path)));
        let named = entry.map(|entry| (entry.id.clone(), entry.code.clone()));
        if let Some((id, code)) = named {
            return Some(tie(id, code, world, "the configuration"));
        }
        if let Some(sibling) = world.beside(archive(&input.shown)) {
            let mut creative = sibling.value;
            world.complete(&mut creative);
            return Some(Tie { creative, known: true, path: Some(sibling.path), by: "the config beside it" });
        }
        let (id, code) = self.in_name(input)?;
        Some(tie(id, code, world, "its name"))
    }

    /// Whether anything in this run says what creatives there are: else nobody expects their markup to be tied.
    pub(super) fn are_expected(&self, world: &World) -> bool {
        !self.entries.is_empty() || self.pattern.is_some() || world.knows_associations()
    }

    fn in_name(&self, input: &Input) -> Option<(Option<String>, Option<String>)> {
        let name = input.file().file_name()?.to_str()?;
        let found = self.pattern.as_ref()?.captures(name)?;
        let group = |group: &str| found.name(group).map(|part| part.as_str().to_owned());
        let (id, code) = (group("id"), group("code"));
        (id.is_some() || code.is_some()).then_some((id, code))
    }
}

impl Tie {
    /// Whether what the creative is associated with is known from somewhere.
    fn says_segments(&self) -> bool {
        self.known || self.creative.lists_segments
    }
}

/// Why the segment calls of a file were not held against any associations, if there are such calls and nothing to hold
/// them against.
pub(super) fn untied(case: &Case, tie: Option<&Tie>) -> Option<String> {
    let calls_segments = || case.calls.iter().any(|call| call.raw.seen.is_none() && plan::replaces(call, case));
    if !case.creatives.is_empty() || tie.is_some_and(Tie::says_segments) || !calls_segments() {
        return None;
    }
    let not_checked = "what is associated on the server was not checked for its segment calls";
    Some(match tie {
        Some(tie) => format!(
            "This is {} by {}, but no input has its object, so {not_checked}; name a file with the object as well",
            tie.creative.name(),
            tie.by
        ),
        None => format!(
            "Which creative this is could not be told, so {not_checked}; say it in a [[creative]] table of taglint.toml, or \
             give the file and its config the same name"
        ),
    })
}

/// Of a member's path, that of its archive.
fn archive(shown: &str) -> &str {
    let end = memchr::memmem::find(shown.to_ascii_lowercase().as_bytes(), b".zip!").map(|at| at + ".zip".len());
    end.map_or(shown, |end| &shown[..end])
}

fn tie(id: Option<String>, code: Option<String>, world: &World, by: &'static str) -> Tie {
    let (known, path) = world.creative_named(id.as_deref(), code.as_deref()).map(|one| (one.value, one.path)).unzip();
    let (is_known, mut creative) =
        (known.is_some(), known.unwrap_or_else(|| Creative { id, code, ..Creative::default() }));
    world.complete(&mut creative);
    Tie { creative, known: is_known, path, by }
}
