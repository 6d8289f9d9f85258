//! The way in and out: a request comes byte by byte and the answer leaves so, which needs
//! no address in anybody's memory.
#![expect(
    unsafe_code,
    reason = "an exported name must be its own, and nobody checks that"
)]

use std::cell::RefCell;

use crate::Answers;

#[derive(Default)]
struct Desk {
    answers: Answers,
    request: Vec<u8>,
    answer: Vec<u8>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Takes the next byte of a request.
// SAFETY: no other item is named `put`: the library exports these three alone.
#[unsafe(no_mangle)]
extern "C" fn put(byte: u8) {
    DESK.with_borrow_mut(|desk| desk.request.push(byte));
}

/// Answers the request, and says how many bytes the answer has.
// SAFETY: no other item is named `ask`.
#[unsafe(no_mangle)]
extern "C" fn ask() -> usize {
    DESK.with_borrow_mut(|Desk { answers, request, answer }| {
        let text = String::from_utf8_lossy(request);
        *answer = answers.answer(&text).into_bytes();
        request.clear();
        answer.len()
    })
}

/// The byte of the answer at `place`; 0 where it has none.
// SAFETY: no other item is named `get`.
#[unsafe(no_mangle)]
extern "C" fn get(place: usize) -> u8 {
    DESK.with_borrow(|desk| desk.answer.get(place).copied().unwrap_or(0))
}
