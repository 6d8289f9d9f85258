//! Which steps are ordered: a story may observe only what is the same in every run.
//!
//! The model follows a process and what it knows of its objects. It does not say what
//! comes of a step, which is `CPython`'s to say; it refuses a step whose outcome depends
//! on time, and one that waits for ever.

use std::rc::Rc;

use crate::story::{self, Step, Story};

/// How many objects a process can name.
pub(crate) const SLOTS: usize = 4;

/// Signals that end a process, Rust or Python, which has done nothing about them.
///
/// Without `SIGINT` and `SIGXFSZ`, which Python handles or ignores, `SIGSEGV` and
/// `SIGBUS`, the first of which Rust's stack guard takes for its own, and those that the
/// two name differently: 16, 29, 34 and 64.
pub(crate) const FATAL: [i32; 19] =
    [1, 3, 4, 5, 6, 8, 9, 10, 12, 14, 15, 24, 26, 27, 30, 31, 35, 40, 63];
/// Signals that change nothing: ignored by default, or by both languages (`SIGPIPE`).
pub(crate) const HARMLESS: [i32; 5] = [13, 17, 18, 23, 28];

const SIGKILL: i32 = 9;
const SIGTERM: i32 = 15;

/// Why a step is refused.
pub(crate) type Refusal = &'static str;

/// Where a [`Process`](process_workbook::Process) object is in its life, as far as the
/// process that follows it can know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Life {
    Initial,
    /// On its way to a hold, the `.0`th.
    Running(usize),
    /// At its `.0`th hold, and waiting there.
    Held(usize),
    /// Held, and about to be signalled by a sibling, the object `.0`.
    Doomed(usize),
    /// On its way to its end, which is ordered with nothing here; by a signal, or not.
    Loose(Option<i32>),
    Ended,
    Closed,
}

/// Whose an object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tie {
    /// This process made it.
    Mine,
    /// It is this process.
    Me,
    /// The parent made it, before it started this process.
    Parents,
    /// It is from further up, or it is the parent.
    Foreign,
}

#[derive(Clone, Debug)]
struct Object {
    tie: Tie,
    life: Life,
    daemon: bool,
    body: Story,
    /// What is known of the child since it was started.
    course: Rc<Course>,
    /// Processes that it left behind may still hold the pipe of its sentinel. // S-047
    orphans: bool,
}

/// What a child does that its parent has to know.
#[derive(Clone, Debug, Default)]
struct Course {
    holds: Vec<Hold>,
    /// Siblings that it signals, before its first hold.
    victims: Vec<usize>,
    /// Whether it leaves processes behind at its end.
    orphans: bool,
}

#[derive(Clone, Debug)]
struct Hold {
    /// `SIGTERM` is blocked.
    blocked: bool,
    /// It leaves processes behind if it is ended here.
    orphans: bool,
}

/// What the Python to compare with can do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Features {
    /// `close`, 3.7. // S-103
    pub close: bool,
    /// `parent_process`, 3.8.
    pub parent: bool,
}

impl Features {
    pub(crate) fn of(version: (u32, u32)) -> Self {
        Self { close: version >= (3, 7), parent: version >= (3, 8) }
    }
}

/// One process in the middle of its story.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
pub(crate) struct Model {
    features: Features,
    main: bool,
    daemon: bool,
    blocked: bool,
    over: bool,
    /// This process, or its parent, had another name when it made its child.
    renamed: bool,
    parent_renamed: bool,
    me: usize,
    objects: Vec<Object>,
    slots: [Option<usize>; SLOTS],
    course: Course,
}

impl Model {
    /// A main process that has done nothing.
    pub(crate) fn main(features: Features) -> Self {
        let me = Object {
            tie: Tie::Me,
            life: Life::Initial,
            daemon: false,
            body: Story::new(),
            course: Rc::default(),
            orphans: false,
        };
        Self {
            features,
            main: true,
            daemon: false,
            blocked: false,
            over: false,
            renamed: false,
            parent_renamed: false,
            me: 0,
            objects: vec![me],
            slots: [None; SLOTS],
            course: Course::default(),
        }
    }

