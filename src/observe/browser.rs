//! Finding a Chromium on this machine, and starting it without a window, in a *profile* (a folder with its settings,
//! cookies and stored data) that is new and thrown away. The browser ends with the value that stands for it, however
//! that comes about.

use super::{Error, Options};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What the program is called where it is installed.
const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

/// How long it may take to start.
const START: Duration = Duration::from_secs(60);

/// Nothing is asked for in the background; what a creative asks for is shown as it is asked for (`http:` not made
/// `https:` by the browser); and what would go past the DevTools protocol (WebRTC) has no way out.
const SWITCHES: &[&str] = &[
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-sync",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--allow-running-insecure-content",
    "--autoplay-policy=no-user-gesture-required",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
    "--window-size=1280,900",
];

/// Habits of newer versions that change what is asked for, or ask for things of their own.
const HABITS: &str = "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,AutoupgradeMixedContent,Translate,MediaRouter,OptimizationHints,InterestFeedContentSuggestions,CertificateTransparencyComponentUpdater";

/// A running browser; it ends with this value.
pub(super) struct Browser {
    child: Child,
    address: String,
    profile: Option<TempDir>,
}

/// The browser to use: the one that is named, by an option or by `TAGLINT_BROWSER`, or the first that is on the path.
///
/// # Errors
/// There is none.
pub fn find(named: Option<&Path>) -> Result<PathBuf, Error> {
    let told = std::env::var_os("TAGLINT_BROWSER").filter(|name| !name.is_empty()).map(PathBuf::from);
    let on_path = |name: &Path| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    };
    match named.map(Path::to_owned).or(told) {
        // A name without a folder is looked up, as a shell does.
        Some(name) if name.components().count() == 1 && !name.is_file() => on_path(&name).ok_or(Error::NoBrowser),
        Some(name) => Ok(name),
        None => NAMES.iter().find_map(|name| on_path(Path::new(name))).ok_or(Error::NoBrowser),
    }
}

impl Browser {
    /// Starts it and waits for its address.
    pub(super) fn start(program: &Path, options: &Options) -> Result<Self, Error> {
        let profile = tempfile::Builder::new().prefix("taglint-profile-").tempdir().map_err(Error::Page)?;
        let mut child = command(program, profile.path(), options)
            .spawn()
            .map_err(|error| Error::CannotStart { program: program.to_owned(), error })?;
        let said = listen(&mut child);
        let mut browser = Self { child, address: String::new(), profile: Some(profile) };
        browser.address = browser.wait(&said, program, options)?;
        Ok(browser)
    }

    /// Where it listens.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Gives it a moment to end by itself, which it has been asked to.
    pub(super) fn close(&mut self) {
        for _ in 0..40 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn wait(&mut self, said: &Receiver<String>, program: &Path, options: &Options) -> Result<String, Error> {
        let (until, mut last) = (Instant::now() + START, String::from("it ended without a word"));
        loop {
            let line = match said.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => "it took over a minute to start".to_owned(),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::Silent { program: program.to_owned(), said: last });
                }
            };
            if let Some((_, address)) = line.split_once("DevTools listening on ") {
                return Ok(address.trim().to_owned());
            }
            if !options.no_sandbox && is_about_sandbox(&line) {
                return Err(Error::NoSandbox { program: program.to_owned(), is_root: line.contains("root") });
            }
            if Instant::now() >= until {
                return Err(Error::Silent { program: program.to_owned(), said: line });
            }
            last = line;
        }
    }
}

/// Whether it says that it has no sandbox, which is its end.
fn is_about_sandbox(line: &str) -> bool {
    line.contains("without --no-sandbox") || line.contains("No usable sandbox") || line.contains("SUID sandbox helper")
}

fn command(program: &Path, profile: &Path, options: &Options) -> Command {
    let mut command = Command::new(program);
    command.arg(format!("--user-data-dir={}", profile.display())).args(SWITCHES);
    // Addresses on this machine and in its network are out of reach for pages of the net, as they are for people's
    // browsers; where hosts are mapped to this machine, they have to be within reach.
    let local =
        if options.host_rules.is_some() { ",LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests" } else { "" };
    command.arg(format!("--disable-features={HABITS}{local}"));
    if let Some(rules) = options.resolver_rules() {
        command.arg(format!("--host-resolver-rules={rules}")).arg("--no-proxy-server");
    }
    if options.no_sandbox {
        command.arg("--no-sandbox");
    }
    command.arg("about:blank").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    own_group(&mut command);
    command
}

/// So that Ctrl-C ends this program first, which then ends the browser, and not both in whatever order.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

/// Its lines. They are read on, or it would stop when the pipe is full.
fn listen(child: &mut Child) -> Receiver<String> {
    let (say, said) = channel();
    if let Some(errors) = child.stderr.take() {
        std::thread::spawn(move || {
            for line in BufReader::new(errors).split(b'\n').map_while(Result::ok) {
                let _ = say.send(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }
    said
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its other processes go a moment later and may still write to the profile.
        let Some(profile) = self.profile.take().map(TempDir::keep) else { return };
        for _ in 0..50 {
            match std::fs::remove_dir_all(&profile) {
                Ok(()) => return,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }
}
