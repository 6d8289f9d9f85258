//! A program in Rust, with this crate's `Process`. Each process joins its children in the end, as
//! the library does in any case.

use super::program::{End, MAIN, Program, Step, Stopped, Told};
use super::text::Text;

pub(crate) fn written(program: &Program) -> String {
    let mut text = Text::default();
    imports(program, &mut text);
    for child in 1..program.processes.len() {
        let parameters = ends(program, child);
        let parameters: Vec<_> = parameters
            .iter()
            .map(|(pipe, end)| match end {
                End::Receiver => format!("from_{pipe}: &Receiver"),
                End::Sender => format!("to_{pipe}: &Sender"),
            })
            .collect();
        let can_fail = can_fail(program, child);
        let result = if can_fail {
            format!(" -> {}", result(program))
        } else {
            String::new()
        };
        text.line("");
        text.line(format!(
            "fn {}({}){result} {{",
            program.name(child),
            parameters.join(", ")
        ));
        text.indented(|text| {
            body(program, child, text);
            if can_fail {
                text.line("Ok(())");
            }
        });
        text.line("}");
    }
    text.line("");
    text.line(format!("fn main() -> {} {{", result(program)));
    text.indented(|text| {
        for (number, pipe) in program.pipes.iter().enumerate() {
            text.line(format!("let (from_{pipe}, to_{pipe}) = pipe()?;"));
            if is_shared(program, number) {
                text.line(format!("let to_{pipe} = Rc::new(to_{pipe});"));
            }
        }
        body(program, MAIN, text);
        text.line("Ok(())");
    });
    text.line("}");
    text.into()
}

/// To open a file can fail otherwise than a process can.
fn result(program: &Program) -> &'static str {
    if program.has_lock() { "Result<(), Box<dyn Error>>" } else { "Result<()>" }
}

fn imports(program: &Program, text: &mut Text) {
    let any = |is: fn(&Step) -> bool| program.steps().any(|(_, step)| is(step));
    let pauses = any(|step| matches!(step, Step::Pause(_)));
    let shares = (0..program.pipes.len()).any(|pipe| is_shared(program, pipe));
    let locks = program.has_lock();
    let standard = [
        (locks, "std::env"),
        (locks, "std::error::Error"),
        (locks, "std::fs::File"),
        (shares, "std::rc::Rc"),
        (pauses, "std::time::Duration"),
    ];
    let standard: Vec<_> =
        standard.iter().filter_map(|(is_used, it)| is_used.then_some(it)).collect();
    for name in &standard {
        text.line(format!("use {name};"));
    }
    if !standard.is_empty() {
        text.line("");
    }
    let receives = any_child(program, |step| matches!(step, Step::Receive(..)));
    let sends = any_child(program, |step| matches!(step, Step::Send(..)));
    let ours = [
        (true, "Process"),
        (receives, "Receiver"),
        (!locks, "Result"),
        (sends, "Sender"),
        (!program.pipes.is_empty(), "pipe"),
        (any(|step| *step == Step::WaitAny), "wait"),
    ];
    let ours: Vec<_> =
        ours.into_iter().filter_map(|(is_used, it)| is_used.then_some(it)).collect();
    match ours[..] {
        [one] => text.line(format!("use process_workbook::{one};")),
        _ => text.line(format!("use process_workbook::{{{}}};", ours.join(", "))),
    }
}

fn any_child(program: &Program, is: fn(&Step) -> bool) -> bool {
    program.steps().any(|(process, step)| process != MAIN && is(step))
}

/// Whether several processes use the sending end, so that none of them can own it.
fn is_shared(program: &Program, pipe: usize) -> bool {
    program.users(pipe, End::Sender).len() > 1
}

/// The ends of pipes that `process` uses.
fn ends(program: &Program, process: usize) -> Vec<(&'static str, End)> {
    let pipes = program.pipes.iter().enumerate();
    let all = pipes.flat_map(|(number, pipe)| {
        [End::Receiver, End::Sender].map(|end| (number, *pipe, end))
    });
    let used = all
        .filter(|(number, _, end)| program.users(*number, *end).contains(&process));
    used.map(|(_, pipe, end)| (pipe, end)).collect()
}

