//! A real Chromium, by the W3C's `WebDriver` protocol.

use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use ureq::Agent;

use crate::support::group::Group;

/// A browser with one window. It ends when this is dropped, and with the test.
pub(crate) struct Browser {
    agent: Agent,
    /// The address of its session.
    session: String,
    _driver: Group,
}

impl Browser {
    /// Starts one. Debian's chromium-driver finds Debian's chromium by itself.
    pub(crate) fn start() -> Self {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        // Below target, so that what a killed browser leaves is no litter elsewhere.
        let profile = format!("{}/chromium-{number}", env!("CARGO_TARGET_TMPDIR"));
        let _ = fs::remove_dir_all(&profile);
        fs::create_dir_all(&profile).expect("a folder");

        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("TMPDIR", &profile);
        let mut driver = Group::start(&command);
        let port = driver.wait_for("started successfully on port ");
        let address = format!("http://localhost:{}", port.trim_end_matches('.'));

        let config = Agent::config_builder().http_status_as_error(false);
        let agent = Agent::from(config.build());
        let arguments = [
            "--headless=new",
            // It may be run by root in a container; it is shown nothing but the book.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--no-first-run",
            "--hide-scrollbars",
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        }}});
        let mut browser = Self { agent, session: address, _driver: driver };
        let session = browser.ask("/session", &wanted);
        let id = session["sessionId"].as_str().expect("a session");
        browser.session = format!("{}/session/{id}", browser.session);
        browser
    }

    /// Loads a page, and waits until it and all that it asks for is there.
    pub(crate) fn load(&self, address: &str) {
        self.ask("/url", &json!({ "url": address }));
    }

    /// Runs a script before all others of each page that is loaded from now on.
    pub(crate) fn run_on_each_page(&self, script: &str) {
        let script = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &script);
    }

    /// What the body of a function gives.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.ask("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What the body of an asynchronous function gives.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        let script = format!(
            "const done = arguments[0];\n\
             (async () => {{ {script} }})().then(done, error => done(String(error)));"
        );
        self.ask("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// What has been written to the console since the last time: errors, warnings, and
    /// every request that failed.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.ask("/se/log", &json!({ "type": "browser" }));
        let entries = log.as_array().expect("a log").iter();
        let level = |entry: &&Value| {
            entry["level"] == "SEVERE" || entry["level"] == "WARNING"
        };
        entries.filter(level).map(|entry| entry["message"].to_string()).collect()
    }

    /// Presses a key, by its number in the protocol, and lets it go.
    pub(crate) fn press(&self, key: char) {
        let steps = json!([
            { "type": "keyDown", "value": key },
            { "type": "keyUp", "value": key },
        ]);
        let keys = json!({ "type": "key", "id": "keys", "actions": steps });
        self.ask("/actions", &json!({ "actions": [keys] }));
    }

    /// Answers yes when a page asks whether it may.
    pub(crate) fn allow(&self, what: &str) {
        let descriptor = json!({ "name": what });
        let answer = json!({ "descriptor": descriptor, "state": "granted" });
        self.ask("/permissions", &answer);
    }

    /// Makes the page so many pixels wide.
    pub(crate) fn set_width(&self, width: u32) {
        let size = json!({
            "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    fn devtools(&self, command: &str, parameters: &Value) {
        let command = json!({ "cmd": command, "params": parameters });
        self.ask("/goog/cdp/execute", &command);
    }

    #[track_caller]
    fn ask(&self, command: &str, parameters: &Value) -> Value {
        let address = format!("{}{command}", self.session);
        let answer = self.agent.post(&address).send(parameters.to_string());
        let mut answer = answer.expect("chromedriver answers");
        let text = answer.body_mut().read_to_string().expect("UTF-8");
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(answer.status().is_success(), "{command}: {value:#}");
        value["value"].take()
    }
}

/// Whether there is a driver on the path.
pub(crate) fn is_here() -> bool {
    Command::new("chromedriver").arg("--version").output().is_ok()
}
