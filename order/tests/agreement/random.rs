//! Random small orders: what the processes of a random run do.

use process_order::{Action, End, History, Lines, Order, Pattern};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};

/// How many different texts the lines have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Texts {
    /// Each line one of its own.
    Distinct,
    /// So few that processes print equal lines.
    Few,
}

/// Orders of up to five processes and seven lines.
pub(crate) fn orders(texts: Texts) -> impl Strategy<Value = Order> {
    prop_oneof![9 => of_any_shape(texts), 1 => of_killed_waiters(texts)]
}

fn of_any_shape(texts: Texts) -> impl Strategy<Value = Order> {
    vec(any::<(u8, u8)>(), 0..24).prop_map(move |script| {
        let mut play = Play::new(texts);
        play.follow(&script);
        play.order()
    })
}

/// Mostly those in which a process waits, then does something that others wait for, and then
/// is killed: one in five hundred of any shape.
fn of_killed_waiters(texts: Texts) -> impl Strategy<Value = Order> {
    let script = || vec(any::<(u8, u8)>(), 0..6);
    let scripts = [script(), script(), script(), script(), script()];
    (any::<bool>(), scripts).prop_map(move |(sends, scripts)| {
        let mut play = Play::new(texts);
        let [before, with_child, waiting, waited, killed] = &scripts;
        play.act(0, START);
        play.follow(before);
        play.act(1, START);
        let child = play.over.len() - 1;
        play.follow(with_child);
        play.act(child, END);
        play.follow(waiting);
        play.act(1, JOIN);
        play.follow(waited);
        play.act(1, if sends { SEND } else { START });
        play.act(0, KILL);
        play.follow(killed);
        play.order()
    })
}

/// A run that is made up as it goes on.
struct Play {
    texts: Texts,
    lines: usize,
    histories: Vec<History<String>>,
    over: Vec<bool>,
    parents: Vec<usize>,
    /// Sent and not received: the sender and the number.
    mail: Vec<(usize, u32)>,
    sent: Vec<u32>,
}

/// What some of the numbers of a script stand for.
const START: u8 = 6;
const JOIN: u8 = 9;
const KILL: u8 = 11;
const SEND: u8 = 12;
const END: u8 = 15;

impl Play {
    const PROCESSES: usize = 5;
    const LINES: usize = 7;

    fn new(texts: Texts) -> Self {
        let mut play = Self {
            texts,
            lines: 0,
            histories: vec![],
            over: vec![],
            parents: vec![],
            mail: vec![],
            sent: vec![],
        };
        play.be_born(0);
        play
    }

    fn be_born(&mut self, parent: usize) {
        let name = match self.histories.len() {
            0 => "main".to_owned(),
            number => format!("child {number}"),
        };
        self.histories.push(History { name, actions: vec![], end: End::Exit(0) });
        self.over.push(false);
        self.parents.push(parent);
        self.sent.push(0);
    }

    fn order(self) -> Order {
        Order::new(&self.histories).expect("somebody has just done it")
    }

    fn follow(&mut self, script: &[(u8, u8)]) {
        for (who, what) in script {
            let running: Vec<_> = (0..self.over.len())
                .filter(|process| !self.over[*process])
                .collect();
            if let Some(who) = running.get(usize::from(*who) % running.len().max(1))
            {
                self.act(*who, *what);
            }
        }
    }

    fn act(&mut self, who: usize, what: u8) {
        if self.over[who] {
            return;
        }
        let child = |over: bool| {
            let mut children = 1..self.over.len();
            children.find(|child| {
                self.parents[*child] == who && self.over[*child] == over
            })
        };
        let action = match what % 16 {
            0..=5 if self.lines < Self::LINES => self.line(what),
            START..=8 if self.over.len() < Self::PROCESSES => {
                self.be_born(who);
                Action::Start(self.histories.last().expect("just born").name.clone())
            }
            JOIN => match child(true) {
                Some(child) => Action::Join(self.histories[child].name.clone()),
                None => return,
            },
            // Of whoever has ended: F-60.
            10 => match (1..self.over.len()).find(|other| self.over[*other]) {
                Some(other) => Action::Join(self.histories[other].name.clone()),
                None => return,
            },
            // Once more, to one that was killed by a signal of the same process: F-64.
            KILL if what > 160 => match self.killed_by(who) {
                Some(victim) => Action::Terminate(victim),
                None => return,
            },
            KILL => match child(false) {
                Some(child) => {
                    self.over[child] = true;
                    self.histories[child].end = End::Killed("SIGTERM".into());
                    Action::Terminate(self.histories[child].name.clone())
                }
                None => return,
            },
            SEND => {
                self.sent[who] += 1;
                self.mail.push((who, self.sent[who]));
                Action::Send(self.sent[who])
            }
            13 => match self.mail.iter().position(|(sender, _)| *sender != who) {
                Some(letter) => {
                    let (sender, number) = self.mail.remove(letter);
                    Action::Receive {
                        from: self.histories[sender].name.clone(),
                        number,
                    }
                }
                None => return,
            },
            // Killed by nobody knows whom.
            14 if who > 0 && what > 200 => {
                self.over[who] = true;
                self.histories[who].end = End::Killed("SIGKILL".into());
                return;
            }
            END if who > 0 => {
                self.over[who] = true;
                return;
            }
            _ => return,
        };
        self.histories[who].actions.push(action);
    }

    /// A process that was sent a signal by `who`.
    fn killed_by(&self, who: usize) -> Option<String> {
        let mut actions = self.histories[who].actions.iter();
        actions.find_map(|action| match action {
            Action::Terminate(victim) => Some(victim.clone()),
            _ => None,
        })
    }

    /// A write of one line, or sometimes of two or three.
    fn line(&mut self, what: u8) -> Action<String> {
        let count = if what % 16 == 5 { 2 + usize::from(what / 128) } else { 1 };
        let count = count.min(Self::LINES - self.lines);
        let lines = (0..count).map(|_| self.text(what));
        let lines = Lines::of(lines).expect("there is room for one");
        if what > 220 { Action::FreePrint(lines) } else { Action::Print(lines) }
    }

    fn text(&mut self, what: u8) -> Pattern {
        let number = self.lines;
        self.lines += 1;
        Pattern::literal(&match self.texts {
            Texts::Distinct => format!("line {number}"),
            Texts::Few => {
                ["a", "b", "c"][(usize::from(what / 16) + number) % 3].to_owned()
            }
        })
    }
}
