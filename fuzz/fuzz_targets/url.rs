//! URLs with macros in them: parts are parts, and joining ends.
#![no_main]

use taglint::url::Url;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let url = Url::parse(text);
    let _ = (url.path(), url.query(), url.is_absolute(), url.is_raw_ip(), url.after_prefix(), url.host.as_str());
    for (name, _) in url.params() {
        let _ = url.param(name);
    }
});
