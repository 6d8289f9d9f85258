//! Programs to trace, and what is seen of them.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use process_workbook::trace::{
    Controller, Edge, Execution, Operation, Point, Rule, Situation, Step, Tracer,
};

pub(crate) use crate::support::made::{c, fresh, pythons, shell};

/// When a program is taken to hang. A test fails then, and does not wait for ever.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// One run of `command`, by the tracer's own choice of who goes first.
#[track_caller]
pub(crate) fn trace(command: Command) -> Execution {
    let text = format!("{command:?}");
    let execution = Tracer::new(command).timeout(PATIENCE).trace();
    let execution = execution.unwrap_or_else(|error| panic!("{text}: {error:?}"));
    assert!(!execution.timed_out, "{text} hangs: {}", show(&execution));
    execution
}

/// A program that is held.
#[track_caller]
pub(crate) fn control(command: Command) -> Controller {
    Tracer::new(command).timeout(PATIENCE).start().expect("it can be traced")
}

/// All of a run, for the message of a test that fails.
pub(crate) fn show(execution: &Execution) -> String {
    let name = |actor: usize| &execution.actors[actor].name;
    let mut text = String::from("\n");
    for step in &execution.steps {
        let Step { actor, operation, outcome } = step;
        writeln!(text, "{}: {operation}: {outcome:?}", name(*actor))
            .expect("a string");
    }
    for Edge { rule, from, to } in &execution.edges {
        let (one, other) = (name(from.actor), name(to.actor));
        writeln!(text, "{rule:?}: {one} {} -> {other} {}", from.index, to.index)
            .expect("a string");
    }
    writeln!(text, "{:?} {:?}", execution.unknown, execution.deadlock)
        .expect("a string");
    text
}

/// What a run printed.
pub(crate) fn output(execution: &Execution) -> String {
    String::from_utf8(execution.output()).expect("UTF-8")
}

/// The place where `text` is printed.
#[track_caller]
pub(crate) fn print(execution: &Execution, text: &str) -> Point {
    let places = execution.steps.iter().enumerate().filter(|(_, step)| {
        matches!(&step.operation, Operation::Print(bytes) if bytes == text.as_bytes())
    });
    let places: Vec<_> = places.collect();
    let [(place, step)] = places[..] else {
        panic!("{text:?} is printed {} times: {}", places.len(), show(execution))
    };
    let before = execution.steps[..place].iter();
    let index = before.filter(|it| it.actor == step.actor).count();
    Point { actor: step.actor, index }
}

/// In every run in which the same things are done, `first` is printed before `second`.
#[track_caller]
pub(crate) fn always(execution: &Execution, first: &str, second: &str) {
    let (earlier, later) = (print(execution, first), print(execution, second));
    assert!(
        execution.happens_before(earlier, later),
        "{first:?} before {second:?}: {}",
        show(execution)
    );
}

/// Nothing orders the two.
#[track_caller]
pub(crate) fn either(execution: &Execution, first: &str, second: &str) {
    let (one, two) = (print(execution, first), print(execution, second));
    assert!(
        !execution.happens_before(one, two) && !execution.happens_before(two, one),
        "{first:?} and {second:?}: {}",
        show(execution)
    );
}

/// The edges of one rule, each as the names of the actors that it leads from and to.
pub(crate) fn edges(execution: &Execution, rule: Rule) -> Vec<(&str, &str)> {
    let name = |point: Point| execution.actors[point.actor].name.as_str();
    let edges = execution.edges.iter().filter(|edge| edge.rule == rule);
    edges.map(|Edge { from, to, .. }| (name(*from), name(*to))).collect()
}

/// The names of all actors.
pub(crate) fn names(execution: &Execution) -> Vec<&str> {
    execution.actors.iter().map(|actor| actor.name.as_str()).collect()
}

/// Lets whoever is meant go, again and again, as long as it can: `name` is at its next
/// operation that `until` fits then, and is held there.
#[track_caller]
pub(crate) fn go_until(
    controller: &mut Controller,
    name: &str,
    until: impl Fn(&Operation) -> bool,
) {
    loop {
        let situation = controller.situation().expect("it goes on");
        let Situation::Held(held) = &situation else {
            panic!("{name} does no such thing: {situation:?}")
        };
        let it = held.iter().find(|held| held.name == name);
        let it = it.unwrap_or_else(|| panic!("{name} is not held: {situation:?}"));
        if until(&it.operation) {
            return;
        }
        controller.let_go(it.actor).expect("it can go");
    }
}

/// Lets `name` do the one operation that it is held before.
#[track_caller]
pub(crate) fn go(controller: &mut Controller, name: &str) {
    let situation = controller.situation().expect("it goes on");
    let Situation::Held(held) = &situation else {
        panic!("{name} is not held: {situation:?}")
    };
    let it = held.iter().find(|held| held.name == name);
    let it = it.unwrap_or_else(|| panic!("{name} is not held: {situation:?}"));
    controller.let_go(it.actor).expect("it can go");
}

/// Whether it prints.
pub(crate) fn is_print(operation: &Operation) -> bool {
    matches!(operation, Operation::Print(_))
}

/// A parent that waits for its child for a limited time.
pub(crate) const TIMED_JOIN: &str = r#"
import multiprocessing

def work():
    print("child", flush=True)

if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    child = multiprocessing.Process(target=work)
    child.start()
    child.join(0.2)
    print("parent", flush=True)
"#;