    /// Whether all of `story` is ordered, or which line is not.
    pub(crate) fn check(features: Features, story: &[Step]) -> Result<(), String> {
        let mut model = Self::main(features);
        for (line, step) in story::numbered(story, 1) {
            model.step(step).map_err(|refusal| {
                format!("line {line}, {}: {refusal}", step.text)
            })?;
        }
        model.end().map_err(|refusal| format!("at the end: {refusal}"))
    }

    /// What the child would begin with if the object in `slot` were started now; nothing
    /// if it cannot be.
    pub(crate) fn child(&self, slot: usize) -> Option<Self> {
        let id = self.slots[slot]?;
        let object = &self.objects[id];
        if self.daemon || object.tie != Tie::Mine || object.life != Life::Initial {
            return None;
        }
        let mut child = self.clone();
        child.main = false;
        child.daemon = object.daemon;
        child.parent_renamed = self.renamed;
        child.renamed = false;
        child.me = id;
        child.course = Course::default();
        for object in &mut child.objects {
            let mine = object.tie == Tie::Mine;
            object.tie = if mine { Tie::Parents } else { Tie::Foreign };
        }
        child.objects[id].tie = Tie::Me;
        for name in &mut child.slots {
            name.take_if(|other| *other == id);
        }
        Some(child)
    }

    /// Says what the object in `slot`, which is not started, will do.
    pub(crate) fn give_body(&mut self, slot: usize, body: Story) {
        let id = self.slots[slot].expect("an object that is not started");
        self.objects[id].body = body;
    }

    /// Where the object in `slot` is in its life, if this process made it.
    pub(crate) fn life(&self, slot: usize) -> Option<Life> {
        let object = &self.objects[self.slots[slot]?];
        (object.tie == Tie::Mine).then_some(object.life)
    }

    /// Whether the object in `slot` is daemonic.
    pub(crate) fn is_daemon(&self, slot: usize) -> bool {
        self.slots[slot].is_some_and(|id| self.objects[id].daemon)
    }

