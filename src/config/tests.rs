use super::*;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

const RULES: &[&str] = &["segment-pixel", "segment-pixel-no-redir", "usersync-call"];

fn parse(text: &str) -> Result<Config, BadConfig> {
    let config = Config::parse(text.to_owned(), Path::new("/w/taglint.toml"), "taglint.toml")?;
    config.check_rules(RULES).map(|()| config)
}

/// Message, text under the caret, label, and help of what is wrong.
fn mistake(text: &str) -> (String, String, String, String) {
    let error = match parse(text) {
        Err(BadConfig::Wrong(mistake)) => mistake,
        other => panic!("{text}: {other:?}"),
    };
    let label = error.labels().and_then(|mut labels| labels.next()).and_then(|label| label.label().map(str::to_owned));
    let help = error.help().map(|help| help.to_string());
    let under = text[error.span().range()].to_owned();
    (error.to_string(), under, label.unwrap_or_default(), help.unwrap_or_default())
}

const FULL: &str = r#"
fail-on = "warning"
min-confidence = "medium"
exclude = ["old/**", "*.min.js"]
include = ["*.html"]
rules = ["more"]

[severity]
segment-pixel-no-redir = "off"
usersync-call = "info"

[aliases]
"PX.brand.example" = "adnxs.com"

[[declare]]
vendor = "Example Ads"
paths = ["ads/**"]

[[declare]]
gvl = 32

[[ignore]]
rule = "segment-pixel"
paths = ["legacy/**"]
url = "*/seg?add=1234567*"
reason = "runs on the brand's own site only"

[[creative]]
paths = ["ads/1.html"]
id = 9001
"#;

#[test]
fn every_key_is_read() {
    let config = parse(FULL).expect("a good file");
    let at = Path::new;
    assert_eq!((config.fail_on, config.min_confidence), (Some(Some(Severity::Warning)), Some(Confidence::Medium)));
    assert!(config.exclude.matches(at("/w/old/a.html")) && config.exclude.matches(at("/w/x/a.min.js")));
    assert!(config.include.matches(at("/w/a.html")) && !config.include.matches(at("/elsewhere/a.html")));
    assert_eq!(config.rules[0].0, at("/w/more"));
    assert_eq!(config.severities.get("segment-pixel-no-redir"), Some(&Severity::Off));
    let alias = &config.aliases[0];
    assert_eq!((alias.host.as_str(), &config.text()[alias.span.range()]), ("px.brand.example", "\"adnxs.com\""));
    assert_eq!(config.declare[0].who, Who::Vendor("Example Ads".into()));
    assert!(config.declare[0].holds_for(at("/w/ads/1.html")) && !config.declare[0].holds_for(at("/w/b.html")));
    assert!(config.declare[1].holds_for(at("/w/b.html")));
    let ignore = &config.ignores[0];
    assert_eq!(&config.text()[ignore.span.range()], "\"segment-pixel\"");
    assert_eq!(ignore.reason.as_deref(), Some("runs on the brand's own site only"));
    assert_eq!(config.creatives[0].id.as_deref(), Some("9001"));
    assert!(config.creatives[0].holds_for(at("/w/ads/1.html")));
}

#[test]
fn an_empty_file_changes_nothing() {
    let config = parse("").expect("a good file");
    assert_eq!((config.fail_on, config.min_confidence), (None, None));
    assert!(config.exclude.is_empty() && config.ignores.is_empty());
    assert_eq!(parse("fail-on = 'never'").expect("a good file").fail_on, Some(None));
}

