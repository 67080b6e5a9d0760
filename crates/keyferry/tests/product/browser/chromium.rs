//! A headless Chromium that a test waits for, with an empty profile of its own.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, error::CmdError, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use url::Url;

use super::devtools::Post;
use crate::harness::tools;

/// How long a page may take to show what a test waits for; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(50);

const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    // A container's shared memory may be too small for a page.
    "--disable-dev-shm-usage",
];

/// A browser and its driver. Dropping it ends both.
pub(super) struct Chromium {
    runtime: Runtime,
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Chromium {
    /// Starts a browser, if the machine has one.
    pub(super) fn start(test: &str) -> Option<Self> {
        let program = tools::chromedriver(test)?;
        let (driver, port) = start_driver(&program);
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let capabilities = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is an object")
        };
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let client = runtime.block_on(async {
            ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities)
                .connect(&format!("http://127.0.0.1:{port}/"))
                .await
                .expect("the driver starts a browser")
        });
        let chromium = Self {
            runtime,
            client,
            driver,
            _profile: profile,
        };
        chromium.look_like(1280, 800, false);
        Some(chromium)
    }

    /// Opens an address.
    pub(super) fn open(&self, address: &str) {
        self.wait(self.client.goto(address));
    }

    /// The address of the page.
    pub(super) fn url(&self) -> Url {
        self.wait(self.client.current_url())
    }

    /// The title of the page.
    pub(super) fn title(&self) -> String {
        self.wait(self.client.title())
    }

    /// Clicks the first element that a selector finds.
    pub(super) fn press(&self, selector: &str) {
        self.patiently(selector, async || {
            self.client
                .find(Locator::Css(selector))
                .await?
                .click()
                .await
        });
    }

    /// Gives the first element that a selector finds the focus and presses Enter.
    pub(super) fn enter(&self, selector: &str) {
        self.patiently(selector, async || {
            let found = self.client.find(Locator::Css(selector)).await?;
            found.send_keys(&char::from(Key::Enter).to_string()).await
        });
    }

    /// Types into the field of a name, in place of what was there.
    pub(super) fn fill(&self, name: &str, text: &str) {
        let selector = format!("[name='{name}']");
        self.patiently(name, async || {
            let field = self.client.find(Locator::Css(&selector)).await?;
            field.clear().await?;
            field.send_keys(text).await
        });
    }

    /// Chooses from the list of a name.
    pub(super) fn choose(&self, name: &str, value: &str) {
        let selector = format!("select[name='{name}']");
        self.patiently(name, async || {
            self.client
                .find(Locator::Css(&selector))
                .await?
                .select_by_value(value)
                .await
        });
    }

    /// Chooses from the list of a name by what is shown.
    pub(super) fn choose_labelled(&self, name: &str, label: &str) {
        let selector = format!("select[name='{name}']");
        self.patiently(name, async || {
            self.client
                .find(Locator::Css(&selector))
                .await?
                .select_by_label(label)
                .await
        });
    }

    /// What the field of a name holds.
    pub(super) fn value(&self, name: &str) -> String {
        let selector = format!("[name='{name}']");
        self.patiently(name, async || {
            self.client
                .find(Locator::Css(&selector))
                .await?
                .prop("value")
                .await
        })
        .unwrap_or_default()
    }

    /// The text of the first element that a selector finds, once it is there.
    pub(super) fn text(&self, selector: &str) -> String {
        self.patiently(selector, async || {
            self.client.find(Locator::Css(selector)).await?.text().await
        })
    }

    /// How many elements a selector finds now.
    pub(super) fn count(&self, selector: &str) -> usize {
        let found: Vec<Element> = self.wait(self.client.find_all(Locator::Css(selector)));
        found.len()
    }

    /// Waits until a selector finds something.
    pub(super) fn sees(&self, selector: &str) {
        self.patiently(selector, async || {
            self.client.find(Locator::Css(selector)).await.map(drop)
        });
    }

    /// Opens the page again until a selector finds something.
    pub(super) fn sees_again(&self, selector: &str) {
        self.patiently(selector, async || {
            self.client.refresh().await?;
            self.client.find(Locator::Css(selector)).await.map(drop)
        });
    }

    /// Waits until the page shows a text. Returns all of its text.
    pub(super) fn reads(&self, text: &str) -> String {
        self.patiently(text, async || {
            let shown = self.client.find(Locator::Css("body")).await?.text().await?;
            if shown.contains(text) {
                Ok(shown)
            } else {
                Err(CmdError::WaitTimeout)
            }
        })
    }

    /// Everything that the page is made of.
    pub(super) fn source(&self) -> String {
        self.wait(self.client.source())
    }

    /// Forgets all cookies, as another browser would not have them.
    pub(super) fn forget_cookies(&self) {
        self.wait(self.client.delete_all_cookies());
    }

    /// Runs a script that ends by calling its last argument.
    pub(super) fn run(&self, script: &str) -> Value {
        self.wait(self.client.execute_async(script, Vec::new()))
    }

    /// What the console said since the last time: a line for each warning and error.
    pub(super) fn complaints(&self) -> Vec<String> {
        let lines = self.wait(self.client.issue_cmd(Post::console()));
        let lines = lines.as_array().cloned().unwrap_or_default().into_iter();
        let loud = lines.filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING");
        loud.map(|line| line["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Sets the size of the page and whether its reader likes it dark.
    pub(super) fn look_like(&self, width: u32, height: u32, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let wishes = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        let size = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.tell("Emulation.setEmulatedMedia", &wishes);
        self.tell("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A picture of the page as a PNG, from its top to its end.
    pub(super) fn picture(&self) -> Vec<u8> {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.tell("Page.captureScreenshot", &parameters);
        let data = answer["data"].as_str().expect("a picture");
        STANDARD.decode(data).expect("base64")
    }

    fn tell(&self, command: &str, parameters: &Value) -> Value {
        self.wait(
            self.client
                .issue_cmd(Post::developer_tools(command, parameters)),
        )
    }

    fn wait<T>(&self, command: impl Future<Output = Result<T, CmdError>>) -> T {
        self.runtime.block_on(command).expect("the browser does it")
    }

    /// Tries until it works: pages come and go while a test looks at them.
    fn patiently<T>(&self, what: &str, attempt: impl AsyncFn() -> Result<T, CmdError>) -> T {
        let started = tokio::time::Instant::now();
        loop {
            match self.runtime.block_on(attempt()) {
                Ok(done) => return done,
                Err(error) if started.elapsed() > PATIENCE => {
                    let page = self
                        .runtime
                        .block_on(self.client.source())
                        .unwrap_or_default();
                    panic!("{what} at {}: {error}\n{page}", self.url());
                }
                Err(_) => thread::sleep(LOOK),
            }
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver ends the browser with the session; either may be gone already.
        let _ = self.runtime.block_on(self.client.clone().close());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Starts the driver on a free port, which it prints.
fn start_driver(program: &Path) -> (Child, u16) {
    let mut driver = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the driver starts");
    let stdout = driver.stdout.take().expect("its output is piped");
    let mut lines = BufReader::new(stdout).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            line.strip_suffix('.')?
                .rsplit_once(" on port ")?
                .1
                .parse()
                .ok()
        })
        .expect("the driver prints its port");
    // Read on, or a full pipe would stop it.
    thread::spawn(move || lines.for_each(drop));
    (driver, port)
}
