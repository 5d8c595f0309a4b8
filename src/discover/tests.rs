use super::*;
use std::fs;
use tempfile::TempDir;

/// A folder with files of these names, each of one byte; a name with `/` at its end is a folder.
fn folder(names: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in names {
        let path = folder.path().join(name);
        fs::create_dir_all(if name.ends_with('/') { &path } else { path.parent().expect("inside") }).expect("made");
        if !name.ends_with('/') {
            fs::write(&path, "a").expect("written");
        }
    }
    folder
}

fn select(folder: &TempDir, paths: &[&str]) -> Selection {
    Selection {
        cwd: folder.path().to_path_buf(),
        paths: paths.iter().map(PathBuf::from).collect(),
        explain: true,
        ..Selection::default()
    }
}

fn globs(folder: &TempDir, patterns: &[&str]) -> Vec<Globs> {
    vec![Globs::new(folder.path(), patterns).expect("good patterns")]
}

fn inputs(found: &Discovery) -> Vec<&str> {
    found.inputs.iter().map(|input| &*input.shown).collect()
}

fn problems(found: &Discovery) -> Vec<(&str, &str, bool)> {
    found.problems.iter().map(|problem| (&*problem.path, problem.code, problem.incomplete)).collect()
}

fn skipped(found: &Discovery) -> Vec<&str> {
    found.skipped.iter().map(|skipped| &*skipped.shown).collect()
}

#[test]
fn takes_creatives_of_a_folder_in_order() {
    let folder = folder(&["b.html", "a/z.js", "a.txt", "c.png", "README.md", ".hidden.html", ".cache/x.html"]);
    let found = discover(&select(&folder, &["."]));
    assert_eq!(inputs(&found), ["a/z.js", "a.txt", "b.html"]);
    assert_eq!(skipped(&found), [".cache", ".hidden.html", "README.md", "c.png"]);
    assert_eq!(problems(&found), []);
}

#[test]
fn takes_named_files_whatever_they_are_and_once() {
    let folder = folder(&["c.png", ".h.html", "a.html", "x/a.html"]);
    let found = discover(&select(&folder, &["c.png", "./x/../a.html", "a.html", ".h.html", "."]));
    assert_eq!(inputs(&found), [".h.html", "a.html", "c.png", "x/a.html"]);
    let named: Vec<bool> = found.inputs.iter().map(|input| input.named).collect();
    assert_eq!(named, [true, true, true, false]);
}

#[test]
fn shows_paths_outside_with_dots() {
    let folder = folder(&["ads/", "other/a.html"]);
    let selection = Selection { cwd: folder.path().join("ads"), ..select(&folder, &["../other"]) };
    assert_eq!(inputs(&discover(&selection)), ["../other/a.html"]);
}

#[test]
fn leaves_out_what_gitignore_says_up_to_the_root() {
    let folder = folder(&[
        "repo/.git/config.html",
        "repo/build/a.html",
        "repo/ads/b.html",
        "repo/ads/keep.html",
        "repo/ads/gone.html",
        "repo/ads/inner/.git/x",
        "repo/ads/inner/b.html",
    ]);
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(".gitignore", "*.html\n");
    write("repo/.gitignore", "build/\nb.html\nkeep.html\n");
    write("repo/ads/.gitignore", "/gone.html\n!keep.html\n");
    let found = discover(&select(&folder, &["repo/ads"]));
    assert_eq!(inputs(&found), ["repo/ads/inner/b.html", "repo/ads/keep.html"]);
    assert_eq!(inputs(&discover(&select(&folder, &["repo/build"]))), ["repo/build/a.html"], "a named folder");
    let all = Selection { no_ignore: true, ..select(&folder, &["repo"]) };
    assert_eq!(discover(&all).inputs.len(), 5);
}

#[test]
fn exclusions_and_inclusions_choose() {
    let folder = folder(&["a.html", "b.js", "c.php", ".d.html", "x/a.html", "x/y/b.js"]);
    let cases: [(&[&str], &[&str], &[&str]); 6] = [
        (&["x"], &[], &["a.html", "b.js"]),
        (&["x/*.html"], &[], &["a.html", "b.js", "x/y/b.js"]),
        (&["*.js"], &[], &["a.html", "x/a.html"]),
        (&[], &["*.php", ".d.html"], &[".d.html", "c.php"]),
        (&[], &["x"], &["x/a.html", "x/y/b.js"]),
        (&["x/y"], &["*.js"], &["b.js"]),
    ];
    for (exclude, include, expected) in cases {
        let selection =
            Selection { exclude: globs(&folder, exclude), include: globs(&folder, include), ..select(&folder, &["."]) };
        assert_eq!(inputs(&discover(&selection)), expected, "{exclude:?} {include:?}");
    }
}

