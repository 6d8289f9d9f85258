//! A program as text: what a snapshot holds.
//!
//! With one order it is the text of that order. Otherwise the first order comes in full,
//! and of each other one the processes that do something else than in the first. What is
//! in brackets without a margin is no process, because no name has a bracket.
//!
//! ```text
//! main
//!   start a
//!   | timed out
//!
//! a
//!   | done
//!
//! [case: main prints `in time` in place of `timed out`]
//!
//! main
//!   start a
//!   join a
//!   | in time
//! ```

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use super::Cases;
use crate::Order;
use crate::model::action::History;
use crate::model::text::{self, ParseError};
use crate::words::Told;
use crate::words::parts::Mistake;

const NOT_ALL: &str = "[not all runs were searched]";
const NO_END: &str = "[no run ends]";
const CASE: &str = "[case: ";
const ORDER: &str = "[another order of the same lines]";
const STUCK: &str = "[stands still]";
const WITHOUT: &str = "[without ";

impl Display for Cases {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.complete {
            writeln!(f, "{NOT_ALL}\n")?;
        }
        let Some(first) = self.orders.first().or(self.stuck.first()) else {
            return writeln!(f, "{NO_END}");
        };
        let base = first.model().named();
        if self.orders.is_empty() {
            writeln!(f, "{NO_END}\n")?;
        }
        write!(f, "{first}")?;
        for (number, case) in self.named.iter().enumerate() {
            for order in case.orders() {
                if order == 0 {
                    continue;
                }
                if order == case.orders().start {
                    debug_assert!(
                        number > 0,
                        "the first order is of the first case"
                    );
                    writeln!(f, "\n{CASE}{}]", case.name())?;
                } else {
                    writeln!(f, "\n{ORDER}")?;
                }
                write_other(f, &base, &self.orders[order])?;
            }
        }
        let said = usize::from(self.orders.is_empty());
        for order in &self.stuck[said..] {
            writeln!(f, "\n{STUCK}")?;
            write_other(f, &base, order)?;
        }
        Ok(())
    }
}

/// What differs from the first order.
fn write_other(
    f: &mut Formatter<'_>,
    base: &[History<String>],
    order: &Order,
) -> fmt::Result {
    let own = order.model().named();
    for History { name, .. } in base {
        if order.model().position(name).is_none() {
            writeln!(f, "\n{WITHOUT}{name}]")?;
        }
    }
    for history in own.iter().filter(|history| !base.contains(history)) {
        write!(f, "\n{history}")?;
    }
    Ok(())
}

/// A part of a text: what comes before it, and the lines of its processes.
struct Part<'a> {
    kind: Kind,
    /// The number of its first line, counted from 1.
    line: usize,
    lines: Vec<&'a str>,
    without: Vec<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Runs,
    StandsStill,
}

impl FromStr for Cases {
    type Err = ParseError;

    /// Reads what [`Display`] writes. The first order stays the first; the names of the cases
    /// are made anew.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (parts, complete) = parts_of(text)?;
        let mut base: Option<Vec<History<String>>> = None;
        let (mut orders, mut stuck) = (Vec::new(), Vec::new());
        for part in &parts {
            let order = part.order(base.as_deref())?;
            base.get_or_insert_with(|| order.model().named());
            match part.kind {
                Kind::Runs => orders.push(order),
                Kind::StandsStill => stuck.push(order),
            }
        }
        let first = orders.first().cloned();
        let cases = Self::new(orders, complete).with_deadlocks(stuck);
        Ok(match first {
            Some(first) if cases.orders.first() != Some(&first) => {
                cases.begun_with(&first, |_| true)
            }
            _ => cases,
        })
    }
}

fn parts_of(text: &str) -> Result<(Vec<Part<'_>>, bool), ParseError> {
    let part = |kind, line| Part { kind, line, lines: vec![], without: vec![] };
    let mut parts = vec![part(Kind::Runs, 1)];
    let (mut complete, mut is_empty) = (true, false);
    for (number, line) in (1..).zip(text.lines()) {
        let last = parts.last_mut().expect("there is a first part");
        let inside = |start: &str| line.strip_prefix(start)?.strip_suffix(']');
        if line == NOT_ALL {
            complete = false;
        } else if line == NO_END {
            last.kind = Kind::StandsStill;
            is_empty = true;
        } else if let Some(name) = inside(WITHOUT) {
            last.without.push(name);
        } else if line == ORDER || inside(CASE).is_some() {
            parts.push(part(Kind::Runs, number));
            continue;
        } else if line == STUCK {
            parts.push(part(Kind::StandsStill, number));
            continue;
        } else if line.starts_with('[') {
            return Err(ParseError {
                line: number,
                column: 1,
                message: Told::of(&Mistake::BeginsNoPart {
                    line,
                    parts: [NOT_ALL, NO_END, CASE, ORDER, STUCK, WITHOUT],
                }),
            });
        } else {
            last.lines.push(line);
            continue;
        }
        // The lines of a part keep their numbers.
        last.lines.push("");
    }
    if is_empty && parts[0].lines.iter().all(|line| line.is_empty()) {
        parts.remove(0);
    }
    Ok((parts, complete))
}

impl Part<'_> {
    /// The order of this part, of which what is not said is as in `base`.
    fn order(&self, base: Option<&[History<String>]>) -> Result<Order, ParseError> {
        // The lines before have no process, so that errors have the right line.
        let before = if base.is_some() { self.line } else { self.line - 1 };
        let lines =
            std::iter::repeat_n("", before).chain(self.lines.iter().copied());
        let own: String = lines.flat_map(|line| [line, "\n"]).collect();
        let Some(base) = base else { return own.parse() };
        let (mut own, _) = text::read(&own)?;
        let mut histories = Vec::new();
        for history in base {
            let at = own.iter().position(|other| other.name == history.name);
            if let Some(at) = at {
                histories.push(own.remove(at));
            } else if !self.without.contains(&history.name.as_str()) {
                histories.push(history.clone());
            }
        }
        histories.extend(own);
        Order::new(&histories).map_err(|fault| ParseError {
            line: self.line,
            column: 1,
            message: Told::of(&Mistake::PartIsNoOrder(&fault)),
        })
    }
}
