use super::*;

fn host_of(url: &str) -> Host {
    Url::parse(url).host
}

#[test]
fn the_host_is_found_under_every_disguise() {
    let disguises = [
        "https://secure.adnxs.com/seg",
        "HTTPS://SECURE.ADNXS.COM/seg",
        "//secure.adnxs.com/seg",
        " https://secure.adnxs.com:443/seg",
        "https://user:pa@ss@secure.adnxs.com./seg",
        "https:\\\\secure.adnxs.com\\seg",
        "https:/secure.adnxs.com/seg",
        "https:secure.adnxs.com/seg",
        "ht\ntps://secure.ad\tnxs.com/seg",
        "https://secure.${XANDR_DOMAIN}/seg",
        "${SCHEME}://secure.adnxs.com/seg",
        "%%SCHEME%%://secure.adnxs.com/seg",
        "{…}//secure.adnxs.com/seg",
        "https://%73ecure.adnxs.com/seg",
        "https://secure.adnxs.com?add=1",
    ];
    for url in disguises {
        assert_eq!(host_of(url), Host::Known("secure.adnxs.com".to_owned()), "{url}");
    }
}

#[test]
fn a_host_is_known_as_far_as_its_domain_is() {
    let known = |host: &str| Host::Known(host.to_owned());
    assert_eq!(host_of("https://{{dc}}-ib.adnxs.com/seg"), known("{…}-ib.adnxs.com"));
    assert_eq!(host_of("{…}.adnxs.com/seg"), known("{…}.adnxs.com"));
    assert_eq!(host_of("{…}adnxs.com/seg"), known("{…}adnxs.com"));
    assert_eq!(host_of("https://{…}/seg"), Host::Unknown);
    assert_eq!(host_of("https://sync.{{domain}}/x"), Host::Unknown);
    assert_eq!(host_of("https://ib.{…}.com/x"), Host::Unknown);
    assert_eq!(host_of("{…}"), Host::Unknown);
    assert_eq!(host_of("${CLICK_URL}https://example.com"), Host::Unknown);
    assert_eq!(host_of("img/a.png"), Host::Own);
    assert_eq!(host_of("/seg?add=1"), Host::Own);
}

#[test]
fn macros_never_split_a_url() {
    let url = Url::parse("https://ib.adnxs.com/seg?add=#{A&B}&t=2&r=${URL_ENC(${CLICK_URL},1)}#x?no_redir=1");
    assert_eq!(url.path(), "/seg");
    let params: Vec<_> = url.params().collect();
    assert_eq!(params, [("add", "#{A&B}"), ("t", "2"), ("r", "${URL_ENC(${CLICK_URL},1)}")]);
    assert_eq!(url.param("no_redir"), None);
}

#[test]
fn only_network_schemes_are_requests() {
    let cases = [
        ("", Scheme::Nothing),
        ("#top", Scheme::Nothing),
        ("#{PIXEL}", Scheme::Network),
        ("about:blank", Scheme::Nothing),
        ("mailto:a@example.com", Scheme::Nothing),
        ("JavaScript:void(0)", Scheme::Script),
        ("data:text/html,x", Scheme::Data),
        ("wss://example.com", Scheme::Network),
        ("a.png", Scheme::Network),
    ];
    for (text, expected) in cases {
        assert_eq!(scheme(text), expected, "{text}");
    }
}

#[test]
fn numeric_hosts_are_told_from_names() {
    assert!(Url::parse("https://203.0.113.9/p").is_raw_ip());
    assert!(Url::parse("https://[2001:db8::1]:8080/p").is_raw_ip());
    assert!(!Url::parse("https://1.2.3.example.com/p").is_raw_ip());
    assert!(!Url::parse("https://example.com/1.2.3.4").is_raw_ip());
}

#[test]
fn a_prefix_macro_leaves_the_url_behind_it_to_see() {
    assert_eq!(Url::parse("%%CLICK_URL_UNESC%%https://x.example/y").after_prefix(), Some("https://x.example/y"));
    assert_eq!(Url::parse("${SCHEME}://x.example/y").after_prefix(), None);
}
