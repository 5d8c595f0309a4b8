//! *Ties*: which creative object a file of markup belongs to. The configuration says so, or a config beside it with the
//! same stem, or an id in the file's name. Markup inside of a creative object belongs to that, and needs no tie.

use crate::association::{Creative, World};
use crate::config::CreativeObject;
use crate::discover::Input;
use regex::Regex;

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
            let mut creative = sibling.clone();
            world.complete(&mut creative);
            return Some(Tie { creative, known: true, by: "the config beside it" });
        }
        let (id, code) = self.in_name(input)?;
        Some(tie(id, code, world, "its name"))
    }

    fn in_name(&self, input: &Input) -> Option<(Option<String>, Option<String>)> {
        let name = input.file().file_name()?.to_str()?;
        let found = self.pattern.as_ref()?.captures(name)?;
        let group = |group: &str| found.name(group).map(|part| part.as_str().to_owned());
        let (id, code) = (group("id"), group("code"));
        (id.is_some() || code.is_some()).then_some((id, code))
    }
}

/// Of a member's path, that of its archive.
fn archive(shown: &str) -> &str {
    let end = memchr::memmem::find(shown.to_ascii_lowercase().as_bytes(), b".zip!").map(|at| at + ".zip".len());
    end.map_or(shown, |end| &shown[..end])
}

fn tie(id: Option<String>, code: Option<String>, world: &World, by: &'static str) -> Tie {
    let known = world.creative_named(id.as_deref(), code.as_deref());
    let mut creative = known.map_or_else(|| Creative { id, code, ..Creative::default() }, |known| known.value.clone());
    world.complete(&mut creative);
    Tie { creative, known: known.is_some(), by }
}
