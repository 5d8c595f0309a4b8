//! *Globs* choose files by patterns that are relative to a folder: the working directory for the command line, its own
//! folder for a configuration file. A pattern without a slash holds at any depth, as in `.gitignore`; one that matches
//! a folder holds for all that is in it.

use super::path;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use std::path::Path;

/// Patterns, compiled once.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    /// Of absolute paths, so that patterns from several folders can be asked alike.
    set: GlobSet,
}

/// A pattern that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("the pattern `{glob}` cannot be used: {reason}")]
#[diagnostic(help(
    "`*` stands for any characters but `/`, `**` for any folders, `{{a,b}}` for either, `[ab]` for one of"
))]
pub struct BadGlob {
    /// The pattern as written.
    pub glob: String,
    /// What is wrong with it.
    pub reason: String,
    /// Its number among those given, from 0.
    pub number: usize,
}

impl Globs {
    /// Compiles patterns that are relative to `base`, an absolute path.
    ///
    /// # Errors
    /// The first pattern that is none.
    pub fn new<S: AsRef<str>>(base: &Path, patterns: &[S]) -> Result<Self, BadGlob> {
        let mut set = GlobSetBuilder::new();
        for (number, glob) in patterns.iter().map(AsRef::as_ref).enumerate() {
            let bad = |reason: String| BadGlob { glob: glob.to_owned(), reason, number };
            let whole = absolute(base, glob).map_err(|reason| bad(reason.to_owned()))?;
            // Told apart so that a mistake is reported for what the user wrote, not for what became of it.
            GlobBuilder::new(glob).build().map_err(|error| bad(error.kind().to_string()))?;
            for pattern in [format!("{whole}/**"), whole] {
                let built = GlobBuilder::new(&pattern).literal_separator(true).build();
                set.add(built.map_err(|error| bad(error.kind().to_string()))?);
            }
        }
        let set = set.build().map_err(|error| BadGlob {
            glob: error.glob().unwrap_or_default().to_owned(),
            reason: error.kind().to_string(),
            number: 0,
        })?;
        Ok(Self { set })
    }

    /// Whether one of them matches an absolute path, or a folder that it is in.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        !self.set.is_empty() && self.set.is_match(&*path.to_string_lossy())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

/// The pattern of absolute paths that a pattern means.
fn absolute(base: &Path, glob: &str) -> Result<String, &'static str> {
    if glob.starts_with('!') {
        return Err("patterns that take back others (`!`) are not supported");
    }
    let mut base = path::absolute(base, Path::new(""));
    let mut rest = glob.trim_end_matches('/');
    let mut anchored = rest.contains('/');
    while let Some(up) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("./")) {
        if rest.starts_with("..") {
            base.pop();
        }
        rest = up;
    }
    let folder = literal(&base);
    if let Some(inside) = rest.strip_prefix('/') {
        let under = rest.strip_prefix(&folder).and_then(|rest| rest.strip_prefix('/'));
        rest = under.unwrap_or(inside);
        anchored = true;
    }
    match rest {
        "" if glob.starts_with('/') => Err("it names a whole disk"),
        "" | ".." => Err("it is empty"),
        "." => Ok(folder),
        _ if anchored => Ok(format!("{folder}/{rest}")),
        _ => Ok(format!("{folder}/**/{rest}")),
    }
}

fn literal(base: &Path) -> String {
    let text = base.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    globset::escape(text.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(glob: &str, path: &str) -> bool {
        Globs::new(Path::new("/w/[ads]"), &[glob]).expect(glob).matches(Path::new(path))
    }

    #[test]
    fn patterns_are_relative_to_their_folder() {
        let cases = [
            ("*.html", "/w/[ads]/a.html", true),
            ("*.html", "/w/[ads]/x/y/a.html", true),
            ("*.html", "/w/a.html", false),
            ("x/*.html", "/w/[ads]/x/a.html", true),
            ("x/*.html", "/w/[ads]/y/x/a.html", false),
            ("x/*.html", "/w/[ads]/x/y/a.html", false),
            ("./a.html", "/w/[ads]/a.html", true),
            ("./a.html", "/w/[ads]/x/a.html", false),
            ("/a.html", "/w/[ads]/a.html", true),
            ("/w/[[]ads[]]/a.html", "/w/[ads]/a.html", true),
            ("build", "/w/[ads]/build/deep/a.html", true),
            ("build/", "/w/[ads]/x/build/a.html", true),
            ("x/build", "/w/[ads]/x/build/a.html", true),
            ("x/**", "/w/[ads]/x/y/z/a.html", true),
            ("**/z", "/w/[ads]/x/y/z/a.html", true),
            ("../other", "/w/other/a.html", true),
            ("../other", "/w/[ads]/other/a.html", false),
            ("{a,b}.js", "/w/[ads]/b.js", true),
            (".", "/w/[ads]/b.js", true),
        ];
        for (glob, path, expected) in cases {
            assert_eq!(matches(glob, path), expected, "{glob} {path}");
        }
    }

    #[test]
    fn a_bad_pattern_is_named_with_its_number() {
        for bad in ["a[", "{a", "", "/", "!a"] {
            let error = Globs::new(Path::new("/w"), &["ok", bad]).expect_err(bad);
            assert_eq!((error.glob.as_str(), error.number), (bad, 1), "{error}");
        }
    }

    #[test]
    fn a_folder_may_be_written_with_dots() {
        let globs = Globs::new(Path::new("/w/ads/.."), &["x/a.html"]).expect("a good pattern");
        assert!(globs.matches(Path::new("/w/x/a.html")));
    }

    #[test]
    fn none_match_nothing() {
        assert!(!Globs::default().matches(Path::new("/w/a.html")));
    }
}
