//! An output that shows that two lines can come in an order.

use super::event::{EventId, Order};

impl Order {
    /// A possible output with every line, in which `first` comes before `second`, and as
    /// early as it can; `None` when `second` happens before `first`.
    ///
    /// ```
    /// use process_workbook::order::Order;
    ///
    /// let order: Order = "main\n  start a\n  | End\n\na\n  | one\n  | two\n".parse()?;
    /// let lines: Vec<_> = order.lines().map(|(id, _)| id).collect();
    /// let [end, one, two] = lines[..] else { panic!() };
    ///
    /// assert_eq!(order.output_with(two, end), Some(vec![one, two, end]));
    /// assert_eq!(order.output_with(end, two), Some(vec![end, one, two]));
    /// assert_eq!(order.output_with(two, one), None);
    /// # Ok::<(), process_workbook::order::ParseError>(())
    /// ```
    pub fn output_with(
        &self,
        first: EventId,
        second: EventId,
    ) -> Option<Vec<EventId>> {
        if first == second || self.happens_before(second, first) {
            return None;
        }
        let (early, late): (Vec<_>, Vec<_>) = self
            .lines()
            .map(|(id, _)| id)
            .partition(|id| *id == first || self.happens_before(*id, first));
        Some([self.sorted(early), self.sorted(late)].concat())
    }

    /// These lines, each behind those that happen before it.
    fn sorted(&self, mut lines: Vec<EventId>) -> Vec<EventId> {
        let mut sorted = Vec::new();
        while !lines.is_empty() {
            let is_next = |line: &EventId| {
                !lines.iter().any(|id| self.happens_before(*id, *line))
            };
            let next = lines.iter().position(is_next);
            sorted.push(lines.remove(next.expect("an order has no circle")));
        }
        sorted
    }
}
