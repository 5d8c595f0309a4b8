//! From configuration and options to the settings of a scan.

use crate::cli::{ConfigChoice, Sure};
use miette::{IntoDiagnostic, WrapErr};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use taglint::call::Confidence;
use taglint::catalogue::Catalogue;
use taglint::chain::Markup;
use taglint::config::{Config, Declare, Who, find};
use taglint::custom::Custom;
use taglint::declaration::AdServers;
use taglint::finding::Report;
use taglint::rule::Rulebook;
use taglint::scan::{self, Settings, Ties, Used};

/// What holds for a project: its configuration, and the vendors and rules of its own.
#[derive(Debug, Default)]
pub(crate) struct Project {
    config: Config,
    custom: Custom,
    /// Folders that the vendors and rules were read from.
    folders: usize,
}

impl Deref for Project {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.config
    }
}

impl Project {
    /// All rules.
    pub(crate) fn rules(&self) -> &Rulebook {
        self.custom.rules()
    }

    /// The vendors and rules of its own, if there is a folder that may hold some.
    pub(crate) fn custom(&self) -> Option<&Custom> {
        (self.folders > 0).then_some(&self.custom)
    }
}

/// The configuration that holds (the one that was named, else the nearest one, else none) and the vendors and rules in
/// the folders that it and the command line name.
pub(crate) fn config(choice: &ConfigChoice) -> miette::Result<Project> {
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let config = file(choice, &cwd)?;
    let folders: Vec<PathBuf> = config.rules.iter().map(|(folder, _)| folder).chain(&choice.rules).cloned().collect();
    let custom = Custom::load(&folders, &cwd)?;
    let ids: Vec<&str> = custom.rules().rules().map(|rule| rule.id()).collect();
    config.check_rules(&ids)?;
    Ok(Project { config, custom, folders: folders.len() })
}

fn file(choice: &ConfigChoice, cwd: &Path) -> miette::Result<Config> {
    if choice.no_config {
        return Ok(Config::default());
    }
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match choice.config.clone().or_else(|| find(cwd, home.as_deref())) {
        Some(path) => Ok(Config::load(&path, cwd)?),
        None => Ok(Config::default()),
    }
}

/// The catalogue with what the project adds to it.
pub(crate) fn catalogue(project: &Project) -> miette::Result<Catalogue> {
    let mut catalogue = project.custom.catalogue();
    for alias in &project.aliases {
        if !catalogue.alias(&alias.host, &alias.means) {
            let message = format!("the catalogue knows no `{}`", alias.means);
            let help = "name a vendor's domain or host, for example \"adnxs.com\"; `taglint vendors` lists them";
            return Err(project.mistake(alias.span, message, Some(help.to_owned())).into());
        }
    }
    Ok(catalogue)
}

/// The settings of a scan.
pub(crate) fn settings(config: &Project, min_confidence: Option<Sure>) -> miette::Result<Settings> {
    let asked = min_confidence.map(Confidence::from).or(config.min_confidence);
    let catalogue = catalogue(config)?;
    Ok(Settings {
        rules: config.rules().clone(),
        severities: config.severities.clone(),
        min_confidence: asked.unwrap_or(Confidence::Low),
        ignores: config.ignores.clone(),
        declared: declared(config, &catalogue)?,
        catalogue,
        servers: AdServers::default(),
        inventory: false,
        plan: false,
        verbose: false,
        explain: false,
        markup: Markup::default(),
        ties: Ties { entries: config.creatives.clone(), pattern: config.creative_pattern.clone() },
    })
}

/// What the configuration declares; vendors that it names have to be known.
fn declared(project: &Project, catalogue: &Catalogue) -> miette::Result<Vec<Declare>> {
    for entry in &project.declare {
        if let Who::Vendor(name) = &entry.who
            && catalogue.party(name).is_none()
        {
            let help = "`taglint vendors` lists the vendors; one that it does not have can be declared by its `domain`";
            let message = format!("the catalogue knows no `{name}`");
            return Err(project.mistake(entry.span, message, Some(help.to_owned())).into());
        }
    }
    Ok(project.declare.clone())
}

/// Adds a finding for each of the configuration's ignores that silenced nothing.
pub(crate) fn report_unused(config: &Config, settings: &Settings, used: &Used, report: &mut Report) {
    let unused = used.unused().map(|number| &settings.ignores[number]).map(|one| (one.span, &*one.rule));
    let what = "ignore of the configuration";
    report.findings.extend(scan::unused_ignores(config.shown(), config.text(), what, unused, settings));
    scan::count(report);
}
