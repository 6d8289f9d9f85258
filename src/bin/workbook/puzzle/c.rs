//! A program in C, with the calls of POSIX.

use super::program::{End, MAIN, Program, Step, Stopped, Told};
use super::text::Text;

pub(crate) fn written(program: &Program) -> String {
    let mut text = Text::default();
    for header in headers(program) {
        text.line(format!("#include <{header}>"));
    }
    text.line("");
    text.line("int main(void) {");
    text.indented(|text| {
        for pipe in &program.pipes {
            text.line(format!("int {pipe}[2];"));
            text.line(format!("pipe({pipe});"));
        }
        if (0..program.pipes.len())
            .any(|pipe| !program.users(pipe, End::Receiver).is_empty())
        {
            text.line("char word[5];");
        }
        if tells_who_stopped(program) {
            text.line("int status;");
        }
        body(program, MAIN, text);
    });
    text.line("}");
    text.into()
}

fn tells_who_stopped(program: &Program) -> bool {
    program.steps().any(|(_, step)| matches!(step, Step::Stop { told: Some(_), .. }))
}

fn headers(program: &Program) -> Vec<&'static str> {
    let any = |is: fn(&Step) -> bool| program.steps().any(|(_, step)| is(step));
    let waits = any(|step| {
        use Step::{Look, Stop, Wait, WaitAll, WaitAny};
        matches!(step, Wait(_) | WaitAny | WaitAll | Look { .. } | Stop { .. })
    });
    let stops = any(|step| matches!(step, Step::Stop { .. }));
    let headers = [
        (program.has_lock(), "fcntl.h"),
        (stops, "signal.h"),
        (true, "stdio.h"),
        (true, "stdlib.h"),
        (program.has_lock(), "sys/file.h"),
        (waits, "sys/wait.h"),
        (true, "unistd.h"),
    ];
    headers.into_iter().filter_map(|(is_used, it)| is_used.then_some(it)).collect()
}

fn body(program: &Program, process: usize, text: &mut Text) {
    let lock = program.lock;
    let mut is_open = false;
    for step in &program.processes[process].body {
        match step {
            Step::Say(line) => text.line(format!("puts(\"{line}\");")),
            Step::Start(child) => start(program, *child, text),
            Step::Wait(child) => {
                text.line(format!("waitpid({}, NULL, 0);", program.name(*child)));
            }
            Step::WaitAny => text.line("wait(NULL);"),
            Step::WaitAll => text.line("while (wait(NULL) > 0);"),
            Step::Pause(_) => text.line("sleep(1);"),
            Step::Look { child, alive, ended } => {
                let name = program.name(*child);
                text.line(format!("if (waitpid({name}, NULL, WNOHANG) == 0)"));
                either(alive, ended, text);
            }
            Step::Stop { child, told } => {
                stop(program.name(*child), told.as_ref(), text);
            }
            Step::Send(pipe, word) => {
                let pipe = program.pipes[*pipe];
                text.line(format!("write({pipe}[1], \"{word}\", 5);"));
            }
            Step::Receive(pipe, told) => {
                receive(program.pipes[*pipe], program.name(process), *told, text);
            }
            Step::Take => {
                if !is_open {
                    text.line(format!("int {lock} = open(__FILE__, O_RDONLY);"));
                }
                is_open = true;
                text.line(format!("flock({lock}, LOCK_EX);"));
            }
            Step::Release => text.line(format!("flock({lock}, LOCK_UN);")),
        }
    }
}

fn stop(name: &str, told: Option<&Stopped>, text: &mut Text) {
    text.line(format!("kill({name}, SIGTERM);"));
    let Some(told) = told else {
        text.line(format!("waitpid({name}, NULL, 0);"));
        return;
    };
    text.line(format!("waitpid({name}, &status, 0);"));
    text.line("if (WIFSIGNALED(status))");
    either(&told.by_signal, &told.before, text);
}

fn receive(pipe: &str, name: &str, told: Told, text: &mut Text) {
    text.line(format!("read({pipe}[0], word, 5);"));
    if told == Told::Yes {
        text.line(format!("printf(\"{name}: got %s\\n\", word);"));
    }
}

fn either(one: &str, other: &str, text: &mut Text) {
    text.indented(|text| text.line(format!("puts(\"{one}\");")));
    text.line("else");
    text.indented(|text| text.line(format!("puts(\"{other}\");")));
}

/// A child is a block. Its pid is kept if somebody asks for it.
fn start(program: &Program, child: usize, text: &mut Text) {
    let name = program.name(child);
    let is_asked_for = program.steps().any(|(_, step)| match step {
        Step::Wait(it) => *it == child,
        Step::Look { child: it, .. } | Step::Stop { child: it, .. } => *it == child,
        _ => false,
    });
    if is_asked_for {
        text.line(format!("pid_t {name} = fork();"));
        text.line(format!("if ({name} == 0) {{"));
    } else {
        text.line("if (fork() == 0) {");
    }
    text.indented(|text| {
        body(program, child, text);
        text.line("exit(0);");
    });
    text.line("}");
}