#[test]
fn exclusions_hold_for_named_files_only_if_forced() {
    let folder = folder(&["old/a.html", "b.html"]);
    let gentle = Selection { exclude: globs(&folder, &["old"]), ..select(&folder, &["old/a.html", "b.html", "-"]) };
    assert_eq!(inputs(&discover(&gentle)), ["<stdin>", "b.html", "old/a.html"]);
    let stdin_name = Some(PathBuf::from("old/piped.html"));
    let forced = discover(&Selection { force_exclude: true, stdin_name, ..gentle });
    assert_eq!((inputs(&forced), skipped(&forced)), (vec!["b.html"], vec!["old/a.html", "old/piped.html"]));
}

#[test]
fn names_what_is_missing() {
    let found = discover(&select(&folder(&[]), &["nothing.html", "nothing.html"]));
    assert_eq!(problems(&found), [("nothing.html", "not-found", true)]);
}

#[cfg(unix)]
#[test]
fn a_named_folder_that_cannot_be_read_is_a_problem_even_if_ignored() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&["locked/a.html", "b.html"]);
    fs::write(folder.path().join(".gitignore"), "locked\n").expect("written");
    let locked = folder.path().join("locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("locked");
    let can_read_all = fs::read_dir(&locked).is_ok();
    let (named, found) = (discover(&select(&folder, &["locked"])), discover(&select(&folder, &["."])));
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).expect("unlocked");
    assert_eq!((inputs(&found), problems(&found)), (vec!["b.html"], vec![]));
    // The superuser reads it all the same.
    assert_eq!(inputs(&named).is_empty(), !can_read_all);
    assert_eq!(problems(&named).is_empty(), can_read_all);
}

#[test]
fn remarks_a_bad_gitignore() {
    let folder = folder(&["a.html"]);
    fs::write(folder.path().join(".gitignore"), "[z-a].html\nb.html\n").expect("written");
    let found = discover(&select(&folder, &["."]));
    assert_eq!(problems(&found), [(".gitignore", "bad-gitignore", false)]);
}

#[cfg(unix)]
#[test]
fn follows_links_but_not_in_circles() {
    use std::os::unix::fs::symlink;
    let folder = folder(&["a/b.html", "z/"]);
    symlink("..", folder.path().join("a/up")).expect("linked");
    symlink("../a/b.html", folder.path().join("z/link.html")).expect("linked");
    symlink("nowhere", folder.path().join("z/broken.html")).expect("linked");
    symlink("nowhere", folder.path().join("z/broken.png")).expect("linked");
    let found = discover(&select(&folder, &["."]));
    assert_eq!(inputs(&found), ["a/b.html", "z/link.html"]);
    assert_eq!(problems(&found), [("a/up", "symlink-loop", false), ("z/broken.html", "unreadable", true)]);
}

#[cfg(unix)]
#[test]
fn never_opens_what_could_block() {
    let folder = folder(&["a.html"]);
    let socket = folder.path().join("s.html");
    let _listening = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let found = discover(&select(&folder, &[".", "/dev/null"]));
    assert_eq!(inputs(&found), ["a.html"]);
    assert_eq!(problems(&found), [("/dev/null", "not-a-file", true), ("s.html", "not-a-file", true)]);
    let input = Input { path: socket, shown: "s.html".into(), named: true, stdin: false };
    assert_eq!(read(&input).expect_err("a socket").code, "not-a-file");
}

#[test]
fn reads_files_and_says_why_not() {
    let folder = folder(&["a.html"]);
    let found = discover(&select(&folder, &["a.html"]));
    assert_eq!(read(&found.inputs[0]), Ok(b"a".to_vec()));
    let big = fs::File::create(folder.path().join("a.html")).expect("made");
    big.set_len(crate::limit::INPUT_BYTES + 1).expect("a sparse file");
    assert_eq!(read(&found.inputs[0]).expect_err("too large").code, "too-large");
    fs::remove_file(&found.inputs[0].path).expect("removed");
    let problem = read(&found.inputs[0]).expect_err("gone");
    assert_eq!((problem.code, problem.incomplete), ("unreadable", true));
    assert!(problem.message.contains("No such file"), "{}", problem.message);
}