    /// Follows one step.
    #[expect(clippy::too_many_lines, reason = "one arm a kind of step")]
    pub(crate) fn step(&mut self, step: &Step) -> Result<(), Refusal> {
        let words = step.words();
        if self.over {
            return Err("the process has ended");
        }
        if words[0] != "new" && !step.body.is_empty() {
            return Err("only a new has steps below it");
        }
        match words.as_slice() {
            ["new", slot, _, options @ ..] => {
                let daemon = match options.last() {
                    Some(&"daemon=yes") => true,
                    Some(&"daemon=no") => false,
                    _ => self.daemon,
                };
                let body = step.body.clone();
                self.objects.push(Object {
                    tie: Tie::Mine,
                    life: Life::Initial,
                    daemon,
                    body,
                    course: Rc::default(),
                    orphans: false,
                });
                self.put(slot, self.objects.len() - 1)
            }
            ["keep", slot] => self.put(slot, self.me),
            ["alias", slot, of] => {
                let id = self.mine(of)?;
                match self.objects[id].life {
                    Life::Running(_) | Life::Held(_) => self.put(slot, id),
                    _ => Err("it may not be among the active children"),
                }
            }
            ["start", whom] => self.start(self.object(whom)?),
            ["close", whom] => self.close(self.object(whom)?),
            ["join", whom, timeout @ ..] => {
                let short = timeout.first().is_some_and(|ms| ms.len() < 4);
                self.join(self.object(whom)?, short)
            }
            ["terminate", whom] => self.signal(self.object(whom)?, SIGTERM),
            ["kill", whom] => self.signal(self.object(whom)?, SIGKILL),
            ["signal", slot, number] => {
                let id = self.mine(slot)?;
                match (self.objects[id].life, number.parse()) {
                    (Life::Held(_), Ok(number)) if HARMLESS.contains(&number) => {
                        Ok(())
                    }
                    (Life::Held(_), Ok(number)) if FATAL.contains(&number) => {
                        self.signal(id, number)
                    }
                    _ => Err("it may be anywhere"),
                }
            }
            ["name", whom, _] => {
                self.renamed |= self.object(whom)? == self.me;
                Ok(())
            }
            ["authkey", whom, _] => self.object(whom).map(drop),
            ["daemon", whom, daemon] => {
                let id = self.object(whom)?;
                let daemon = *daemon == "yes";
                let object = &mut self.objects[id];
                if matches!(object.life, Life::Initial | Life::Closed) {
                    object.daemon = daemon;
                }
                if id == self.me {
                    self.daemon = daemon;
                }
                Ok(())
            }
            ["see", "up", attribute] => self.see_parent(attribute),
            ["see", whom, attribute] => self.see(self.object(whom)?, attribute),
            ["wait", slots @ ..] => {
                let mut waited = Vec::new();
                for slot in slots {
                    let id = self.mine(slot)?;
                    if waited.contains(&id) {
                        return Err("CPython's wait cannot have a sentinel twice");
                    }
                    self.see(id, "sentinel")?;
                    waited.push(id);
                }
                Ok(())
            }
            ["children"] if self.any(Life::is_loose) => {
                Err("a child may be there, or not")
            }
            ["stdin"] if self.main => Err("main reads the user's"),
            ["children" | "cpus" | "mutter" | "stdin"] => Ok(()),
            ["block"] => {
                self.blocked = true;
                Ok(())
            }
            ["hold"] => self.hold(),
            ["meet", slot] => {
                let id = self.mine(slot)?;
                let Life::Running(hold) = self.objects[id].life else {
                    return Err("it does not get to a hold");
                };
                self.objects[id].life = Life::Held(hold);
                self.avenge(id);
                Ok(())
            }
            ["go", slot] => {
                let id = self.mine(slot)?;
                let Life::Held(hold) = self.objects[id].life else {
                    return Err("it is not at a hold");
                };
                self.let_go(id, hold + 1);
                Ok(())
            }
            ["ended", slot] => {
                let id = self.mine(slot)?;
                match self.objects[id].life {
                    Life::Loose(_) => self.join(id, false),
                    _ => Err("it does not end"),
                }
            }
            ["return" | "fail"] | ["exit", _] => self.end(),
            ["panic"] if self.main => Err("a panic in main is not Python's code 1"),
            ["panic"] => self.end(),
            ["leave", _] => self.drop_dead(),
            ["die", number] => match number.parse() {
                Ok(number) if HARMLESS.contains(&number) => Ok(()),
                Ok(SIGTERM) if self.blocked => Ok(()),
                Ok(number) if FATAL.contains(&number) => self.drop_dead(),
                _ => Err("its effect differs from Rust to Python"),
            },
            _ => Err("no such step"),
        }
    }

    /// The process returns, or unwinds: its daemons are terminated, the others joined.
    pub(crate) fn end(&mut self) -> Result<(), Refusal> {
        if self.over {
            return Ok(());
        }
        for object in self.objects.iter().filter(|object| object.tie == Tie::Mine) {
            match object.life {
                Life::Held(hold) if object.daemon => {
                    let hold = &object.course.holds[hold];
                    if hold.blocked {
                        return Err("a daemon ignores its end");
                    }
                    self.course.orphans |= hold.orphans;
                }
                Life::Held(_) | Life::Running(_) => {
                    return Err("a child is at a hold");
                }
                Life::Loose(None) if object.daemon => {
                    return Err("a daemon may be terminated anywhere");
                }
                _ => {}
            }
            self.course.orphans |= object.orphans;
        }
        self.over = true;
        Ok(())
    }

