//! What a child does.

use std::any::type_name;
use std::fmt::Debug;
use std::io::Stdout;
use std::sync::Arc;

use super::record::Record;
use super::{child, panics, sys};

/// What a child does; implement it where Python would subclass `Process`.
///
/// Every closure or function without arguments that returns `()` or
/// `Result<(), E: Debug>` is a `Run`. As in Python, what `run` gives back means nothing
/// beyond that: for an exit code other than 0 and 1 call [`exit`](super::exit).
///
/// ```
/// use process_workbook::{Process, Result, Run};
///
/// struct Greeter { whom: &'static str }
///
/// impl Run for Greeter {
///     fn run(self) {
///         println!("hello {}", self.whom);
///     }
/// }
///
/// fn main() -> Result<()> {
///     let mut greeter = Process::new(Greeter { whom: "world" });
///     assert_eq!(greeter.name(), "Greeter-1");
///     greeter.start()?;
///     assert_eq!(greeter.join()?, 0);
///     Ok(())
/// }
/// ```
pub trait Run {
    /// The body of the child; called in the child, once.
    fn run(self);

    /// The first part of the default name, Python's `type(self).__name__`: the type's
    /// own name, or `Process` for a closure or function.
    fn class() -> &'static str
    where
        Self: Sized,
    {
        let path = type_name::<Self>();
        let path = path.split('<').next().unwrap_or(path);
        path.rsplit("::").next().unwrap_or(path)
    }
}

// ANCHOR: blanket
impl<F, O> Run for F
where
    F: FnOnce() -> O,
    O: Outcome,
{
    fn run(self) {
        self().settle();
    }

    fn class() -> &'static str {
        "Process"
    }
}
// ANCHOR_END: blanket

/// What the closure of a [`Process`](super::Process) may return.
///
/// It is `()`; or a `Result` whose error is printed on stderr in the child, under the line
/// `Process NAME:`, and gives exit code 1; or nothing, when the closure ends in
/// [`exit`](super::exit).
pub trait Outcome: sealed::Sealed {
    #[doc(hidden)]
    fn settle(self);
}

impl Outcome for () {
    fn settle(self) {}
}

impl<E: Debug> Outcome for Result<(), E> {
    fn settle(self) {
        if let Err(error) = self {
            panics::report(&error);
            child::exit(1);
        }
    }
}

/// A closure that ends in [`exit`](super::exit) never returns.
impl Outcome for Never {
    fn settle(self) {
        self
    }
}

/// The type `!`, which stable Rust can name only as what a function pointer returns.
type Never = <fn() -> ! as sealed::Returns>::Output;

mod sealed {
    #[expect(unnameable_types, reason = "so that nobody else can implement Outcome")]
    pub trait Sealed {}
    impl Sealed for () {}
    impl<E> Sealed for Result<(), E> {}
    impl Sealed for super::Never {}

    #[expect(unnameable_types, reason = "it is only there for `Never`")]
    pub trait Returns {
        type Output;
    }
    impl<O> Returns for fn() -> O {
        type Output = O;
    }
}

// ANCHOR: body
/// A [`Run`] that waits on the heap for its child.
pub(super) trait Body {
    /// The life of the child, from the fork to `_exit`.
    fn live(&mut self, record: Arc<Record>, daemon: bool, stdout: Stdout) -> !;
}
// ANCHOR_END: body

// ANCHOR: live
/// Not `Box<dyn FnOnce()>`, which frees the box after the call: a write to the heap in the
/// child is a page that the kernel copies just before the child ends.
impl<R: Run> Body for R {
    fn live(&mut self, record: Arc<Record>, daemon: bool, stdout: Stdout) -> ! {
        sys::move_out(self, |run| child::live(record, daemon, stdout, || run.run()))
    }
}
// ANCHOR_END: live
