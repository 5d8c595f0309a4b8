//! *Custom* rule data: vendors and rules of a user's own, read from folders (`--rules DIR`, `rules = […]` in the
//! configuration). A file in them is a *sheet*: a vendor or a rule, in the form of the data that comes with the program,
//! with *samples* that it must match and must not. What is wrong in a sheet is shown where it stands.

mod clash;
mod error;
mod file;
mod read;
mod rule;
mod trial;
mod vendor;

pub use error::BadRules;
pub use trial::{Failure, Trial};

use crate::catalogue::{Catalogue, Vendor};
use crate::page::{Mistake, Page};
use crate::rule::Rulebook;
use file::{File, RuleFile, Written};
use read::Sheet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a user adds to the program's data.
#[derive(Clone, Debug, Default)]
pub struct Custom {
    /// All vendors, with the user's merged in; empty if there are none of the user's.
    vendors: Vec<(String, Vendor)>,
    rules: Rulebook,
    /// Samples of endpoints, each with the name of its vendor.
    endpoints: Vec<(String, Sample)>,
    /// Samples of rules.
    samples: Vec<Sample>,
}

/// Something that an endpoint or a rule must, or must not, speak of.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// The id of the endpoint or the rule.
    owner: String,
    /// A URL, or markup.
    text: String,
    /// Whether it must match.
    expected: bool,
    path: Arc<str>,
    /// 1-based.
    line: usize,
}

impl Sample {
    fn new(owner: &str, written: &Written, expected: bool, page: &Page) -> Self {
        let line = page.line(written.span().start);
        Self { owner: owner.to_owned(), text: written.as_ref().clone(), expected, path: page.name().into(), line }
    }
}

impl Custom {
    /// Reads every `*.toml` below the folders; `cwd` is what relative paths start from.
    ///
    /// # Errors
    /// That something cannot be read, or the first thing that is wrong in a file.
    pub fn load(folders: &[PathBuf], cwd: &Path) -> Result<Self, BadRules> {
        let sheets = read::sheets(folders, cwd)?;
        let mut files = Vec::with_capacity(sheets.len());
        for sheet in &sheets {
            files.push((sheet, File::parse(&sheet.page)?));
        }
        let mut custom = Self::default();
        custom.take_vendors(&files)?;
        custom.take_rules(&files)?;
        Ok(custom)
    }

    /// The catalogue with the user's vendors in it.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        if self.vendors.is_empty() { Catalogue::embedded() } else { Catalogue::new(self.vendors.clone()) }
    }

    /// The rules that come with the program, and the user's.
    #[must_use]
    pub fn rules(&self) -> &Rulebook {
        &self.rules
    }

    fn take_vendors(&mut self, files: &[(&Sheet, File)]) -> Result<(), BadRules> {
        let vendors = files.iter().filter_map(|(sheet, file)| match file {
            File::Vendor(vendor) => Some((*sheet, vendor)),
            File::Rule(_) => None,
        });
        let vendors: Vec<_> = vendors.collect();
        if vendors.is_empty() {
            return Ok(());
        }
        self.vendors = Catalogue::packed();
        let mut places = Vec::new();
        for (sheet, file) in vendors {
            let addition = vendor::addition(sheet, file)?;
            if addition.known(&self.vendors).is_none() {
                vendor::complete(file, &sheet.page)?;
            }
            let at = addition.merge(&mut self.vendors);
            let name = &self.vendors[at].1.name;
            for (sample, at) in vendor::samples(file, &sheet.page) {
                places.push((sheet, at));
                self.endpoints.push((name.clone(), sample));
            }
        }
        clash::check(&self.catalogue(), &self.endpoints, &places)?;
        Ok(())
    }

    fn take_rules(&mut self, files: &[(&Sheet, File)]) -> Result<(), BadRules> {
        let rules = files.iter().filter_map(|(sheet, file)| match file {
            File::Rule(rule) => Some((*sheet, &**rule)),
            File::Vendor(_) => None,
        });
        let rules: Vec<(&Sheet, &RuleFile)> = rules.collect();
        if rules.is_empty() {
            return Ok(());
        }
        let catalogue = self.catalogue();
        let (mut custom, mut words, mut selectors) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (sheet, file)) in rules.iter().enumerate() {
            twice(sheet, file, &rules[..number])?;
            let compiled = rule::compile(file, &sheet.page, &catalogue)?;
            selectors.extend(compiled.selector.map(|selector| (selector, &*compiled.words.id)));
            words.push(compiled.words);
            custom.extend(compiled.custom);
            self.samples.extend(rule::samples(file, &sheet.page));
        }
        self.rules = Rulebook::new(custom, words, selectors);
        Ok(())
    }
}

/// An id stands in one file.
fn twice(sheet: &Sheet, file: &RuleFile, earlier: &[(&Sheet, &RuleFile)]) -> Result<(), Box<Mistake>> {
    let id = file.id.as_ref();
    let Some((other, _)) = earlier.iter().find(|(_, other)| other.id.as_ref() == id) else { return Ok(()) };
    let message = format!("the rule `{id}` stands in two files");
    let help = format!("the other one is {}; take one of them away, or give it another id", other.page.name());
    Err(sheet.page.mistake(file.id.span(), message, "the second one".to_owned(), Some(help)))
}
