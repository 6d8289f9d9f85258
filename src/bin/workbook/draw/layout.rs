//! In which row and which lane everything stands that the processes do.

use process_order::Rule;

/// The order as a drawing: where, and not how it looks.
pub(crate) struct Layout {
    /// From the top downwards.
    pub(crate) points: Vec<Point>,
    pub(crate) arrows: Vec<Arrow>,
    pub(crate) lanes: usize,
    pub(crate) rows: usize,
}

/// Something that stands in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) process: usize,
    pub(crate) lane: usize,
    pub(crate) row: usize,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The process begins.
    Begin,
    /// The event at this position.
    Event(usize),
    /// One more line of the write at position `event`.
    More { event: usize, line: usize },
    /// The process ends.
    End,
    /// It has ended before, and somebody sees that now.
    Ended,
}

/// An edge between two of the points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrow {
    pub(crate) rule: Rule,
    pub(crate) from: Point,
    pub(crate) to: Point,
}

impl Arrow {
    pub(crate) fn is_level(&self) -> bool {
        self.from.row == self.to.row
    }

    /// The end that is farther to the left.
    pub(crate) fn left(&self) -> Point {
        if self.from.lane < self.to.lane { self.from } else { self.to }
    }

    pub(crate) fn right(&self) -> Point {
        if self.from.lane < self.to.lane { self.to } else { self.from }
    }
}

impl Layout {
    /// The level arrow that begins or ends at `point`: there is one at most.
    pub(crate) fn arrow_at(&self, point: Point) -> Option<&Arrow> {
        let mut level = self.arrows.iter().filter(|arrow| arrow.is_level());
        level.find(|arrow| arrow.from == point || arrow.to == point)
    }

    /// The next lane to the right of `point` in which a process lives in that row.
    pub(crate) fn neighbour(&self, point: Point) -> Option<usize> {
        let lives = |begin: &&Point| {
            let mut own =
                self.points.iter().filter(|it| it.process == begin.process);
            begin.row <= point.row && own.any(|it| it.row >= point.row)
        };
        let begins = self.points.iter().filter(|it| it.what == What::Begin);
        begins
            .filter(|it| it.lane > point.lane)
            .filter(lives)
            .map(|it| it.lane)
            .min()
    }
}
