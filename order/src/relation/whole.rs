//! Lines as wholes, whatever is written in between.
//!
//! A write that does not end its line leaves it to the next one, of whichever process. Who
//! speaks of the lines of a process takes its own next write for that, and has the line
//! happen where it is ended: only there one knows what it is.

use crate::Order;
use crate::model::action::{Action, History, Lines};
use crate::model::pattern::Pattern;

impl Order {
    /// The same with each line as one, at the write of its process that ends it. What a
    /// process never ends stays as it is.
    ///
    /// ```
    /// let order: process_order::Order =
    ///     "main\n  | ready, \\\n  start a\n  | go\n\na\n  | off\n".parse()?;
    /// assert!(order.prints_in_pieces());
    /// assert_eq!(
    ///     order.with_whole_lines().to_string(),
    ///     "main\n  start a\n  | ready, go\n\na\n  | off\n"
    /// );
    /// # Ok::<(), process_order::ParseError>(())
    /// ```
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "it never panics")]
    pub fn with_whole_lines(&self) -> Self {
        let mut histories = self.model().named();
        for history in &mut histories {
            history.actions = whole(history);
        }
        Self::new(&histories).expect("less is written, and nothing else is done")
    }
}

fn whole(history: &History<String>) -> Vec<Action<String>> {
    let mut actions = Vec::new();
    let mut begun: Option<Pattern> = None;
    for action in &history.actions {
        let Some(printed) = action.printed() else {
            actions.push(action.clone());
            continue;
        };
        let mut lines: Vec<_> = printed.iter().cloned().collect();
        if let Some(begun) = begun.take() {
            lines[0] = begun.followed_by(&lines[0]);
        }
        if !printed.is_ended() {
            begun = lines.pop();
        }
        let Some(lines) = Lines::of(lines) else { continue };
        actions.push(if action.is_free() {
            Action::FreePrint(lines)
        } else {
            Action::Print(lines)
        });
    }
    let rest = begun.map(|begun| Lines::from(begun).without_end());
    actions.extend(rest.map(Action::Print));
    actions
}
