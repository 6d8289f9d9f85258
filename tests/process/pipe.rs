//! Messages. Python's are objects, these are texts.

use std::collections::BTreeMap;
use std::process;
use std::rc::Rc;

use nix::errno::Errno;
use process_workbook::{Error, Process, exit, pipe, wait};

use crate::helpers::{Gate, in_child, refusal, started};
use crate::raw;
use crate::support::probe::Probe;

/// The longest message that several senders cannot mix up.
const LONGEST: usize = 4_084;

/// The longest message that fits into an empty pipe, with its header.
const FITS: usize = 65_524;

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
    Probe::inside("a_message_that_fits_waits_for_nobody", || {
        let (receiver, sender) = pipe().expect("a pipe");
        let child = started(move || {
            sender.send(&"x".repeat(FITS)).expect("room");
        });
        assert_eq!(child.join().expect("join"), 0);
        assert_eq!(receiver.recv().expect("a message").len(), FITS);
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
    Probe::inside("two_processes_do_not_receive_from_one_pipe", || {
        // F-36
        let (receiver, sender) = pipe().expect("a pipe");
        let receiver = Rc::new(receiver);
        let gate = Gate::new();
        let (copy, latch) = (Rc::clone(&receiver), gate.latch());
        let main = process::id();
        let child = started(move || {
            latch.wait();
            let refused = copy.recv();
            let owner = Some(main);
            assert!(
                matches!(refused, Err(Error::ReceivedElsewhere { receiver }) if receiver == owner),
                "{refused:?}"
            );
            let text = format!(
                "can only receive in one process: process {main} receives from this pipe"
            );
            assert_eq!(refusal(copy.recv()), text);
        });
        sender.send("for main").expect("room");
        assert_eq!(receiver.recv().expect("a message"), "for main");
        gate.open();
        assert_eq!(child.join().expect("join"), 0);
        sender.send("for main again").expect("room");
        assert_eq!(receiver.recv().expect("a message"), "for main again");
    }),
    Probe::inside("of_processes_that_ask_at_once_one_receives", || {
        // F-36
        const ASKING: usize = 8;
        for _ in 0..50 {
            let (receiver, sender) = pipe().expect("a pipe");
            let receiver = Rc::new(receiver);
            let gate = Gate::new();
            let asking = [(); ASKING].map(|()| {
                let (latch, receiver) = (gate.latch(), Rc::clone(&receiver));
                started(move || {
                    latch.wait();
                    match receiver.recv() {
                        Ok(message) => assert_eq!(message, "whole"),
                        Err(Error::ReceivedElsewhere { .. }) => exit(3),
                        Err(error) => panic!("{error:?}"),
                    }
                    // Until all have asked it is the one that receives.
                    let all = "the other processes that asked";
                    assert_eq!(receiver.recv().expect("a message"), all);
                })
            });
            sender.send("whole").expect("room");
            gate.open();
            let mut refused = 0;
            while refused < ASKING - 1 {
                let running: Vec<_> = asking.iter().collect();
                wait(&running, None).expect("all but one end");
                let codes = asking.iter().filter_map(Process::exitcode);
                refused = codes.inspect(|code| assert_eq!(*code, 3)).count();
            }
            sender.send("the other processes that asked").expect("room");
            let codes = asking.map(|child| child.join().expect("join"));
            assert_eq!(codes.iter().filter(|&&code| code == 0).count(), 1);
        }
    }),
    Probe::inside("a_receiver_can_be_handed_down", || {
        // F-36
        let (receiver, sender) = pipe().expect("a pipe");
        sender.send("for main").expect("room");
        assert_eq!(receiver.recv().expect("a message"), "for main");
        // The child may be faster than this process, which drops what the closure has taken.
        sender.send("for the child").expect("room");
        in_child(move || {
            assert_eq!(receiver.recv().expect("a message"), "for the child");
        });
    }),
    Probe::inside("a_start_takes_no_receiver_away", || {
        // F-36
        let (receiver, sender) = pipe().expect("a pipe");
        for number in 0..3 {
            sender.send(&number.to_string()).expect("room");
            assert_eq!(receiver.recv().expect("a message"), number.to_string());
            in_child(|| ());
        }
    }),
    Probe::inside("a_receiver_that_was_cut_off_leaves_nothing_to_others", || {
        // F-36
        let (receiver, sender) = pipe().expect("a pipe");
        let receiver = Rc::new(receiver);
        let copy = Rc::clone(&receiver);
        sender.send("a message").expect("room");
        let child = started(move || {
            assert_eq!(copy.recv().expect("a message"), "a message");
            raw::exit_now(7);
        });
        assert_eq!(child.join().expect("join"), 7);
        // It may have taken half of the next message, for all that one knows.
        let refused = receiver.recv();
        let first = child.pid();
        assert!(
            matches!(refused, Err(Error::ReceivedElsewhere { receiver }) if receiver == first),
            "{refused:?}"
        );
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
