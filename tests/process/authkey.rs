//! The authorization key: section J.

use std::env;
use std::marker::PhantomData;

use process_workbook::{AuthKey, Process, current_process};

use crate::helpers::{Gate, in_child, started};
use crate::support::probe::{self, Probe};

pub(crate) const PROBES: &[Probe] = &[
    Probe::inside(RANDOM, is_random),
    Probe::inside("a_key_is_inherited_at_construction", is_inherited),
    Probe::inside("a_key_is_any_bytes", any_bytes),
    Probe::inside("keys_are_equal_when_all_bytes_are", are_equal),
    Probe::inside("a_key_is_not_text", not_text),
    Probe::inside("a_child_has_the_key_of_its_start", that_of_the_start),
    Probe::inside("a_key_is_not_shown", not_shown),
];

const RANDOM: &str = "a_run_has_32_random_bytes";

// S-092
fn is_random() {
    const SHOW: &str = "WORKBOOK_SHOW_KEY";
    let key = current_process().authkey();
    assert_eq!(key.as_bytes().len(), 32);
    if env::var_os(SHOW).is_some() {
        return println!("{}", key.as_bytes().escape_ascii());
    }
    let another = || {
        let run = probe::command(RANDOM).env(SHOW, "").output().expect("it runs");
        assert!(run.status.success());
        String::from_utf8(run.stdout).expect("escaped")
    };
    let (second, third) = (another(), another());
    assert_ne!(second, third);
    assert_ne!(second.trim_end(), key.as_bytes().escape_ascii().to_string());
}

// S-093
fn is_inherited() {
    let main = current_process();
    let old = main.authkey();
    let child = Process::new(|| ());
    assert_eq!(child.authkey(), old);

    main.set_authkey(b"new");
    assert_eq!(child.authkey(), old, "fixed at construction");
    assert_eq!(Process::new(|| ()).authkey(), AuthKey::from(b"new"));
}

// S-094
fn any_bytes() {
    let process = Process::new(|| ());
    process.set_authkey(b"123qwe");
    assert_eq!(process.authkey().as_bytes(), b"123qwe");
    process.set_authkey(b"");
    assert_eq!(process.authkey().as_bytes(), b"");
    process.set_authkey(b"\xff\x00");
    assert_eq!(process.authkey().as_bytes(), b"\xff\x00");
    process.set_authkey("密钥".as_bytes());
    assert_eq!(process.authkey().as_bytes(), "密钥".as_bytes());
    let long = vec![7; 1 << 16];
    process.set_authkey(long.clone());
    assert_eq!(process.authkey().as_bytes(), long);
}

// F-88
fn are_equal() {
    let key = AuthKey::from(b"123qwe");
    assert_eq!(key, AuthKey::from(b"123qwe".to_vec()));
    for other in ["", "123qw", "123qwee", "223qwe", "123qwf", "12\x003qwe"] {
        assert_ne!(key, AuthKey::from(other.as_bytes()), "{other:?}");
    }
    assert_eq!(AuthKey::from(b""), AuthKey::from(Vec::new()));
}

/// Asks the compiler what a type can do: where a bound does not hold, the constant is
/// that of `Otherwise`.
struct Type<T>(PhantomData<T>);

trait Otherwise {
    const IS_A_KEY: bool = false;
    const IS_TEXT: bool = false;
}

impl<T> Otherwise for Type<T> {}

impl<T: Into<AuthKey>> Type<T> {
    const IS_A_KEY: bool = true;
}

impl<T: ToString> Type<T> {
    const IS_TEXT: bool = true;
}

// S-095
fn not_text() {
    const { assert!(Type::<&[u8]>::IS_A_KEY) };
    const { assert!(Type::<Vec<u8>>::IS_A_KEY) };
    const { assert!(!Type::<&str>::IS_A_KEY) };
    const { assert!(!Type::<String>::IS_A_KEY) };
    const { assert!(!Type::<Option<&[u8]>>::IS_A_KEY) };
    const { assert!(!Type::<f64>::IS_A_KEY) };

    // S-097
    const { assert!(Type::<f64>::IS_TEXT) };
    const { assert!(!Type::<AuthKey>::IS_TEXT) };
}

// S-096
fn that_of_the_start() {
    let gate = Gate::new();
    let latch = gate.latch();
    let mut child = Process::new(move || {
        latch.wait();
        assert_eq!(current_process().authkey(), AuthKey::from(b"before"));
        in_child(|| {
            assert_eq!(current_process().authkey(), AuthKey::from(b"before"));
        });
    });
    child.set_authkey(b"before");
    child.start().expect("start");
    child.set_authkey(b"after");
    gate.open();
    assert_eq!(child.join().expect("join"), 0);
    assert_eq!(child.authkey(), AuthKey::from(b"after"));

    child.set_authkey(b"too late");
    assert_eq!(child.authkey(), AuthKey::from(b"too late"));
}

// S-098
fn not_shown() {
    const SECRET: &[u8; 6] = b"123qwe";
    let child = started(|| ());
    child.set_authkey(SECRET);
    assert_eq!(format!("{:?}", child.authkey()), "AuthKey(6 bytes)");
    assert!(!format!("{child:?}").contains("123qwe"));
}