    /// The process ends at once, and leaves its children where they are.
    fn drop_dead(&mut self) -> Result<(), Refusal> {
        self.quiet()?;
        self.course.orphans |= self.leaves_orphans();
        self.over = true;
        Ok(())
    }

    fn hold(&mut self) -> Result<(), Refusal> {
        if self.main {
            return Err("nobody waits for main");
        }
        // It may be killed there.
        self.quiet()?;
        let orphans = self.leaves_orphans();
        self.course.holds.push(Hold { blocked: self.blocked, orphans });
        Ok(())
    }

    /// No child is doing anything: what it does if this process is killed is nothing.
    fn quiet(&self) -> Result<(), Refusal> {
        if self.any(|life| life.is_loose() || matches!(life, Life::Running(_))) {
            Err("a child is in the middle of something")
        } else {
            Ok(())
        }
    }

    fn leaves_orphans(&self) -> bool {
        let mut mine = self.objects.iter().filter(|object| object.tie == Tie::Mine);
        mine.any(|object| object.orphans || matches!(object.life, Life::Held(_)))
    }

    fn any(&self, is: impl Fn(Life) -> bool) -> bool {
        self.objects.iter().any(|object| object.tie == Tie::Mine && is(object.life))
    }

    fn start(&mut self, id: usize) -> Result<(), Refusal> {
        let slot = self.slots.iter().position(|slot| *slot == Some(id));
        let Some(mut child) = slot.and_then(|slot| self.child(slot)) else {
            return Ok(()); // It is an error, always the same.
        };
        for step in &self.objects[id].body {
            child.step(step)?;
        }
        child.end()?;
        for victim in &child.course.victims {
            let victim = &mut self.objects[*victim];
            if let Life::Held(hold) = victim.life {
                victim.orphans = victim.course.holds[hold].orphans;
                victim.life = Life::Doomed(id);
            }
        }
        self.objects[id].course = Rc::new(child.course);
        self.let_go(id, 0);
        Ok(())
    }

    /// The child `id` runs on to its hold `hold`, if it has that.
    fn let_go(&mut self, id: usize, hold: usize) {
        let object = &mut self.objects[id];
        if hold < object.course.holds.len() {
            object.life = Life::Running(hold);
        } else {
            object.life = Life::Loose(None);
            object.orphans = object.course.orphans;
        }
    }

    /// What `id` does to its siblings before its first hold is done.
    fn avenge(&mut self, id: usize) {
        for object in &mut self.objects {
            if object.life == Life::Doomed(id) {
                object.life = Life::Loose(Some(0));
            }
        }
    }

    fn join(&mut self, id: usize, short: bool) -> Result<(), Refusal> {
        let object = &mut self.objects[id];
        if object.tie != Tie::Mine {
            return Ok(());
        }
        match object.life {
            Life::Initial | Life::Ended | Life::Closed => Ok(()),
            Life::Running(_) | Life::Held(_) if short => Ok(()),
            Life::Running(_) | Life::Held(_) => Err("it does not end"),
            Life::Doomed(_) | Life::Loose(_) if short => Err("it may have ended"),
            Life::Doomed(_) | Life::Loose(_) => {
                object.life = Life::Ended;
                self.avenge(id);
                Ok(())
            }
        }
    }

    fn signal(&mut self, id: usize, number: i32) -> Result<(), Refusal> {
        let early = self.course.holds.is_empty();
        let object = &mut self.objects[id];
        match (object.tie, object.life) {
            (_, Life::Initial | Life::Ended | Life::Closed) => Ok(()),
            // A signal that it waits for hides the one that comes second.
            (Tie::Mine, Life::Loose(Some(first))) if first == number => Ok(()),
            (Tie::Mine | Tie::Parents, Life::Held(hold)) => {
                let hold = &object.course.holds[hold];
                if object.tie == Tie::Parents && !early {
                    return Err("its parent does not know when");
                }
                if number == SIGTERM && hold.blocked {
                    return Ok(());
                }
                object.orphans = hold.orphans;
                object.life = Life::Loose(Some(number));
                if object.tie == Tie::Parents {
                    self.course.victims.push(id);
                }
                Ok(())
            }
            _ => Err("it may be anywhere"),
        }
    }