fn can_fail(program: &Program, process: usize) -> bool {
    program.processes[process].body.iter().any(|step| !matches!(step, Step::Say(_)))
}

fn body(program: &Program, process: usize, text: &mut Text) {
    let lock = program.lock;
    let mut is_open = false;
    for step in &program.processes[process].body {
        match step {
            Step::Say(line) => text.line(format!("println!(\"{line}\");")),
            Step::Start(child) => start(program, *child, text),
            Step::Wait(child) => join(program, *child, text),
            Step::WaitAny => wait_any(program, process, text),
            Step::WaitAll => {
                program.children(process).for_each(|it| join(program, it, text));
            }
            Step::Pause(child) => {
                let name = program.name(*child);
                text.line(format!("{name}.join_timeout(Duration::from_secs(1))?;"));
            }
            Step::Look { child, alive, ended } => {
                let name = program.name(*child);
                either(&format!("{name}.is_alive()?"), alive, ended, text);
            }
            Step::Stop { child, told } => {
                stop(program, *child, told.as_ref(), text);
            }
            Step::Send(pipe, word) => {
                text.line(format!("to_{}.send(\"{word}\")?;", program.pipes[*pipe]));
            }
            Step::Receive(pipe, told) => {
                let received = format!("from_{}.recv()?", program.pipes[*pipe]);
                text.line(match told {
                    Told::Yes => {
                        let name = program.name(process);
                        format!("println!(\"{name}: got {{}}\", {received});")
                    }
                    Told::No => format!("{received};"),
                });
            }
            Step::Take => {
                if !is_open {
                    text.line(format!(
                        "let {lock} = File::open(env::current_exe()?)?;"
                    ));
                }
                is_open = true;
                text.line(format!("{lock}.lock()?;"));
            }
            Step::Release => text.line(format!("{lock}.unlock()?;")),
        }
    }
    for child in program.unjoined(process) {
        join(program, child, text);
    }
}

fn wait_any(program: &Program, process: usize, text: &mut Text) {
    let children = program.children(process);
    let all = children.map(|it| format!("&{}", program.name(it)));
    let all = all.collect::<Vec<_>>().join(", ");
    text.line(format!("wait(&[{all}], None)?;"));
}

fn stop(program: &Program, child: usize, told: Option<&Stopped>, text: &mut Text) {
    let name = program.name(child);
    text.line(format!("{name}.terminate()?;"));
    match told {
        None => join(program, child, text),
        Some(told) => {
            let is_by_signal = format!("{name}.join()? < 0");
            either(&is_by_signal, &told.by_signal, &told.before, text);
        }
    }
}

fn join(program: &Program, child: usize, text: &mut Text) {
    text.line(format!("{}.join()?;", program.name(child)));
}

fn either(condition: &str, one: &str, other: &str, text: &mut Text) {
    text.line(format!("if {condition} {{"));
    text.indented(|text| text.line(format!("println!(\"{one}\");")));
    text.line("} else {");
    text.indented(|text| text.line(format!("println!(\"{other}\");")));
    text.line("}");
}

fn start(program: &Program, child: usize, text: &mut Text) {
    let name = program.name(child);
    let ends = ends(program, child);
    if ends.is_empty() {
        text.line(format!("let mut {name} = Process::new({name});"));
    } else {
        let mut arguments = Vec::new();
        for (pipe, end) in &ends {
            let word = if *end == End::Receiver { "from" } else { "to" };
            let number = program.pipes.iter().position(|it| it == pipe);
            if *end == End::Sender && number.is_some_and(|it| is_shared(program, it))
            {
                text.line(format!("let {name}_to_{pipe} = Rc::clone(&to_{pipe});"));
                arguments.push(format!("&{name}_{word}_{pipe}"));
            } else {
                arguments.push(format!("&{word}_{pipe}"));
            }
        }
        let arguments = arguments.join(", ");
        text.line(format!(
            "let mut {name} = Process::new(move || {name}({arguments}));"
        ));
    }
    text.line(format!("{name}.start()?;"));
}
