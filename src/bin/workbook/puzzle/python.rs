//! A program in Python, with `multiprocessing`.
//!
//! The start method is named, because since 3.14 it would be another one. Each process joins its
//! children in the end, as Python does in any case.

use super::program::{End, MAIN, Program, Step, Told};
use super::text::Text;

pub(crate) fn written(program: &Program) -> String {
    let mut text = Text::default();
    imports(program, &mut text);
    for child in 1..program.processes.len() {
        let parameters = ends(program, child).join(", ");
        text.line("");
        text.line("");
        text.line(format!("def run_{}({parameters}):", program.name(child)));
        text.indented(|text| body(program, child, text));
    }
    text.line("");
    text.line("");
    text.line("if __name__ == \"__main__\":");
    text.indented(|text| {
        text.line("set_start_method(\"fork\")");
        for pipe in &program.pipes {
            text.line(format!("from_{pipe}, to_{pipe} = Pipe(duplex=False)"));
        }
        body(program, MAIN, text);
    });
    text.into()
}

fn imports(program: &Program, text: &mut Text) {
    if program.has_lock() {
        text.line("from fcntl import LOCK_EX, flock");
    }
    let pipe = if program.pipes.is_empty() { "" } else { "Pipe, " };
    text.line(format!(
        "from multiprocessing import {pipe}Process, set_start_method"
    ));
    if program.steps().any(|(_, step)| *step == Step::WaitAny) {
        text.line("from multiprocessing.connection import wait");
    }
}

/// The ends of pipes that `process` or a child of it uses.
fn ends(program: &Program, process: usize) -> Vec<String> {
    let mut ends = Vec::new();
    for (number, pipe) in program.pipes.iter().enumerate() {
        for (end, word) in [(End::Receiver, "from"), (End::Sender, "to")] {
            if program.users(number, end).contains(&process) {
                ends.push(format!("{word}_{pipe}"));
            }
        }
    }
    ends
}

fn body(program: &Program, process: usize, text: &mut Text) {
    let lock = program.lock;
    for step in &program.processes[process].body {
        match step {
            Step::Say(line) => text.line(format!("print(\"{line}\")")),
            Step::Start(child) => start(program, *child, text),
            Step::Wait(child) => join(program, *child, text),
            Step::WaitAny => wait_any(program, process, text),
            Step::WaitAll => {
                program.children(process).for_each(|it| join(program, it, text));
            }
            Step::Pause(child) => {
                text.line(format!("{}.join(timeout=1)", program.name(*child)));
            }
            Step::Look { child, alive, ended } => {
                text.line(format!("if {}.is_alive():", program.name(*child)));
                either(alive, ended, text);
            }
            Step::Stop { child, told } => {
                text.line(format!("{}.terminate()", program.name(*child)));
                join(program, *child, text);
                if let Some(told) = told {
                    text.line(format!("if {}.exitcode < 0:", program.name(*child)));
                    either(&told.by_signal, &told.before, text);
                }
            }
            Step::Send(pipe, word) => {
                let pipe = program.pipes[*pipe];
                text.line(format!("to_{pipe}.send(\"{word}\")"));
            }
            Step::Receive(pipe, told) => {
                let received = format!("from_{}.recv()", program.pipes[*pipe]);
                text.line(match told {
                    Told::Yes => {
                        format!(
                            "print(\"{}: got\", {received})",
                            program.name(process)
                        )
                    }
                    Told::No => received,
                });
            }
            Step::Take => {
                text.line(format!("with open(__file__) as {lock}:"));
                text.open();
                text.line(format!("flock({lock}, LOCK_EX)"));
            }
            Step::Release => text.close(),
        }
    }
    for child in program.unjoined(process) {
        join(program, child, text);
    }
}

fn wait_any(program: &Program, process: usize, text: &mut Text) {
    let children = program.children(process);
    let sentinels = children.map(|it| format!("{}.sentinel", program.name(it)));
    let sentinels = sentinels.collect::<Vec<_>>().join(", ");
    text.line(format!("wait([{sentinels}])"));
}

fn join(program: &Program, child: usize, text: &mut Text) {
    text.line(format!("{}.join()", program.name(child)));
}

fn either(one: &str, other: &str, text: &mut Text) {
    text.indented(|text| text.line(format!("print(\"{one}\")")));
    text.line("else:");
    text.indented(|text| text.line(format!("print(\"{other}\")")));
}

fn start(program: &Program, child: usize, text: &mut Text) {
    let name = program.name(child);
    let ends = ends(program, child);
    let arguments = match &ends[..] {
        [] => String::new(),
        [one] => format!(", args=({one},)"),
        many => format!(", args=({})", many.join(", ")),
    };
    text.line(format!("{name} = Process(target=run_{name}{arguments})"));
    text.line(format!("{name}.start()"));
}
