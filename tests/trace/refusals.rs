//! What cannot be traced, and what a traced program cannot do.

use std::error::Error as _;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::Uid;
use process_workbook::trace::{Error, Refusal, Tracer, Unknown};

use super::helpers::{c, fresh, output, trace};

/// Copies a file that is to be executed. Another test that forks just now would have a file
/// open that this process writes, and then nobody can execute it: `ETXTBSY`.
fn install(from: &Path, to: &Path) {
    let status =
        Command::new("install").args(["-m", "755"]).arg(from).arg(to).status();
    assert!(status.expect("there is install(1)").success());
}

/// Why this command cannot be started.
#[track_caller]
fn refusal(command: Command) -> (String, String) {
    let error = Tracer::new(command).trace().expect_err("it cannot be executed");
    assert!(matches!(error, Error::NotStarted { .. }), "{error:?}");
    (error.to_string(), error.source().expect("what the system says").to_string())
}

#[test]
fn what_cannot_be_executed_is_an_error_and_no_hang() {
    // F-20
    let (message, source) = refusal(Command::new("no-such-program"));
    assert_eq!(message, "cannot run no-such-program");
    assert!(source.contains("No such file"), "{source}");
    let (_, source) = refusal(Command::new("/"));
    assert!(source.contains("Permission denied"), "{source}");
    let script = fresh("script");
    let text = fresh("text");
    fs::write(&text, "#!/no/such/interpreter\n").expect("it can be written");
    install(&text, &script);
    let (_, source) = refusal(Command::new(&script));
    assert!(source.contains("No such file"), "{source}");
    let mut command = Command::new("true");
    command.current_dir("/no/such/folder");
    let (_, source) = refusal(command);
    assert!(source.contains("No such file"), "{source}");
}

#[test]
fn a_traced_program_that_is_itself_a_tracer_is_refused_and_named() {
    let execution = trace(c(r#"
        int main(void) {
            int child = fork();
            if (child == 0) { for (;;) pause(); }
            long seized = ptrace(PTRACE_SEIZE, child, NULL, NULL);
            printf("%ld %d\n", seized, errno == EPERM); fflush(stdout);
            kill(child, SIGKILL);
            wait(NULL);
        }"#));
    assert_eq!(output(&execution), "-1 1\n");
    assert!(execution.unknown.iter().any(|it| matches!(it, Unknown::Call(_))));
}

#[test]
fn what_refuses_says_what_to_try() {
    let texts = [
        (Refusal::Yama(2), "sudo sysctl kernel.yama.ptrace_scope=1"),
        (Refusal::Yama(3), "until the system is started again"),
        (Refusal::Tracer(7), "process 7 traces it already"),
        (Refusal::Seccomp, "--cap-add SYS_PTRACE"),
    ];
    for (refusal, expected) in texts {
        assert!(refusal.to_string().contains(expected), "{refusal}");
    }
}

/// This test's binary, run once more as `test` alone, by a command that wraps it.
fn again(test: &str, wrap: impl FnOnce(&Path) -> Command) -> String {
    let binary = std::env::current_exe().expect("a path to this binary");
    let mut command = wrap(&binary);
    command.args(["--exact", test, "--nocapture"]).env("WORKBOOK_AGAIN", "1");
    let output = command.stdin(Stdio::null()).output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let faults = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{faults}");
    text
}

#[test]
fn a_tracer_that_is_traced_itself_says_so() {
    if std::env::var_os("WORKBOOK_AGAIN").is_some() {
        let error =
            Tracer::new(Command::new("true")).trace().expect_err("strace has it");
        assert!(
            matches!(error, Error::Refused { by: Refusal::Tracer(_), .. }),
            "{error:?}"
        );
        return;
    }
    if Command::new("strace").arg("-V").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "CI must have strace");
        eprintln!(
            "a_tracer_that_is_traced_itself_says_so: SKIPPED, no strace found"
        );
        return;
    }
    again("refusals::a_tracer_that_is_traced_itself_says_so", |binary| {
        let mut command = Command::new("strace");
        command
            .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=none"])
            .arg(binary);
        command
    });
}

#[test]
fn no_privilege_is_needed() {
    /// The one that nobody is.
    const NOBODY: u32 = 65534;
    if !Uid::effective().is_root() {
        // Then every other test shows it.
        return;
    }
    // The folder of the build may be closed to others.
    let folder = std::env::temp_dir().join(format!("trace-{}", std::process::id()));
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(&folder)
        .expect("a folder");
    let copy = folder.join("tests");
    let binary = std::env::current_exe().expect("a path to this binary");
    install(&binary, &copy);
    let mut command = Command::new(&copy);
    command.args(["--exact", "refusals::a_shell_is_traced", "--nocapture"]);
    command.uid(NOBODY).gid(NOBODY).current_dir(&folder).stdin(Stdio::null());
    let output = command.output().expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    fs::remove_dir_all(&folder).expect("it is ours");
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn a_shell_is_traced() {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "echo one | cat; (echo two) & wait; read line < /dev/null; echo three",
    ]);
    assert_eq!(output(&trace(command)), "one\ntwo\nthree\n");
}

/// A program that runs another one for which these system calls fail with `EPERM`, as a
/// container's profile has it.
fn without(calls: &str) -> Command {
    c(&r"
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <sys/prctl.h>
        int main(int count, char **words) {
            int calls[] = {CALLS}, number = sizeof calls / sizeof *calls;
            struct sock_filter filter[100] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
            int length = 1;
            for (int i = 0; i < number; i++) {
                filter[length++] = (struct sock_filter)
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], 0, 1);
                filter[length++] = (struct sock_filter)
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
            }
            filter[length++] = (struct sock_filter)
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
            struct sock_fprog program = {length, filter};
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 3;
            execv(words[1], words + 1);
            return 4;
        }"
    .replace("CALLS", calls))
}

#[test]
fn a_container_that_forbids_ptrace_is_blamed() {
    if std::env::var_os("WORKBOOK_AGAIN").is_some() {
        let error =
            Tracer::new(Command::new("true")).trace().expect_err("it is forbidden");
        assert!(
            matches!(error, Error::Refused { by: Refusal::Seccomp, .. }),
            "{error:?}"
        );
        return;
    }
    again("refusals::a_container_that_forbids_ptrace_is_blamed", |binary| {
        let mut command = without("SYS_ptrace");
        command.arg(binary);
        command
    });
}

#[test]
fn a_container_that_forbids_looking_into_memory_is_got_along_with() {
    // F-83: a wrong answer was given where process_vm_readv is refused.
    if std::env::var_os("WORKBOOK_AGAIN").is_some() {
        let execution = trace(c(r#"
            int main(void) {
                int ends[2]; char byte; struct timespec hour = {3600, 0}, moment;
                pipe(ends);
                struct pollfd polled = {ends[0], POLLIN};
                if (fork() == 0) { printf("child\n"); return 0; }
                wait(NULL);
                printf("%d\n", ppoll(&polled, 1, &hour, NULL));
            }"#));
        assert_eq!(output(&execution), "child\n0\n");
        return;
    }
    let test =
        "refusals::a_container_that_forbids_looking_into_memory_is_got_along_with";
    again(test, |binary| {
        let calls = "SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, 438";
        let mut command = without(calls);
        command.arg(binary);
        command
    });
}
