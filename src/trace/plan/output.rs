//! Reading and writing: to stdout, to a channel, or to something of one's own.

use nix::libc;
use nix::unistd::Pid;

use super::{Held, Plan};
use crate::trace::arch::Entry;
use crate::trace::calls::Call;
use crate::trace::engine::Engine;
use crate::trace::execution::Unknown;
use crate::trace::files::End;
use crate::trace::memory;
use crate::trace::operation::Operation;
use crate::trace::output::Written;
use crate::trace::readiness::waits_to_read;
use crate::trace::table::About;

impl Engine {
    /// The bytes that a call is about to write; `None` when they cannot be read.
    fn bytes_of(tid: Pid, entry: &Entry) -> Option<Vec<u8>> {
        match Call::of(entry.number) {
            Call::Write => memory::read(tid, entry.word(1), entry.word(2)),
            Call::WriteVector => memory::gather(tid, entry.word(1), entry.word(2)),
            _ if entry.number == libc::SYS_sendto => {
                memory::read(tid, entry.word(1), entry.word(2))
            }
            // A msghdr: a name and its length, then an array of iovecs and its length.
            _ if entry.number == libc::SYS_sendmsg => {
                let header = memory::words(tid, entry.word(1), 4)?;
                memory::gather(tid, header[2], header[3])
            }
            _ => None,
        }
    }

    pub(super) fn plan_write(&mut self, thread: usize, entry: &Entry) -> Plan {
        let tid = self.tid(thread);
        match self.end_of(thread, entry.int(0)) {
            End::Output => match Self::bytes_of(tid, entry) {
                Some(bytes) => self.plan_print(bytes),
                // A bad address, or very much: the kernel does what it can.
                None => Held::unknown(entry),
            },
            End::Pipe { channel, writes: true, .. }
            | End::Socket { to: channel, .. } => {
                let bytes = match Call::of(entry.number) {
                    Call::Write => entry.word(2),
                    _ => Self::bytes_of(tid, entry).map_or(0, |bytes| bytes.len()),
                };
                let name = self.channels.get(channel).name.clone();
                let operation = Operation::Write { channel: name, bytes };
                Held::plan(operation, About::Channel(channel))
            }
            End::Counter(counter) => {
                let channel = self.channels.counter_name(counter).to_owned();
                let bytes = entry.word(2);
                Held::plan(
                    Operation::Write { channel, bytes },
                    About::Counter(counter),
                )
            }
            End::Unfollowed(kind) => self.plan_unfollowed(kind, entry),
            End::File => {
                self.notice_write(thread, entry.int(0));
                Plan::Pass
            }
            _ => Plan::Pass,
        }
    }

    pub(super) fn plan_print(&mut self, bytes: Vec<u8>) -> Plan {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        match self.output.examine(&bytes) {
            Written::Text if bytes.is_empty() => Plan::Answer(0),
            Written::Text => Held::plan(Operation::Print(bytes), About::Nothing),
            Written::Report => Plan::Answer(length),
            Written::Name { pid, name } => {
                if let Some(process) = self.table.process_of(Pid::from_raw(pid)) {
                    self.table.processes[process].reported = Some(name);
                }
                Plan::Answer(length)
            }
        }
    }

    pub(super) fn plan_unfollowed(&mut self, kind: String, entry: &Entry) -> Plan {
        self.unknown.insert(Unknown::Descriptor(kind));
        Held::unknown(entry)
    }

    pub(super) fn plan_read(&mut self, thread: usize, entry: &Entry) -> Plan {
        match self.end_of(thread, entry.int(0)) {
            End::Pipe { channel, reads: true, .. }
            | End::Socket { from: channel, .. } => {
                let name = self.channels.get(channel).name.clone();
                let waits = waits_to_read(self.tid(thread), entry);
                Held::plan(
                    Operation::Read { channel: name, waits },
                    About::Channel(channel),
                )
            }
            End::Counter(counter) => {
                let channel = self.channels.counter_name(counter).to_owned();
                let waits = waits_to_read(self.tid(thread), entry);
                Held::plan(
                    Operation::Read { channel, waits },
                    About::Counter(counter),
                )
            }
            End::Unfollowed(kind) => self.plan_unfollowed(kind, entry),
            // Nobody types on the terminal that stands for stdout.
            End::Output => Held::unsure(
                Operation::Read { channel: "the terminal".to_owned(), waits: true },
                About::Nothing,
            ),
            _ => Plan::Pass,
        }
    }
}
