//! The *settings* in which a creative is shown: what a script's branches hang on differs from one to the next, and all
//! that is asked for in any of them counts.

use crate::wire::request;
use chromiumoxide_cdp::cdp::browser_protocol::emulation::{
    SetDeviceMetricsOverrideParams, SetScriptExecutionDisabledParams, SetTouchEmulationEnabledParams,
    SetUserAgentOverrideParams,
};
use chromiumoxide_types::Request;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// A large screen, low dice.
    Desk,
    /// A phone with cookies, storage and a consent manager, high dice, on a page that a link led to.
    Phone,
    /// Nothing that is asked for is there.
    Broken,
    /// Scripts are off, as in mail.
    Scriptless,
}

impl Setting {
    pub(crate) const ALL: [Self; 4] = [Self::Desk, Self::Phone, Self::Broken, Self::Scriptless];

    /// What the creative's address ends in.
    pub(crate) fn query(self) -> &'static str {
        match self {
            Self::Phone => "?debug=1&consent=1&cid=9001&clickTag=https%3A%2F%2Fwww.example.com%2Flanding",
            _ => "",
        }
    }

    pub(crate) fn referrer(self) -> &'static str {
        if self == Self::Phone { "https://news.example.com/" } else { "" }
    }

    /// Code that runs before that of the creative.
    pub(crate) fn code(self) -> String {
        let (low, around) = if self == Self::Phone { (0.6, include_str!("phone.js")) } else { (0.1, "") };
        format!("{{ let n = 0; Math.random = () => {low} + (n++ * 0.0618 % 0.3); }}\n{around}")
    }

    pub(crate) fn commands(self) -> Vec<Request> {
        let phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36";
        match self {
            Self::Phone => vec![
                request(&SetDeviceMetricsOverrideParams::new(390, 844, 2, true)),
                request(&SetTouchEmulationEnabledParams::new(true)),
                request(&SetUserAgentOverrideParams {
                    platform: Some("Linux armv8l".to_owned()),
                    ..SetUserAgentOverrideParams::new(phone)
                }),
            ],
            Self::Scriptless => vec![request(&SetScriptExecutionDisabledParams::new(true))],
            Self::Desk | Self::Broken => Vec::new(),
        }
    }
}