#[test]
fn ignores_match_by_rule_path_and_url() {
    let ignore =
        |keys: &str| parse(&format!("[[ignore]]\nrule = 'segment-pixel'\n{keys}")).expect(keys).ignores.remove(0);
    let url = Some("https://secure.adnxs.com/seg?add=1&t=2");
    let cases = [
        ("", "segment-pixel", "/w/a.html", url, true),
        ("", "segment-pixel", "/w/a.html", None, true),
        ("", "usersync-call", "/w/a.html", url, false),
        ("paths = ['old']", "segment-pixel", "/w/old/a.html", url, true),
        ("paths = ['old']", "segment-pixel", "/w/a.html", url, false),
        ("url = '/SEG?add=1'", "segment-pixel", "/w/a.html", url, true),
        ("url = '/seg?add=1'", "segment-pixel", "/w/a.html", None, false),
        ("url = 'https://*.adnxs.com/seg?*'", "segment-pixel", "/w/a.html", url, true),
        ("url = '*/seg'", "segment-pixel", "/w/a.html", url, false),
        ("url = 'secure.adnxs.com*'", "segment-pixel", "/w/a.html", url, false),
        ("url = '.com/s.g'", "segment-pixel", "/w/a.html", url, false),
    ];
    for (keys, rule, path, url, expected) in cases {
        assert_eq!(ignore(keys).matches(rule, Path::new(path), url), expected, "{keys} {rule} {path} {url:?}");
    }
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let cases = [
        ("fail_on = 'error'", "unknown key `fail_on`", "fail_on", "did you mean `fail-on`?", "`min-confidence`"),
        ("fail-on = 'eror'", "unknown value `eror`", "'eror'", "did you mean `error`?", "`never`"),
        ("exclude = 'old'", "expected a list `[…]`", "'old'", "here", ""),
        ("exclude = ['a', 5]", "expected a string", "5", "here", ""),
        ("exclude = ['ok', 'a[']", "the pattern `a[` cannot be used", "'a['", "", "`**`"),
        ("[severity]\nsegment-pixle = 'off'", "unknown rule", "segment-pixle", "did you mean `segment-pixel`?", ""),
        ("[severity]\nusersync-call = 'of'", "unknown value `of`", "'of'", "did you mean `off`?", "`info`"),
        ("[[ignore]]\nrule = 'nothing-like-it'", "unknown rule", "'nothing-like-it'", "not known", "`taglint rules`"),
        ("[[ignore]]\nrule = '*'", "`*` is not a rule", "'*'", "a rule's id", "`exclude`"),
        ("[[ignore]]\nreason = 'x'", "the key `rule` is missing", "[[ignore]]", "in this table", ""),
        ("[[ignore]]\nrule = 'usersync-call'\npath = []", "unknown key `path`", "path", "did you mean `paths`?", ""),
        ("[[ignore]]\nrule = 'usersync-call'\npaths = []", "`paths` is empty", "[]", "matches nothing", "leave"),
        ("[[ignore]]\nrule = 'usersync-call'\nurl = '*'", "`url` says nothing", "'*'", "matches everything", "leave"),
        (
            "[aliases]\n'https://a.example' = 'adnxs.com'",
            "is not a host",
            "'https://a.example'",
            "a host's name",
            "alone",
        ),
        ("[[declare]]\nvendor = 'A'\ngvl = 1", "names one vendor", "[[declare]]", "in this table", "`domain`"),
        ("[[declare]]\ndomain = '*.a.example'", "is not a host", "'*.a.example'", "a host's name", "alone"),
        ("[[creative]]\npaths = ['a']", "needs its `id` or its `code`", "[[creative]]", "in this table", ""),
        ("[[creative]]\nid = 1", "the key `paths` is missing", "[[creative]]", "in this table", ""),
        ("fail-on = ", "", "", "here", ""),
        ("é = 1\n", "", "é", "", ""),
    ];
    for (text, message, under, label, help) in cases {
        let wrong = mistake(text);
        assert!(wrong.0.contains(message), "{text}: {wrong:?}");
        assert_eq!(wrong.1, under, "{text}: {wrong:?}");
        assert!(wrong.2.contains(label) && wrong.3.contains(help), "{text}: {wrong:?}");
    }
}

#[test]
fn a_mistake_is_drawn_with_a_caret() {
    let error = parse("# our ads\nfail_on = \"error\"\n").expect_err("a wrong key");
    let mut drawn = String::new();
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(90);
    handler.render_report(&mut drawn, &error).expect("drawn");
    insta::assert_snapshot!(drawn, @r#"
     × unknown key `fail_on`
      ╭─[taglint.toml:2:1]
    1 │ # our ads
    2 │ fail_on = "error"
      · ───┬───
      ·    ╰── did you mean `fail-on`?
      ╰────
     help: it can be `fail-on`, `min-confidence`, `exclude`, `include`, `rules`,
           `severity`, `aliases`, `declare`, `ignore`, `creative-pattern`, `creative`
    "#);
}

#[test]
fn mistakes_found_later_are_shown_too() {
    let config = parse(FULL).expect("a good file");
    let error = config.mistake(config.aliases[0].span, "`adnxs.com` is no vendor's host", Some("see".into()));
    let BadConfig::Wrong(mistake) = error else { panic!("{error}") };
    assert_eq!(mistake.span(), config.aliases[0].span);
}

#[test]
fn a_file_is_loaded_from_the_working_directory() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join(NAME), "exclude = ['a.html']").expect("written");
    let config = Config::load(Path::new(NAME), folder.path()).expect("a good file");
    assert_eq!(config.shown(), NAME);
    let from_below = Config::load(&Path::new("..").join(NAME), &folder.path().join("ads")).expect("a good file");
    assert_eq!(from_below.shown(), "../taglint.toml");
    assert!(from_below.exclude.matches(&folder.path().join("a.html")));
    assert!(config.exclude.matches(&folder.path().join("a.html")));
    let missing = Config::load(Path::new("none.toml"), folder.path()).expect_err("missing");
    assert!(missing.to_string().contains("none.toml"), "{missing}");
    std::fs::write(folder.path().join(NAME), b"a = '\xff'").expect("written");
    assert!(matches!(Config::load(Path::new(NAME), folder.path()), Err(BadConfig::Unreadable { .. })));
}
