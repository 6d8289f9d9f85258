//! An output that shows that two lines can come in an order.

use crate::Order;
use crate::model::event::EventId;

impl Order {
    /// A possible output with every line, in which `first` comes before `second`, and as
    /// early as it can; `None` when `second` comes before `first` in all those.
    ///
    /// ```
    /// use process_order::Order;
    ///
    /// let order: Order = "main\n  start a\n  | End\n\na\n  | one\n  | two\n".parse()?;
    /// let lines: Vec<_> = order.lines().map(|(id, _)| id).collect();
    /// let [end, one, two] = lines[..] else { panic!() };
    ///
    /// assert_eq!(order.output_with(two, end), Some(vec![one, two, end]));
    /// assert_eq!(order.output_with(end, two), Some(vec![end, one, two]));
    /// assert_eq!(order.output_with(two, one), None);
    /// # Ok::<(), process_order::ParseError>(())
    /// ```
    pub fn output_with(
        &self,
        first: EventId,
        second: EventId,
    ) -> Option<Vec<EventId>> {
        let lines = self.lines().map(|(id, _)| id);
        let must = self.must_with(lines.clone());
        let before = |a, b| self.why_when(&must, a, b).is_some();
        if first == second || before(second, first) {
            return None;
        }
        let (early, late): (Vec<_>, Vec<_>) =
            lines.partition(|id| *id == first || before(*id, first));
        Some([sorted(early, before), sorted(late, before)].concat())
    }
}

/// These lines, each behind those that come `before` it.
fn sorted(
    mut lines: Vec<EventId>,
    before: impl Fn(EventId, EventId) -> bool,
) -> Vec<EventId> {
    let mut sorted = Vec::new();
    while !lines.is_empty() {
        let is_next = |line: &EventId| !lines.iter().any(|id| before(*id, *line));
        let next = lines.iter().position(is_next);
        sorted.push(lines.remove(next.expect("an order has no circle")));
    }
    sorted
}
