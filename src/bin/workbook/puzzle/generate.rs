//! Draws a program: one of a few forms for each level, with other names, lines and places.
//!
//! Only forms are drawn that a reader can keep in mind, and whose runs can all be made: nobody is
//! terminated who has the lock, nobody is started while somebody has it, each pipe has one process
//! that receives, and as many words are sent as are received.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::level::Level;
use super::program::{MAIN, Process, Program, Step, Stopped, Told};
use super::theme::{THEMES, Theme, Worker};

/// A program of this level.
pub(crate) fn program(level: Level, rng: &mut StdRng) -> Program {
    let theme = THEMES.choose(rng).expect("there are themes");
    let mut workers = theme.workers.to_vec();
    workers.shuffle(rng);
    let main = Process { name: "main", body: Vec::new() };
    let program =
        Program { processes: vec![main], pipes: Vec::new(), lock: theme.lock };
    let mut author = Author { rng, theme, workers, program, said: 0 };
    match level {
        Level::Fork => author.forks(),
        Level::Wait => author.waits(),
        Level::Any => author.waits_for_any_or_looks(),
        Level::Pipe => author.talks(),
        Level::Lock => author.locks_or_stops(),
    }
    author.program
}

/// A program that is being made.
struct Author<'a> {
    rng: &'a mut StdRng,
    theme: &'static Theme,
    workers: Vec<Worker>,
    program: Program,
    /// How many lines main has.
    said: usize,
}

