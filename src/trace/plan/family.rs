//! Starting, waiting for, signalling and ending processes.

use nix::libc;
use nix::unistd::Pid;

use super::{Held, Plan};
use crate::trace::arch::Entry;
use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::files::End;
use crate::trace::memory;
use crate::trace::operation::Operation;
use crate::trace::table::{About, group};

impl Engine {
    pub(super) fn plan_of_family(
        &mut self,
        thread: usize,
        call: Call,
        entry: &Entry,
    ) -> Plan {
        let process = self.table.threads[thread].process;
        match call {
            Call::Fork | Call::Vfork => Held::plan(Operation::Fork, About::Nothing),
            Call::Clone => start(entry.arguments[0]),
            Call::Clone3 => {
                let flags = memory::words(self.tid(thread), entry.word(0), 1);
                start(flags.map_or(0, |flags| flags[0] as u64))
            }
            Call::Exec(place) => self.plan_exec(thread, entry, place),
            Call::Exit | Call::ExitThread => {
                let code = entry.int(0) & 0xff;
                Held::plan(Operation::Exit { code }, About::Nothing)
            }
            Call::Wait4 => {
                self.plan_wait(process, whom_of_wait4(entry), entry.int(2))
            }
            Call::WaitId => {
                let whom = self.whom_of_waitid(thread, entry);
                self.plan_wait(process, whom, entry.int(3))
            }
            _ => {
                let (target, signal) = self.target(thread, call, entry);
                self.plan_kill(process, target, signal)
            }
        }
    }

    fn plan_exec(&mut self, thread: usize, entry: &Entry, place: usize) -> Plan {
        let path = memory::path(self.tid(thread), entry, place);
        let path = path.map_or_else(String::new, |(given, _)| given);
        Held::plan(Operation::Exec { path }, About::Nothing)
    }

    /// Whom a signal is for, and which one it is.
    fn target(&mut self, thread: usize, call: Call, entry: &Entry) -> (Target, i32) {
        match call {
            Call::Kill => (Target::Group(entry.int(0)), entry.int(1)),
            Call::ThreadKill => (Target::Thread(entry.int(0)), entry.int(1)),
            Call::PidfdKill => {
                let victim = match self.end_of(thread, entry.int(0)) {
                    End::Process(pid) => pid.as_raw(),
                    _ => 0,
                };
                (Target::Thread(victim), entry.int(1))
            }
            _ => (Target::Thread(entry.int(1)), entry.int(2)),
        }
    }

    fn plan_wait(&mut self, process: usize, whom: Whom, options: i32) -> Plan {
        let children = self.table.children(process);
        let own_group = group(self.table.processes[process].pid);
        let matches = |child: &usize| {
            let pid = self.table.processes[*child].pid;
            match whom {
                Whom::Any => true,
                Whom::One(wanted) => pid.as_raw() == wanted,
                Whom::OwnGroup => group(pid) == own_group,
                Whom::Group(wanted) => group(pid) == Some(wanted),
            }
        };
        let children: Vec<_> = children.into_iter().filter(matches).collect();
        let names = children.iter().map(|child| self.table.name(*child));
        let operation = Operation::Wait {
            children: names.collect(),
            polls: options & libc::WNOHANG != 0,
            leaves: options & libc::WNOWAIT != 0,
        };
        Held::plan(operation, About::Children(children))
    }

    fn whom_of_waitid(&mut self, thread: usize, entry: &Entry) -> Whom {
        match entry.arguments[0] {
            0 => Whom::Any,
            1 => Whom::One(entry.int(1)),
            2 if entry.int(1) == 0 => Whom::OwnGroup,
            2 => Whom::Group(entry.int(1)),
            _ => match self.end_of(thread, entry.int(1)) {
                End::Process(pid) => Whom::One(pid.as_raw()),
                _ => Whom::One(0),
            },
        }
    }

    fn plan_kill(&mut self, sender: usize, target: Target, signal: i32) -> Plan {
        let own = group(self.table.processes[sender].pid);
        let is_hit = |process: &usize| {
            let pid = self.table.processes[*process].pid;
            match target {
                Target::Thread(tid) => {
                    let thread = self.table.thread_of(Pid::from_raw(tid));
                    thread.map(|it| self.table.threads[it].process) == Some(*process)
                }
                Target::Group(wanted) if wanted > 0 => pid.as_raw() == wanted,
                Target::Group(0) => group(pid) == own,
                Target::Group(-1) => *process != sender,
                Target::Group(wanted) => group(pid) == Some(-wanted),
            }
        };
        let victims: Vec<_> = self.table.living().filter(is_hit).collect();
        if signal == 0 && !self.watches_conflicts {
            // Nothing is sent: it only asks whether the process is there.
            return Plan::Pass;
        }
        let to = victims.iter().map(|victim| self.table.name(*victim)).collect();
        Held::plan(Operation::Signal { to, signal }, About::Victims(victims))
    }
}

fn whom_of_wait4(entry: &Entry) -> Whom {
    match entry.int(0) {
        -1 => Whom::Any,
        0 => Whom::OwnGroup,
        pid if pid > 0 => Whom::One(pid),
        group => Whom::Group(-group),
    }
}

fn start(flags: u64) -> Plan {
    let is_thread = flags & u64::from(libc::CLONE_THREAD.cast_unsigned()) != 0;
    let operation = if is_thread { Operation::StartThread } else { Operation::Fork };
    Held::plan(operation, About::Nothing)
}

/// Whom a wait is for.
#[derive(Clone, Copy)]
enum Whom {
    Any,
    One(i32),
    OwnGroup,
    Group(i32),
}

/// Whom a signal is for.
#[derive(Clone, Copy)]
enum Target {
    Group(i32),
    Thread(i32),
}
