//! A line on standard error that says how far long work is, for whoever watches.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Output;

impl Output {
    /// A line that says what is being done; hidden when nobody watches.
    pub(crate) fn progress(self, message: &'static str) -> ProgressBar {
        let target = if self.is_watched() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(message);
        bar
    }
}
