//! Random scripts: small, and such that it matters who is faster.

use super::script::{Instruction, Script, Then};

/// How large scripts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// Two to four processes.
    Small,
    /// Three to five, and more instructions.
    Large,
}

/// The random script of `seed`, always the same one.
pub(crate) fn script(seed: u64, size: Size) -> Script {
    let mut dice = Dice(seed);
    let (least, more) = if size == Size::Large { (3, 2) } else { (2, 0) };
    let count = least + dice.of(&[0, 0, 1, 1, 1, 2]);
    // Mostly siblings, for whom main can wait in any order.
    let parent = |child: usize| match child {
        0 | 1 => 0,
        _ if dice.one_in(4) => child - 1,
        _ => 0,
    };
    let parents = (0..count).map(parent).collect();
    let mut author = Author {
        pipes: dice.of(&[0, 0, 1, 1, 1, 2]),
        locks: dice.of(&[0, 0, 1]),
        length: [6, 4, 3, 2][count - 2] + more,
        letters: 'a'..='h',
        parents,
        dice,
    };
    Script { processes: (0..count).map(|it| author.process(it)).collect() }
}

/// What is decided for a whole script, and what is left of it.
struct Author {
    pipes: usize,
    locks: usize,
    /// About how many instructions a process has, besides its forks.
    length: usize,
    /// Each is printed once, so that a text says who has printed what.
    letters: std::ops::RangeInclusive<char>,
    parents: Vec<usize>,
    dice: Dice,
}

impl Author {
    fn process(&mut self, process: usize) -> Vec<Instruction> {
        let mut all = Vec::new();
        if process == 0 {
            all.extend((0..self.pipes).map(Instruction::Pipe));
        }
        let is_child = |it: &usize| *it > 0 && self.parents[*it] == process;
        let mut unborn: Vec<_> =
            (0..self.parents.len()).rev().filter(is_child).collect();
        let mut born = Vec::new();
        let mut left = 1 + self.dice.below(self.length);
        while left > 0 || !unborn.is_empty() {
            if !unborn.is_empty() && (left == 0 || !self.dice.one_in(3)) {
                born.extend(unborn.pop());
                all.extend(born.last().copied().map(Instruction::Fork));
            } else {
                left -= 1;
                self.add(process, &born, &mut all);
            }
        }
        if !born.is_empty() && self.dice.one_in(2) {
            self.look_after(&born, &mut all);
            all.extend(self.letters.next().map(Instruction::Print));
        }
        all
    }

    /// One more instruction, or a few that belong together.
    fn add(&mut self, process: usize, born: &[usize], all: &mut Vec<Instruction>) {
        match self.dice.below(20) {
            0..6 if self.pipes > 0 => self.talk(all),
            6..9 if self.locks > 0 => self.lock(all),
            9..14 if !born.is_empty() => self.look_after(born, all),
            14..16 => {
                // Its parent, itself, an older sibling, or somebody it does not know.
                let victim = match born {
                    [] => self.dice.below(self.parents.len()),
                    _ => self.dice.of(born),
                };
                if victim != process || self.dice.one_in(4) {
                    let is_hard = self.dice.one_in(2);
                    let kinds = [Instruction::Terminate, Instruction::Kill];
                    all.push(kinds[usize::from(is_hard)](victim));
                }
            }
            16 if self.dice.one_in(3) => all.push(Instruction::Exit),
            _ => all.extend(self.letters.next().map(Instruction::Print)),
        }
    }

    fn talk(&mut self, all: &mut Vec<Instruction>) {
        let pipe = self.dice.below(self.pipes);
        all.push(match self.dice.below(12) {
            0..4 => Instruction::Send(pipe),
            4..9 => Instruction::Receive(pipe, self.then()),
            9 | 10 => Instruction::CloseWrite(pipe),
            _ => Instruction::CloseRead(pipe),
        });
    }

    fn lock(&mut self, all: &mut Vec<Instruction>) {
        let lock = self.dice.below(self.locks);
        let is_taken = all.iter().rev().find_map(|it| match it {
            Instruction::Lock(_) | Instruction::Try(..) => Some(true),
            Instruction::Unlock(_) => Some(false),
            _ => None,
        });
        if is_taken == Some(true) && !self.dice.one_in(8) {
            all.push(Instruction::Unlock(lock));
            return;
        }
        all.push(if self.dice.one_in(3) {
            Instruction::Try(lock, self.then())
        } else {
            Instruction::Lock(lock)
        });
        if self.dice.one_in(2) {
            all.extend(self.letters.next().map(Instruction::Print));
            all.push(Instruction::Unlock(lock));
        }
    }

    fn look_after(&mut self, born: &[usize], all: &mut Vec<Instruction>) {
        let child = self.dice.of(born);
        all.push(match self.dice.below(9) {
            0..3 => Instruction::Wait(child),
            3..6 => Instruction::WaitAny,
            _ => Instruction::Poll(child, self.then()),
        });
    }

    fn then(&mut self) -> Then {
        match self.dice.below(8) {
            0 => Then::GoOn,
            1..3 => Then::Skip(1),
            _ => Then::Print,
        }
    }
}

/// Numbers that look random: `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a usize fits into 64 bits");
        usize::try_from(self.next() % end).expect("it is less than a usize")
    }

    fn of(&mut self, all: &[usize]) -> usize {
        all[self.below(all.len())]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}
