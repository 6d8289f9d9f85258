//! What there is to say of a run beside that it is possible or not.
//!
//! An order speaks of the runs that print its lines. Main of lesson 3 lists its children,
//! and one that has ended by then is not listed: such a run prints other lines, and breaks
//! no rule.

use std::fmt;

use crate::{
    Event, EventId, History, Order, Pattern, Placeholder, Refusal, Verdict, Written,
};

/// What there is to say of a run.
pub enum Judgement {
    /// It is possible, and its lines are these of the order.
    Possible(Vec<EventId>),
    /// It is possible, but was too fast or too slow for lines of the order: why it has none.
    Otherwise(String),
    /// It is impossible.
    Impossible(Refusal),
    /// There are too many ways to tell whose lines these are.
    GivenUp,
    /// The program has ended with this exit code, and another one than the order has.
    Failed(i32),
}

impl Judgement {
    pub fn of(order: &Order, lines: &[Written<'_>]) -> Self {
        let refusal = match order.check(lines.iter().copied()) {
            Verdict::Possible(events) => return Self::Possible(events),
            Verdict::GivenUp => return Self::GivenUp,
            Verdict::Impossible(refusal) => refusal,
        };
        let otherwise = Unsaid::of(order, lines).filter(|unsaid| {
            let order = unsaid.order();
            order.is_some_and(|order| {
                order.check(lines.iter().copied()).is_possible()
            })
        });
        match otherwise {
            Some(unsaid) => Self::Otherwise(unsaid.to_string()),
            None => Self::Impossible(refusal),
        }
    }

    pub fn is_possible(&self) -> bool {
        matches!(self, Self::Possible(_) | Self::Otherwise(_))
    }
}

/// Lines of an order that a run lacks, because each speaks of a process that had ended.
struct Unsaid<'a> {
    order: &'a Order,
    /// The lines, and of whom they speak.
    lines: Vec<(EventId, &'a str)>,
}

impl<'a> Unsaid<'a> {
    /// Nothing when `lines` has others than the order, or lacks one for another reason.
    fn of(order: &'a Order, lines: &[Written<'_>]) -> Option<Self> {
        let mut rest: Vec<_> = lines.iter().map(|line| line.text).collect();
        let mut unsaid = Vec::new();
        for (id, pattern) in order.lines() {
            match rest.iter().position(|text| pattern.matches(text)) {
                Some(found) => drop(rest.swap_remove(found)),
                None => unsaid.push((id, spoken_of(order, id, pattern)?)),
            }
        }
        rest.is_empty().then_some(Self { order, lines: unsaid })
    }

    /// The order of the runs in which the ends of those processes were seen instead; nothing
    /// when one of them waits for what comes later.
    fn order(&self) -> Option<Order> {
        let histories = self.order.histories().iter().enumerate();
        let histories = histories.map(|(process, history)| {
            let mut events = Vec::new();
            // Behind the free lines among which one is lacking: they stay one group.
            let mut joins = Vec::new();
            for (event, what) in history.events.iter().enumerate() {
                let id = EventId { process, event };
                match self.lines.iter().find(|(unsaid, _)| *unsaid == id) {
                    Some((_, who)) => joins.push(Event::Join((*who).to_owned())),
                    None => {
                        if !matches!(what, Event::FreeLine(_)) {
                            events.append(&mut joins);
                        }
                        events.push(what.clone());
                    }
                }
            }
            events.append(&mut joins);
            History { events, ..history.clone() }
        });
        Order::new(histories.collect()).ok()
    }
}

/// The other process whose pid the line says.
fn spoken_of<'a>(
    order: &Order,
    id: EventId,
    pattern: &'a Pattern,
) -> Option<&'a str> {
    pattern.placeholders().find_map(|placeholder| match placeholder {
        Placeholder::Pid(name) if order.position(name) != Some(id.process) => {
            order.position(name).map(|_| name.as_str())
        }
        _ => None,
    })
}

/// `main did not print its line about Process-1, which had ended by then`
impl fmt::Display for Unsaid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by_writer = self.lines.chunk_by(|(a, _), (b, _)| a.process == b.process);
        for (place, lines) in by_writer.enumerate() {
            let link = if place == 0 { "" } else { "; " };
            let writer = self.order.name(lines[0].0);
            let names: Vec<_> = lines.iter().map(|(_, name)| *name).collect();
            let plural = if names.len() == 1 { "" } else { "s" };
            let names = match names.split_last() {
                Some((last, rest)) if !rest.is_empty() => {
                    format!("{} and {last}", rest.join(", "))
                }
                _ => names.concat(),
            };
            write!(
                f,
                "{link}{writer} did not print its line{plural} about {names}, which had \
                 ended by then"
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Order, Writer, Written};

    use super::Judgement;

    const ORDER: &str = "\
main
  start a
  start b
  | one
  ~ see a [pid a]
  ~ see b [pid b]
  | two
  join a
  join b

a
  | end a

b
  | end b
";

    fn judge(text: &str) -> Judgement {
        let order: Order = ORDER.parse().expect("an order");
        let lines = text.split(' ').map(|text| match text {
            "a7" => "see a 7",
            "b8" => "see b 8",
            "a" => "end a",
            "b" => "end b",
            text => text,
        });
        let lines = lines.map(|text| Written { writer: Writer::Unknown, text });
        Judgement::of(&order, &lines.collect::<Vec<_>>())
    }

    #[test]
    fn a_run_with_every_line_is_one_of_the_order() {
        for text in ["one a7 b8 two a b", "a b one b8 a7 two"] {
            assert!(matches!(judge(text), Judgement::Possible(_)), "{text}");
        }
    }

    #[test]
    fn a_line_about_a_process_that_had_ended_may_be_lacking() {
        for text in
            ["a one b8 two b", "one b8 a two b", "b one a7 two a", "b a one two"]
        {
            assert!(matches!(judge(text), Judgement::Otherwise(_)), "{text}");
        }
        let Judgement::Otherwise(why) = judge("a one b8 two b") else {
            panic!("it is another story");
        };
        let expected =
            "main did not print its line about a, which had ended by then";
        assert_eq!(why, expected);
    }

    #[test]
    fn what_lacks_another_line_or_has_one_more_is_impossible() {
        for text in
            ["one b8 two a b", "a one b8 two", "a7 b8 two a b", "a one b8 two b b"]
        {
            assert!(matches!(judge(text), Judgement::Impossible(_)), "{text}");
        }
    }
}
