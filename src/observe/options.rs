//! How to observe: what may leave the machine, how long to look, what to press.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How to observe.
#[derive(Clone, Debug)]
pub struct Options {
    /// The browser to use; else `TAGLINT_BROWSER`, else the first on the path.
    pub browser: Option<PathBuf>,
    /// Whether to switch the browser's sandbox off.
    pub no_sandbox: bool,
    /// Width and height of the slot in CSS pixels; else what the creative says of itself.
    pub size: Option<(u32, u32)>,
    /// Whether to click.
    pub click: bool,
    /// How long to look on after the page has loaded.
    pub wait: Duration,
    /// How long a run may take at most.
    pub timeout: Duration,
    /// Whether to answer every request on this machine.
    pub offline: bool,
    /// If any: the only hosts (and their subdomains) whose requests may leave the machine.
    pub allow: Vec<String>,
    /// Hosts (and their subdomains) whose requests are refused.
    pub block: Vec<String>,
    /// The browser's `--host-resolver-rules`, for trying things out with servers of one's own.
    pub host_rules: Option<String>,
    /// How often to show the creative, each time to a browser that has seen nothing yet.
    pub runs: usize,
    /// Set from elsewhere to end early.
    pub stop: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            browser: None,
            no_sandbox: false,
            size: None,
            click: false,
            wait: Duration::from_secs(5),
            timeout: Duration::from_secs(60),
            offline: false,
            allow: Vec::new(),
            block: Vec::new(),
            host_rules: None,
            runs: 1,
            stop: Arc::default(),
        }
    }
}

impl Options {
    /// Whether somebody wants it to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether only some requests may leave the machine, or none.
    pub(super) fn is_closed(&self) -> bool {
        self.offline || !self.allow.is_empty()
    }

    /// A second wall behind the answers given here: what the browser does not tell of (a socket, a look-up ahead of time)
    /// finds no host either.
    pub(super) fn resolver_rules(&self) -> Option<String> {
        let mut rules: Vec<String> = Vec::new();
        let both = |host: &String| [host.clone(), format!("*.{host}")];
        rules.extend(self.block.iter().flat_map(both).map(|host| format!("MAP {host} ~NOTFOUND")));
        let only_allowed = self.is_closed() && !self.allow.is_empty();
        rules.extend(self.host_rules.clone().filter(|_| !self.is_closed() || only_allowed));
        if self.is_closed() {
            rules.push("MAP * ~NOTFOUND".to_owned());
            // An exclusion would hold for rules that were given as well, which say where allowed hosts are.
            let open = self.allow.iter().filter(|_| self.host_rules.is_none());
            rules.extend(open.flat_map(both).map(|host| format!("EXCLUDE {host}")));
        }
        (!rules.is_empty()).then(|| rules.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_leave_finds_no_host() {
        assert_eq!(Options::default().resolver_rules(), None);
        let offline = Options { offline: true, ..Options::default() };
        assert_eq!(offline.resolver_rules().as_deref(), Some("MAP * ~NOTFOUND"));
        let some = Options { allow: vec!["a.example".to_owned()], ..Options::default() };
        let rules = "MAP * ~NOTFOUND, EXCLUDE a.example, EXCLUDE *.a.example";
        assert_eq!(some.resolver_rules().as_deref(), Some(rules));
    }
}
