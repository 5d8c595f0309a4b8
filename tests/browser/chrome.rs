//! Finding a Chromium on this machine, and starting it without a window, with a profile that is thrown away and no way to
//! reach another machine.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// What the program is called where it is installed.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// No names are looked up, nothing is asked in the background, and old habits are kept that newer versions of the browser
/// change on their own (`http:` made `https:`, windows blocked), so that what a creative asks for is what is seen.
const OPTIONS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-popup-blocking",
    "--disable-web-security",
    "--disable-site-isolation-trials",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--allow-running-insecure-content",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    "--disable-features=IsolateOrigins,site-per-process,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,AutoupgradeMixedContent,LocalNetworkAccessChecks,Translate,MediaRouter,OptimizationHints",
    "about:blank",
];

/// A running browser; it ends with this value.
pub(crate) struct Chrome {
    child: Child,
    address: String,
    _profile: TempDir,
}

impl Chrome {
    /// The browser to use: what `TAGLINT_BROWSER` names, or one that is on the path.
    pub(crate) fn find() -> Option<PathBuf> {
        if let Some(named) = std::env::var_os("TAGLINT_BROWSER") {
            return Some(PathBuf::from(named));
        }
        let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
        NAMES.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
    }

    /// Starts it and waits for its address.
    pub(crate) fn start(program: &PathBuf) -> Self {
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut command = Command::new(program);
        command.arg(format!("--user-data-dir={}", profile.path().display())).args(OPTIONS);
        if is_root() {
            command.arg("--no-sandbox");
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", program.display()));
        let mut lines = BufReader::new(child.stderr.take().expect("its errors were asked for")).lines();
        let address =
            lines.by_ref().map_while(Result::ok).find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()));
        // Its errors are read on, or it stops when the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("a browser says where it listens"), _profile: profile }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether this runs as root, for whom the browser has no sandbox.
fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
