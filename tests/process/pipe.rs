//! Messages. Python's are objects, these are texts.

use std::collections::BTreeMap;
use std::rc::Rc;

use nix::errno::Errno;
use process_workbook::{Error, pipe};

use crate::helpers::{in_child, refusal, started};
use crate::support::probe::Probe;

/// The longest message that several senders cannot mix up.
const LONGEST: usize = 4_084;

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside("messages_arrive_whole_and_in_order", || {
        let (receiver, sender) = pipe().expect("a pipe");
        let sent = ["", "one", "zwei \u{2116}\n\0", &"x".repeat(1 << 20)];
        let copies = sent.map(str::to_owned);
        let child = started(move || {
            for message in &copies {
                sender.send(message).expect("somebody receives");
            }
        });
        for message in sent {
            assert!(receiver.recv().expect("a message") == message);
        }
        assert_eq!(child.join().expect("join"), 0);
    }),
    Probe::inside("messages_of_several_senders_are_not_mixed_up", || {
        const EACH: usize = 500;
        let (receiver, sender) = pipe().expect("a pipe");
        let sender = Rc::new(sender);
        let children = ["a", "b", "c", "d"].map(|letter| {
            let sender = Rc::clone(&sender);
            started(move || {
                for _ in 0..EACH {
                    sender.send(&letter.repeat(LONGEST)).expect("room");
                }
            })
        });
        drop(sender);
        let mut counts = BTreeMap::new();
        let end = loop {
            match receiver.recv() {
                Ok(message) => *counts.entry(message).or_insert(0) += 1,
                end => break end,
            }
        };
        assert!(matches!(end, Err(Error::EndOfMessages)), "{end:?}");
        let whole =
            ["a", "b", "c", "d"].map(|letter| (letter.repeat(LONGEST), EACH));
        assert!(counts == BTreeMap::from(whole), "torn or lost");
        for child in children {
            assert_eq!(child.join().expect("join"), 0);
        }
    }),
    Probe::inside("without_a_sender_the_messages_end", || {
        let (receiver, sender) = pipe().expect("a pipe");
        let child = started(move || sender.send("last words").expect("room"));
        assert_eq!(receiver.recv().expect("a message"), "last words");
        let end = "no message is left, and nobody who could send one";
        assert_eq!(refusal(receiver.recv()), end);
        assert_eq!(refusal(receiver.recv()), end);
        assert_eq!(child.join().expect("join"), 0);
    }),
    Probe::inside("without_a_receiver_nothing_can_be_sent", || {
        let (receiver, sender) = pipe().expect("a pipe");
        drop(receiver);
        in_child(move || match sender.send("lost") {
            Err(Error::Os { call: "write", source }) => {
                assert_eq!(source.raw_os_error(), Some(Errno::EPIPE as i32));
            }
            answer => panic!("{answer:?}"),
        });
    }),
];
