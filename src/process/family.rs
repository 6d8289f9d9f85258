//! This process, and the children that it has started.
//!
//! Both are one per operating-system process, so they are a static. A forked child has a
//! copy of its parent's; what the copy says about children is the parent's business, and
//! [`family`] forgets it in every process that was not there when they were started,
//! however it came to be forked.

use std::mem::{self, ManuallyDrop};
use std::sync::Arc;

use nix::errno::Errno;
use nix::unistd::Pid;

use super::authkey::AuthKey;
use super::error::{Error, Result};
use super::lock::{Guard, Lock, Rank};
use super::owner::{self, Owner};
use super::record::{Life, Record};
use super::report::{self, Report};
use super::sys;

/// The current process and its children.
///
/// After a fork each page that is written to is copied, and this is written to on both
/// sides. So it is aligned to lie on one page, and does not begin with zero, which puts it
/// where std's stdout lies, a page that is written to as well.
#[repr(C, align(128))]
struct Family {
    /// Whose children these are; nobody's at first.
    owner: Owner,
    current: Option<Arc<Record>>,
    parent: Option<Arc<Record>>,
    /// How many `Process` objects the current process has made.
    made: u32,
    /// Started and not reaped, in order of start.
    children: Vec<(Pid, Arc<Record>)>,
    /// Starts since [`Family::reap_ended`] last looked.
    unlooked: usize,
    /// Started, in order of start, and not [told](tell) to have ended. Kept only for a
    /// recorder.
    untold: Vec<Arc<Record>>,
}

static FAMILY: Lock<Family> = Lock::new(
    Rank::Family,
    Family {
        owner: Owner::NOBODY,
        current: None,
        parent: None,
        made: 0,
        children: Vec::new(),
        unlooked: 0,
        untold: Vec::new(),
    },
);

// ANCHOR: family
fn family() -> Guard<'static, Family> {
    let mut family = FAMILY.lock();
    let owner = Owner::this();
    if family.owner != owner {
        family.owner = owner;
        family.forget_children();
    }
    family
}
// ANCHOR_END: family

impl Family {
    fn forget_children(&mut self) {
        // Not dropped: to free thousands of records would copy every page they are on.
        let _parents = ManuallyDrop::new(mem::take(&mut self.children));
        let _told = ManuallyDrop::new(mem::take(&mut self.untold));
    }

    fn current(&mut self) -> &Arc<Record> {
        self.current.get_or_insert_with(|| {
            let authkey = AuthKey::random();
            Arc::new(Record::new(
                "_MainProcess",
                Box::default(),
                None,
                authkey,
                false,
            ))
        })
    }

    fn place_of(&self, pid: Pid) -> Option<usize> {
        self.children.iter().position(|(child, _)| *child == pid)
    }

    // ANCHOR: reap
    /// Reaps every child that has ended.
    ///
    /// One waitid(2) tells whether any has. Only when that names somebody else's child,
    /// behind which ours may hide, or says that there is none, is each of ours asked.
    fn reap_ended(&mut self) {
        self.unlooked = 0;
        while !self.children.is_empty() {
            let place = match sys::any_ended() {
                Ok(None) => return,
                Ok(Some(pid)) => self.place_of(pid),
                Err(_) => None,
            };
            let Some(place) = place else {
                return self.children.retain(|(_, child)| !child.has_ended());
            };
            if !self.children[place].1.has_ended() {
                return;
            }
            self.children.remove(place);
        }
    }
    // ANCHOR_END: reap
}

/// A record for a new `Process` of the current one.
pub(super) fn newborn(class: &'static str) -> Record {
    let mut family = family();
    family.made += 1;
    let (number, owner) = (family.made, family.owner);
    let current = family.current();
    let identity = current.identity.iter().copied().chain([number]).collect();
    let state = current.state();
    Record::new(class, identity, Some(owner), state.authkey.clone(), state.daemon)
}

/// Whether the current process may start `record`. Reaps the children that have ended, so
/// that they do not pile up as zombies.
///
/// The wait costs some nanoseconds a living child, so with very many of them it is not
/// made at every start.
///
/// # Errors
///
/// [`Error::StartedElsewhere`], [`Error::DaemonicParent`].
pub(super) fn make_way_for(record: &Record) -> Result<()> {
    let mut family = family();
    if record.creator != Some(family.owner) {
        return Err(Error::StartedElsewhere);
    }
    if family.current().state().daemon {
        return Err(Error::DaemonicParent);
    }
    family.unlooked += 1;
    if family.unlooked > family.children.len() / 64 {
        family.reap_ended();
    }
    Ok(())
}

