//! *Fields*: what a batch can know of a creative. Each stands in a column (a key of the JSON objects, a column of a
//! sheet), which has the field's name unless another one is given.

use rustc_hash::FxHashMap;
use std::str::FromStr;

/// Something that a row says of its creative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// What its owner calls it; answers repeat it.
    Id,
    /// Its code: markup, a script, or whatever else is found to be in it.
    Content,
    /// Its object on the platform, as JSON.
    Creative,
    /// A VAST document, or the address of one.
    Vast,
    /// An address that is called when it is shown.
    Url,
    /// What `content` is written in: `html`, `js`, `css`, `json` or `vast`.
    Format,
    /// The ad servers that it declares.
    Declared,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Id, Self::Content, Self::Creative, Self::Vast, Self::Url, Self::Format, Self::Declared];
    /// Those with something to check in them.
    pub const BODIES: [Self; 4] = [Self::Content, Self::Creative, Self::Vast, Self::Url];

    /// Its name, which its column has unless another one is given.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Content => "content",
            Self::Creative => "creative",
            Self::Vast => "vast",
            Self::Url => "url",
            Self::Format => "format",
            Self::Declared => "declared",
        }
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::name).join(", ");
        let found = Self::ALL.into_iter().find(|field| field.name() == name);
        found.ok_or_else(|| format!("there is no field `{name}`; the fields are {}", known()))
    }
}

/// Which column holds which field.
#[derive(Clone, Debug)]
pub struct Names(FxHashMap<String, Field>);

impl Names {
    /// The fields' own names, but for those that are given others.
    #[must_use]
    pub fn new(changed: &[(Field, String)]) -> Self {
        let is_changed = |field: &Field| changed.iter().any(|(other, _)| other == field);
        let own =
            Field::ALL.into_iter().filter(|field| !is_changed(field)).map(|field| (field.name().to_owned(), field));
        Self(own.chain(changed.iter().map(|(field, name)| (name.clone(), *field))).collect())
    }

    /// What a column holds.
    #[must_use]
    pub fn field(&self, column: &str) -> Option<Field> {
        self.0.get(column).copied()
    }

    /// The columns of which one at least has to be there.
    pub(crate) fn bodies(&self) -> String {
        let mut names: Vec<&str> =
            self.0.iter().filter(|(_, field)| Field::BODIES.contains(field)).map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.join(", ")
    }
}
