//! A creative *alone*: its text is at hand, not in a file, and no other input is there to ask. So are the rows of a batch.

use super::source::{self, Source};
use super::{Outcome, Scan, Settings, Tie, Used, gather, verdict};
use crate::association::World;
use crate::call::RawCall;
use crate::discover::Input;
use crate::extract::Extraction;
use crate::source::{Lines, decode};

/// What is known of a creative.
#[derive(Clone, Copy, Debug)]
pub enum Text<'t> {
    /// Its code or its object, told by the input's name and by the text itself.
    Code(&'t str),
    /// An address that is called when it is shown.
    Url(&'t str),
}

/// Scans a creative by itself. `tie` says which creative of the platform it is and what that declares.
#[must_use]
pub fn alone(input: &Input, text: Text, tie: Option<&Tie>, settings: &Settings, used: &Used) -> Outcome {
    let own = match text {
        Text::Code(code) => gather::of_bytes(input, code.as_bytes()),
        Text::Url(_) => None,
    };
    let (world, problems) = World::gather(own.into_iter().collect());
    let mut servers = None;
    for server in world.ad_servers() {
        servers.get_or_insert_with(|| settings.servers.clone()).add(server.clone());
    }
    let servers = servers.as_ref().unwrap_or(&settings.servers);
    let scan = Scan { settings, used, world: &world, servers, markup: &settings.markup, bundled: false, tie };
    let mut outcomes = [match text {
        Text::Code(code) => source::scan(input, code.as_bytes(), &scan),
        Text::Url(url) => called(input, url, &scan),
    }];
    verdict::add(std::slice::from_ref(input), &mut outcomes, &scan);
    let [mut outcome] = outcomes;
    outcome.problems.splice(0..0, problems);
    outcome
}

fn called(input: &Input, url: &str, scan: &Scan) -> Outcome {
    let decoded = decode(url.as_bytes());
    let lines = Lines::new(&decoded);
    let call = RawCall { chain: vec!["url".into()], ..RawCall::pixel(&decoded.text) };
    let mut outcome = Outcome::default();
    Source::new(input, &lines, *scan).judge(Extraction { calls: vec![call], ..Extraction::default() }, &mut outcome);
    outcome
}
