//! An output that shows that two writes can come in an order.
//!
//! If `second` does not happen before `first`, then nothing that happens before
//! `first` comes after `second`, since happens-before is transitive. So take all
//! writes that happen before `first`; put them first, then `first`, then all others,
//! `second` among them, each half in an order that keeps to happens-before. No write
//! of the first half happens after one of the second: it would have the other before
//! it, and so before `first`, and that one would be in the first half too. So this is
//! an output with every line. If `second` does happen before `first`, there is none,
//! by definition.
//!
//! Because only what must come before `first` does, it comes as early as it can.
//!
//! The book of process-workbook explains it: "How the order is known",
//! section "Two lines, two orders".

use std::collections::HashSet;

use crate::Order;
use crate::cuts::cut::Cut;
use crate::model::id::{EventId, Place};

impl Order {
    /// A possible output with every line, told by the writes, in which `first` comes before
    /// `second`, and as early as it can; `None` when `second` comes before `first` in all
    /// those.
    ///
    /// # Panics
    ///
    /// When one of them prints nothing, or is of another order.
    ///
    /// ```
    /// use process_order::Order;
    ///
    /// let order: Order = "main\n  start a\n  | End\n\na\n  | one\n  | two\n".parse()?;
    /// let lines: Vec<_> = order.lines().map(|line| line.event).collect();
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
        let [first, second] = [first, second].map(|event| {
            assert!(
                self.action(event).printed().is_some(),
                "{event:?} prints nothing"
            );
            self.place(event)
        });
        let writes = self.writes().map(|(place, _)| place);
        let guaranteed = self.0.guaranteed_with(writes.clone());
        let before = |a, b| self.0.path_when(&guaranteed, a, b).is_some();
        if first == second || before(second, first) {
            return None;
        }
        let (early, late): (HashSet<_>, HashSet<_>) =
            writes.partition(|place| *place == first || before(*place, first));
        let mut output = Vec::new();
        if self.0.anybody_killed {
            // A run in which every process does all that it does keeps to each order.
            for half in [early, late] {
                let run = self.model().one_run.iter();
                output.extend(run.copied().filter(|place| half.contains(place)));
            }
        } else {
            let mut cut = self.0.start();
            self.go(&mut cut, &early, &mut output);
            self.go(&mut cut, &late, &mut output);
        }
        Some(output.into_iter().map(|place| self.model().event_id(place)).collect())
    }

    /// Goes on with the writes of `half`, each time with the first that can come, process by
    /// process.
    fn go(&self, cut: &mut Cut, half: &HashSet<Place>, output: &mut Vec<Place>) {
        loop {
            let ready = self.0.chains_of.iter().find_map(|chains| {
                let next = chains.iter().filter_map(|chain| {
                    let place = self.0.next(cut, *chain)?.place;
                    let is_ready =
                        half.contains(&place) && self.0.may_advance(cut, *chain);
                    is_ready.then_some((place, *chain))
                });
                next.min()
            });
            let Some((place, chain)) = ready else { return };
            // The lines of a write are steps that follow each other.
            while self.0.next(cut, chain).is_some_and(|step| step.place == place) {
                cut.set(chain, cut.steps(chain) + 1);
            }
            output.push(place);
        }
    }
}