    fn close(&mut self, id: usize) -> Result<(), Refusal> {
        let object = &mut self.objects[id];
        match (object.tie, object.life) {
            _ if !self.features.close => Err("CPython 3.6 has no close"),
            (Tie::Me, _) => Err("nobody closes the current process"),
            (_, Life::Doomed(_) | Life::Loose(_)) => Err("it may have ended"),
            (_, Life::Running(_) | Life::Held(_)) => Ok(()),
            (_, Life::Initial | Life::Ended | Life::Closed) => {
                object.life = Life::Closed;
                Ok(())
            }
        }
    }

    fn see(&self, id: usize, attribute: &str) -> Result<(), Refusal> {
        let object = &self.objects[id];
        match (attribute, object.tie) {
            ("sentinel", Tie::Mine) if object.orphans => {
                Err("its orphans may hold the pipe") // S-047
            }
            ("sentinel", Tie::Me | Tie::Parents | Tie::Foreign) => {
                Err("ours is for the parent")
            }
            ("is_alive" | "repr", Tie::Me | Tie::Parents | Tie::Foreign) => Ok(()),
            ("exitcode" | "is_alive" | "repr" | "sentinel", _)
                if object.life.is_loose() =>
            {
                Err("it may have ended")
            }
            _ => Ok(()),
        }
    }

    fn see_parent(&self, attribute: &str) -> Result<(), Refusal> {
        match attribute {
            _ if !self.features.parent => Err("CPython 3.7 has no parent_process"),
            "authkey" | "repr" | "sentinel" => Err("CPython has none, or another"),
            "name" if self.parent_renamed => Err("CPython notes it earlier"),
            _ => Ok(()),
        }
    }

    /// Stores the object `id` in `slot`.
    fn put(&mut self, slot: &str, id: usize) -> Result<(), Refusal> {
        let slot = number(slot)?;
        if let Some(former) = self.slots[slot]
            && !self.may_be_forgotten(slot, former)
        {
            return Err("a child at a hold must be let go");
        }
        self.slots[slot] = Some(id);
        Ok(())
    }

    fn may_be_forgotten(&self, slot: usize, id: usize) -> bool {
        let object = &self.objects[id];
        let named_twice =
            (0..SLOTS).any(|other| other != slot && self.slots[other] == Some(id));
        named_twice
            || object.tie != Tie::Mine
            || match object.life {
                Life::Initial | Life::Ended | Life::Closed => true,
                Life::Loose(_) => !object.daemon,
                Life::Running(_) | Life::Held(_) | Life::Doomed(_) => false,
            }
    }

    /// The object that `whom` names.
    fn object(&self, whom: &str) -> Result<usize, Refusal> {
        if whom == "me" {
            return Ok(self.me);
        }
        self.slots[number(whom)?].ok_or("there is no such object")
    }

    /// The object in `slot`, which this process must have made.
    fn mine(&self, slot: &str) -> Result<usize, Refusal> {
        let id = self.object(slot)?;
        if self.objects[id].tie == Tie::Mine {
            Ok(id)
        } else {
            Err("it is not a child")
        }
    }
}

impl Life {
    /// Whether it may have ended, or not.
    fn is_loose(self) -> bool {
        matches!(self, Self::Loose(_) | Self::Doomed(_))
    }
}

fn number(slot: &str) -> Result<usize, Refusal> {
    let slot = slot.parse().ok().filter(|slot| *slot < SLOTS);
    slot.ok_or("there is no such slot")
}
