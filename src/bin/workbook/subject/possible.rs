//! Whether a program can print an output: one question, and one answer, whoever asks.
//!
//! The answer comes from all runs of the program as it is now. Its snapshot, if it has one, has
//! all runs of the program as it was, so nothing is called impossible because of the snapshot.
//! The snapshot helps where the runs leave something open, and only as long as the runs that
//! were made are runs of the snapshot too; otherwise the program was changed.

use anyhow::Result;
use num_bigint::BigUint;
use process_order::{Answer, Cases, End, Order};
use process_workbook::record::python;

use super::Subject;
use super::changed::{Change, with_pids};
use super::explored::{Explored, How, explored};
use super::live::may_end_with;
use crate::direct::is_refused;

/// What is known of a program.
pub(crate) struct Knowledge {
    /// Nothing where the system does not let anybody trace.
    pub(crate) explored: Option<Explored>,
    pub(crate) snapshot: Option<Cases>,
    /// Whether Python runs it.
    is_python: bool,
}

/// What is known of an output.
pub(crate) enum Known {
    /// What the runs say.
    Runs(Answer),
    /// What the snapshot says, where the runs leave it open.
    Snapshot(Answer),
}

impl Known {
    /// `None` where that is open.
    pub(crate) fn is_possible(&self) -> Option<bool> {
        match self {
            Self::Runs(Answer::Possible(_)) => Some(true),
            Self::Runs(Answer::Impossible(_)) => Some(false),
            Self::Snapshot(answer) if answer.is_possible() => Some(true),
            Self::Runs(_) | Self::Snapshot(_) => None,
        }
    }
}

impl Knowledge {
    /// All that can be found out about `subject`.
    pub(crate) fn of(subject: &Subject, how: &How) -> Result<Self> {
        let snapshot = subject.known()?;
        let explored = match explored(subject, how) {
            Err(error) if snapshot.is_some() && is_refused(&error) => None,
            explored => Some(explored?),
        };
        Ok(Self { explored, snapshot, is_python: subject.is_python() })
    }

    /// What there is to say of `text`.
    pub(crate) fn judge(&self, text: &str) -> Known {
        let by_snapshot = |snapshot: &Cases| snapshot.check_text(&older(text));
        let Some(explored) = &self.explored else {
            let snapshot = self.snapshot.as_ref();
            let snapshot = snapshot.expect("without one, the runs are asked for");
            return Known::Snapshot(by_snapshot(snapshot));
        };
        let answer = explored.cases.check_text(text);
        // In which order Python goes through a set is nobody's choice who schedules
        // processes, and how it shows a process differs from one Python to the next.
        let is_open = match answer {
            Answer::NotFound(_) | Answer::GivenUp(_) => true,
            Answer::Impossible(_) => self.is_python,
            Answer::Possible(_) | Answer::StandsStill { .. } => false,
        };
        if is_open && let Some(snapshot) = self.fitting_snapshot() {
            let answer = by_snapshot(snapshot);
            if answer.is_possible() {
                return Known::Snapshot(answer);
            }
        }
        Known::Runs(answer)
    }

    /// The snapshot, unless a run was made that it does not allow.
    fn fitting_snapshot(&self) -> Option<&Cases> {
        let snapshot = self.snapshot.as_ref()?;
        let explored = self.explored.as_ref();
        explored.is_none_or(|it| fits(snapshot, &it.cases)).then_some(snapshot)
    }

    /// The orders of the runs, or else those of the snapshot.
    pub(crate) fn orders(&self) -> &[Order] {
        match (&self.explored, &self.snapshot) {
            (Some(explored), _) => explored.cases.orders(),
            (None, Some(snapshot)) => snapshot.orders(),
            (None, None) => &[],
        }
    }

    /// How many outputs are known to be possible.
    pub(crate) fn count(&self) -> Option<BigUint> {
        match (&self.explored, &self.snapshot) {
            (Some(explored), _) => explored.cases.count().ok(),
            (None, Some(snapshot)) => snapshot.count().ok(),
            (None, None) => None,
        }
    }

    /// Whether the program can end with this exit code, as far as one knows.
    pub(crate) fn may_end_with(&self, code: i32) -> bool {
        if let Some(snapshot) = &self.snapshot {
            return may_end_with(snapshot, code);
        }
        let mut ends = self.orders().iter().map(|order| &order.main().end);
        let is_so = |end: &End| match end {
            End::Exit(other) => *other == code,
            End::Killed(_) | End::Signal(_) | End::Unknown => code < 0,
        };
        !self.is_complete() || ends.any(is_so)
    }

    /// How the program differs from the chapter's, if it does.
    pub(crate) fn change(&self) -> Option<Change> {
        Change::of(self.snapshot.as_ref()?, &self.explored.as_ref()?.cases)
    }

    /// Whether the runs are known to be all.
    pub(crate) fn is_complete(&self) -> bool {
        self.explored.as_ref().is_some_and(|it| it.cases.is_complete())
    }
}

/// Whether `snapshot` allows an output of each order.
fn fits(snapshot: &Cases, cases: &Cases) -> bool {
    /// More orders are not looked at.
    const MOST: usize = 200;
    let is_allowed = |order: &Order| {
        let alone = Cases::from(order.clone());
        let Ok(mut outputs) = alone.outputs() else { return false };
        let Some(output) = outputs.next() else { return false };
        let text = with_pids(&output.to_string());
        snapshot.check_text(&older(&text)).is_possible()
    };
    !cases.orders().is_empty() && cases.orders().iter().take(MOST).all(is_allowed)
}

/// What Python prints, as `CPython` 3.6 would: the snapshots speak of that.
fn older(text: &str) -> String {
    let lines = text.lines().map(|line| python::as_in_3_6(line).into_owned());
    lines.collect::<Vec<_>>().join("\n")
}