impl Author<'_> {
    fn one_in(&mut self, many: u32) -> bool {
        self.rng.random_ratio(1, many)
    }

    /// One or two.
    fn few(&mut self) -> usize {
        self.rng.random_range(1..=2)
    }

    /// Has main do this next.
    fn main(&mut self, step: Step) {
        self.program.processes[MAIN].body.push(step);
    }

    fn main_does(&mut self, steps: impl IntoIterator<Item = Step>) {
        self.program.processes[MAIN].body.extend(steps);
    }

    fn main_says(&mut self) {
        let line = self.next_line();
        self.main(line);
    }

    fn main_may_say(&mut self) {
        if self.one_in(2) && self.said + 1 < self.theme.main.len() {
            self.main_says();
        }
    }

    fn next_line(&mut self) -> Step {
        let line = self.theme.main[self.said % self.theme.main.len()];
        self.said += 1;
        Step::Say(format!("main: {line}"))
    }

    fn worker(&self, child: usize) -> Worker {
        self.workers[child - 1]
    }

    /// What the child says at its nth place.
    fn says(&self, child: usize, nth: usize) -> Step {
        let worker = self.worker(child);
        Step::Say(format!("{}: {}", worker.name, worker.does[nth]))
    }

    /// A child that does this.
    fn child(&mut self, body: Vec<Step>) -> usize {
        let number = self.program.processes.len();
        let name = self.worker(number).name;
        self.program.processes.push(Process { name, body });
        number
    }

    /// A child that says so many lines.
    fn saying(&mut self, lines: usize) -> usize {
        let number = self.program.processes.len();
        let body = (0..lines).map(|nth| self.says(number, nth)).collect();
        self.child(body)
    }

    fn pipe(&mut self) -> usize {
        self.program.pipes.push(self.theme.pipes[self.program.pipes.len()]);
        self.program.pipes.len() - 1
    }

    fn forks(&mut self) {
        self.main_may_say();
        let lines = self.few();
        let child = self.saying(lines);
        self.main(Step::Start(child));
        if self.one_in(3) {
            self.forks_deeper(child);
            self.main_says();
        } else {
            self.main_may_say();
            if !self.one_in(4) {
                let lines = self.few();
                let other = self.saying(lines);
                self.main(Step::Start(other));
            }
            self.main_says();
        }
        self.main_may_say();
        if self.one_in(4) {
            self.say_the_same();
        }
    }

    /// The child starts one, too.
    fn forks_deeper(&mut self, child: usize) {
        let grandchild = self.saying(1);
        let body = &mut self.program.processes[child].body;
        let place = self.rng.random_range(0..=body.len());
        body.insert(place, Step::Start(grandchild));
    }

    /// Has the last lines of two processes be the same.
    fn say_the_same(&mut self) {
        let mut numbers: Vec<_> = (0..self.program.processes.len()).collect();
        numbers.shuffle(self.rng);
        for number in &numbers[..2] {
            let mut body = self.program.processes[*number].body.iter_mut().rev();
            if let Some(Step::Say(line)) =
                body.find(|step| matches!(step, Step::Say(_)))
            {
                "ready".clone_into(line);
            }
        }
    }

    fn waits(&mut self) {
        let lines = self.few();
        let child = self.saying(lines);
        let mut rest = vec![Step::Wait(child)];
        if self.one_in(4) {
            rest.push(Step::Pause(child));
        }
        let other = (!self.one_in(4)).then(|| {
            let lines = self.few();
            self.saying(lines)
        });
        rest.extend(other.map(Step::Start));
        if self.one_in(3) {
            rest.extend(other.map(Step::Wait));
        }
        self.main_may_say();
        let line = self.next_line();
        rest.push(line);
        rest.shuffle(self.rng);
        if let Some(other) = other {
            in_order(&mut rest, &Step::Start(other), &Step::Wait(other));
        }
        // To let time pass for a child is no riddle next to a wait for it, or after one.
        let waits = rest.iter().position(|step| *step == Step::Wait(child));
        let pauses = rest.iter().position(|step| *step == Step::Pause(child));
        if let (Some(waits), Some(pauses)) = (waits, pauses)
            && pauses + 1 >= waits
        {
            rest.remove(pauses);
        }
        self.main(Step::Start(child));
        self.main_does(rest);
        self.main_says();
    }

    fn waits_for_any_or_looks(&mut self) {
        let is_any = self.one_in(2);
        let lines = self.few();
        let child = self.saying(lines);
        let lines = self.few();
        let other = self.saying(lines);
        self.main(Step::Start(child));
        self.main_may_say();
        if is_any || !self.one_in(3) {
            self.main(Step::Start(other));
        } else {
            self.program.processes.pop();
        }
        if is_any {
            self.main(Step::WaitAny);
            if self.one_in(3) {
                self.look(child);
            } else {
                self.main_says();
            }
            self.main(Step::WaitAll);
        } else {
            if self.one_in(3) {
                self.main(Step::Pause(child));
            }
            self.look(child);
            self.main(Step::Wait(child));
        }
        self.main_says();
    }

    fn look(&mut self, child: usize) {
        let name = self.worker(child).name;
        self.main(Step::Look {
            child,
            alive: format!("main: {name} is at work"),
            ended: format!("main: {name} is done"),
        });
    }

    fn talks(&mut self) {
        match self.rng.random_range(0..5) {
            0 | 1 => self.two_senders(),
            2 => self.go_ahead(),
            3 => self.relay(),
            _ => self.ask_and_answer(),
        }
    }

    /// Main receives from two children, in whichever order they send.
    fn two_senders(&mut self) {
        let pipe = self.pipe();
        for _ in 0..2 {
            let number = self.program.processes.len();
            let mut body = vec![self.says(number, 0)];
            if self.one_in(4) {
                body.push(self.says(number, 1));
            }
            let place = self.rng.random_range(0..=body.len());
            body.insert(place, Step::Send(pipe, self.worker(number).word));
            let child = self.child(body);
            self.main(Step::Start(child));
        }
        self.main(Step::Receive(pipe, Told::Yes));
        self.main_may_say();
        self.main(Step::Receive(pipe, Told::Yes));
    }

    /// A child goes on when main has sent a word.
    fn go_ahead(&mut self) {
        let pipe = self.pipe();
        let told = if self.one_in(2) { Told::Yes } else { Told::No };
        let body = vec![self.says(1, 0), Step::Receive(pipe, told), self.says(1, 1)];
        let child = self.child(body);
        self.main(Step::Start(child));
        if self.one_in(2) {
            let other = self.saying(1);
            self.main(Step::Start(other));
        }
        self.main_says();
        self.main(Step::Send(pipe, self.worker(child).word));
        self.main_says();
        if self.one_in(2) {
            self.main(Step::Wait(child));
            self.main_says();
        }
    }

    /// One child sends to the other.
    fn relay(&mut self) {
        let pipe = self.pipe();
        let mut body = vec![self.says(1, 0), Step::Send(pipe, self.worker(1).word)];
        if self.one_in(2) {
            body.push(self.says(1, 1));
        }
        let child = self.child(body);
        let mut body = vec![Step::Receive(pipe, Told::Yes)];
        if self.one_in(2) {
            body.insert(0, self.says(2, 0));
        }
        let other = self.child(body);
        let mut both = [child, other];
        both.shuffle(self.rng);
        self.main_does(both.map(Step::Start));
        self.main_may_say();
        let awaited = *both.choose(self.rng).expect("two");
        self.main(Step::Wait(awaited));
        self.main_says();
    }

    /// Two processes that each send and receive a word, either first.
    fn ask_and_answer(&mut self) {
        let (there, back) = (self.pipe(), self.pipe());
        let (word, answer) = (self.worker(2).word, self.worker(1).word);
        let mut body =
            self.both(Step::Receive(there, Told::Yes), Step::Send(back, answer));
        if self.one_in(2) {
            body.insert(0, self.says(1, 0));
        }
        let child = self.child(body);
        let other =
            self.both(Step::Receive(back, Told::Yes), Step::Send(there, word));
        if self.one_in(2) {
            self.main(Step::Start(child));
            self.main_does(other);
            if self.one_in(2) {
                self.main_says();
            }
        } else {
            let other = self.child(other);
            let mut all =
                vec![Step::Start(child), Step::Start(other), self.next_line()];
            all.shuffle(self.rng);
            self.main_does(all);
        }
    }

    fn both(&mut self, one: Step, other: Step) -> Vec<Step> {
        let mut both = vec![one, other];
        both.shuffle(self.rng);
        both
    }

    fn locks_or_stops(&mut self) {
        match self.rng.random_range(0..5) {
            0 => self.two_sections(),
            1 => self.main_has_a_section(),
            2 => self.waits_with_the_lock(),
            _ => self.stops(),
        }
    }

    /// The body of a child with a critical section of so many lines.
    fn section(&mut self, child: usize, lines: usize) -> Vec<Step> {
        let mut body = vec![Step::Take];
        body.extend((0..lines).map(|nth| self.says(child, nth)));
        body.push(Step::Release);
        if self.one_in(3) {
            body.push(self.says(child, 2));
        }
        body
    }

    fn two_sections(&mut self) {
        for lines in [2, 1] {
            let body = self.section(self.program.processes.len(), lines);
            let child = self.child(body);
            self.main(Step::Start(child));
        }
        if self.one_in(2) {
            self.main(Step::Wait(1));
        } else {
            // Not for whichever ends: the lock may have told main already who is near its end.
            self.main_may_say();
            self.main(Step::Wait(1));
            self.main(Step::Wait(2));
        }
        self.main_says();
    }

    fn main_has_a_section(&mut self) {
        let body = self.section(1, 2);
        let child = self.child(body);
        self.main(Step::Start(child));
        self.main_may_say();
        self.main(Step::Take);
        self.main_says();
        self.main(Step::Release);
        self.main(Step::Wait(child));
        self.main_says();
    }

    /// A child wants the lock for which main waits, with the lock or after it.
    fn waits_with_the_lock(&mut self) {
        let lines = self.few();
        let body = self.section(1, lines);
        let child = self.child(body);
        self.main(Step::Start(child));
        if self.one_in(3) {
            let other = self.saying(1);
            self.main(Step::Start(other));
        }
        self.main(Step::Take);
        self.main_says();
        if self.one_in(2) {
            self.main(Step::Wait(child));
            self.main(Step::Release);
        } else {
            self.main(Step::Release);
            self.main(Step::Wait(child));
        }
        self.main_says();
    }

    fn stops(&mut self) {
        let child = self.saying(2);
        self.main(Step::Start(child));
        let mut other = None;
        if self.one_in(2) {
            let lines = self.few();
            other = Some(self.saying(lines));
            self.main(Step::Start(other.unwrap_or(child)));
        }
        if self.one_in(2) {
            self.main_says();
        } else if self.one_in(3) {
            self.main(Step::Pause(child));
        }
        let name = self.worker(child).name;
        let told = self.one_in(2).then(|| Stopped {
            by_signal: format!("main: {name} was stopped"),
            before: format!("main: {name} was faster"),
        });
        let is_told = told.is_some();
        self.main(Step::Stop { child, told });
        if !is_told || self.one_in(2) {
            self.main_says();
        }
        if self.one_in(2)
            && let Some(other) = other
        {
            self.main(Step::Wait(other));
            self.main_says();
        }
    }
}

/// Has `first` come before `second`, in the places that the two have.
fn in_order(steps: &mut [Step], first: &Step, second: &Step) {
    let place = |step| steps.iter().position(|it| it == step);
    if let (Some(a), Some(b)) = (place(first), place(second))
        && a > b
    {
        steps.swap(a, b);
    }
}
