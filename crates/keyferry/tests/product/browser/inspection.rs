//! What must be true of every page, whatever it shows.

use std::fs;

use super::chromium::Chromium;
use crate::harness::tools;

const RUN_AXE: &str = "
    const done = arguments[arguments.length - 1];
    const words = (node) => node.target.join(' ') + ' (' + node.failureSummary + ')';
    axe.run({ preload: false, resultTypes: ['violations'] }).then(
        (found) => done(found.violations.map((one) => one.id + ': ' + one.nodes.map(words).join('; '))),
        (error) => done(['axe: ' + error]));
";

const HEIGHT: &str = "
    const done = arguments[arguments.length - 1];
    done(document.documentElement.scrollHeight);
";

const OVERFLOW: &str = "
    const done = arguments[arguments.length - 1];
    done(document.documentElement.scrollWidth - window.innerWidth);
";

/// The tests that every page has to pass.
pub(super) struct Inspector {
    axe: String,
}

impl Inspector {
    /// Finds its tools, if the machine has them.
    pub(super) fn new(test: &str) -> Option<Self> {
        let script = fs::read_to_string(tools::axe(test)?).expect("axe-core is installed");
        Some(Self {
            axe: format!("{script}\n{RUN_AXE}"),
        })
    }

    /// What is wrong with the page, in lines.
    pub(super) fn faults(&self, browser: &Chromium) -> Vec<String> {
        let url = browser.url();
        // A page that refuses a form has a status that says so, and the console repeats it.
        let refusal =
            format!("{url} - Failed to load resource: the server responded with a status of 4");
        let site = url.origin().ascii_serialization();
        let mut faults = browser.complaints();
        faults.retain(|line| line.starts_with(&site) && !line.starts_with(&refusal));
        if browser.count("h1") != 1 {
            faults.push(format!("{} main headings", browser.count("h1")));
        }
        let title = browser.title();
        if !title.ends_with(" · Keyferry") {
            faults.push(format!("the title is “{title}”"));
        }
        let found = browser.run(&self.axe);
        let found = found.as_array().expect("a list of violations").iter();
        faults.extend(found.map(|fault| fault.as_str().unwrap_or_default().to_owned()));
        // What axe did is not the page's fault.
        browser.complaints();
        faults
    }

    /// How many pixels high the whole page is.
    pub(super) fn height(browser: &Chromium) -> u32 {
        let height = browser.run(HEIGHT).as_u64().expect("a number");
        u32::try_from(height).expect("no page is that long")
    }

    /// By how many pixels the page is wider than its window.
    pub(super) fn overflow(browser: &Chromium) -> i64 {
        browser.run(OVERFLOW).as_i64().expect("a number")
    }
}
