use super::*;

fn of(url: &str) -> Option<Shape> {
    shape(&Url::parse(url), &Context::default())
}

fn evidence_of(url: &str) -> String {
    of(url).map(|shape| shape.evidence.join("; ")).unwrap_or_default()
}

#[test]
fn syncs_of_vendors_that_nobody_listed_are_recognised() {
    let syncs = [
        "https://sync.example.com/pbserver?gdpr=1&redir=https%3A%2F%2Fa.example%2Fx%3Fid%3D%5BUID%5D",
        "https://ads.example.com/user-sync?r=https%3A%2F%2Fa.example%2Fset%3Fu%3D%24%7BUSER_ID%7D",
        "https://x.example.com/getuid?https%3A%2F%2Fa.example%2Fsetuid%3Fuid%3D%24UID",
        "https://match.example.com/cookie-sync?partner=1&userid=6f1c2d9a77aa4f7e",
        "https://cm.example.com/pixel?nid=acme&redir=https://a.example/c?v=33XUSERID33X",
        "https://www.example.com/userSync.html",
    ];
    syncs
        .iter()
        .for_each(|url| assert!(of(url).is_some(), "{url}: {:?}", marks(&Url::parse(url), &Context::default())));
}

#[test]
fn what_creatives_carry_otherwise_is_none() {
    let others = [
        "https://cdn.example.com/img/sync-icon.png",
        "https://assets.example.com/js/async.js",
        "https://track.example.com/click?url=https%3A%2F%2Fshop.example%2F&gdpr=1&gdpr_consent=abc",
        "https://sync.example-hotel.com/booking/landing?utm_source=dv360",
        "https://ads.example.com/vast?redirect=https%3A%2F%2Fv.example%2Fvast.xml&gdpr=1&cb=[CACHEBUSTER]",
        "https://imp.example.com/impression?cid=12&ord=%%CACHEBUSTER%%",
        "https://www.example.com/",
        "img/a.png",
        "",
    ];
    others.iter().for_each(|url| assert_eq!(of(url), None, "{url}"));
}

#[test]
fn evidence_is_in_plain_words_and_quotes_the_url() {
    let said = evidence_of("https://sync.example.com/user-sync?redir=https%3A%2F%2Fa.example%2Fx%3Fv%3D%24UID");
    for part in ["the path says user-sync", "the host says sync", "a placeholder for a user id ($UID)"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn the_registrable_domain_is_a_name_and_says_nothing() {
    assert_eq!(of("https://sync.com/"), None);
    assert_eq!(of("https://www.cookie-sync.co.uk/"), None);
}

#[test]
fn a_hostile_url_is_read_to_a_bound() {
    let long = format!("https://a.example/{}?{}", "sync/".repeat(100_000), "uid=%24UID&".repeat(100_000));
    assert!(of(&long).is_some());
    assert_eq!(of(&format!("https://a.example/{}", "é%".repeat(100_000))), None);
}

#[test]
fn evidence_says_a_thing_once_and_nothing_that_weighs_nothing() {
    assert_eq!(evidence_of("https://ads.example.com/usersync.html?gdpr=1&gdpr_consent=abc"), "the path says usersync");
}

#[test]
fn how_a_call_is_made_counts() {
    let url = Url::parse("https://match.example.com/x");
    let score = |via, hidden| shape(&url, &Context { via, hidden }).map_or(0.0, |shape| shape.score);
    assert!(score("iframe[src]", true) > score("iframe[src]", false));
    assert_eq!(score("img[src]", true), score("img[src]", false), "impressions are counted by hidden images too");
    assert_eq!(score("a[href]", false), 0.0, "what a person clicks is a page");
}

#[test]
fn words_in_the_return_address_count_as_well() {
    let redirect = "https://a.example.com/x?redir=https%3A%2F%2Fb.example%2Fsetuid%3Fbidder%3Da%26uid%3D123";
    let said = evidence_of(redirect);
    assert!(said.contains("a return address that says setuid"), "{said}");
    let bare = "https://a.example.com/x?https%3A%2F%2Fb.example%2Fset%3Fv%3D%24UID";
    assert!(evidence_of(bare).contains("a return address that takes a user id ($UID)"));
}