/// Notes that `record` runs as child `pid` of this process.
pub(super) fn adopt(pid: Pid, record: Arc<Record>) {
    // A write to its page, which free(3) will write to: let it be copied while the child
    // starts, not after its end.
    Errno::clear();
    record.state().life = Life::Started { pid };
    let mut family = family();
    if let Some(place) = family.place_of(pid) {
        // The kernel gave its pid away, so somebody else has reaped it.
        let (_, former) = family.children.remove(place);
        former.state().life = Life::Lost { pid };
    }
    if report::is_on() {
        let (pid, name) = (report::number_of(pid), record.name().into());
        report::write_down(&Report::Start { pid, name });
        family.untold.push(Arc::clone(&record));
    }
    family.children.push((pid, record));
}

/// Reports that the program knows from now on that `record` has ended, if it has: all that
/// the child did happens before all that this process does next.
///
/// A child that is only reaped, by the start of another, does not count. The program sees
/// no difference.
pub(super) fn tell(record: &Arc<Record>, life: Life) {
    let (pid, code) = match life {
        Life::Stopped { pid, code } => (pid, Some(code)),
        Life::Lost { pid } => (pid, None),
        _ => return,
    };
    if report::is_on() {
        family().untold.retain(|untold| !Arc::ptr_eq(untold, record));
        report::write_down(&Report::Join { pid: report::number_of(pid), code });
    }
}

/// [Tells](tell) of every child that has ended, in order of start, but for those that the
/// program takes for `running`: one of them may have ended meanwhile.
pub(super) fn tell_of_the_ended(running: &[Arc<Record>]) {
    if !report::is_on() {
        return;
    }
    let mut untold = family().untold.clone();
    untold.retain(|record| !running.iter().any(|other| Arc::ptr_eq(record, other)));
    for record in untold {
        if let Ok(life) = record.poll() {
            tell(&record, life);
        }
    }
}

/// [`Record::poll`] for somebody who is [told](tell) the answer.
pub(super) fn poll(record: &Arc<Record>) -> Result<Life> {
    let life = settle(record)?;
    tell(record, life);
    Ok(life)
}

/// [`Record::poll`], and the end of being a child when it has ended.
fn settle(record: &Arc<Record>) -> Result<Life> {
    let life = record.poll()?;
    if let Life::Stopped { .. } | Life::Lost { .. } = life {
        let mut family = family();
        let mut children = family.children.iter();
        let place = children.position(|(_, child)| Arc::ptr_eq(child, record));
        place.map(|place| family.children.remove(place));
    }
    Ok(life)
}

/// Makes `record` the current process: the first thing that a child does.
///
/// It does not ask for its pid. Most children never need that, and getpid(2) is on a page
/// of libc that a fork does not bring along.
#[inline]
pub(super) fn become_child(record: Arc<Record>) {
    owner::become_child();
    let mut family = FAMILY.lock();
    family.forget_children();
    family.owner = Owner::NOBODY;
    family.parent = family.current.replace(record);
    family.made = 0;
}

pub(super) fn is_current(record: &Arc<Record>) -> bool {
    Arc::ptr_eq(family().current(), record)
}

/// Whether a `Process` started this process, as against the user.
pub(super) fn in_child() -> bool {
    family().parent.is_some()
}

pub(super) fn current() -> Arc<Record> {
    Arc::clone(family().current())
}

pub(super) fn current_name() -> String {
    current().name()
}

/// Whether there is no child to wait for, and none whose end is to be told.
pub(super) fn is_childless() -> bool {
    let is_empty = |family: Guard<'_, Family>| {
        family.children.is_empty() && family.untold.is_empty()
    };
    // Whosever they are, if there are none.
    is_empty(FAMILY.lock()) || is_empty(family())
}

/// The children that are running, in order of their start.
pub(super) fn running() -> Vec<Arc<Record>> {
    let mut family = family();
    family.reap_ended();
    family.children.iter().map(|(_, child)| Arc::clone(child)).collect()
}

/// The children that are running, in order of their start, and from now on nobody's.
pub(super) fn take_children() -> Vec<(Pid, Arc<Record>)> {
    mem::take(&mut family().children)
}

/// The process that started this one, as it was then; `None` in the program's own process.
pub(super) fn parent() -> Option<Record> {
    let mut family = family();
    let pid = family.current().creator?.pid;
    let parent = family.parent.as_ref()?;
    Some(parent.seen_by_its_child(pid))
}
