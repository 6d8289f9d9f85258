//! What the tracer says of a program, in the language of the command. In English it says it
//! itself.

use std::fmt::Display;

use process_workbook::explore::{Standstill, Unfinished};
use process_workbook::trace::{
    Deadlock, Error, Operation, Refusal, Unknown, Waiting,
};

use super::{filled, is_chinese};

/// What an operation does, without who: `wait for Process-1 to end`.
pub(crate) fn operation(operation: &Operation) -> String {
    if !is_chinese() {
        return operation.to_string();
    }
    match operation {
        Operation::Print(bytes) => {
            format!("打印 {:?}", String::from_utf8_lossy(bytes))
        }
        Operation::Fork => "启动一个进程".to_owned(),
        Operation::Begin => "开始".to_owned(),
        Operation::StartThread => "启动一个线程".to_owned(),
        Operation::Exec { path } => format!("执行新程序 {path}"),
        Operation::Exit { code } => format!("以退出码 {code} 结束"),
        Operation::Wait { children, polls: true, .. } => {
            format!("查看 {} 是否已结束", any_of(children))
        }
        Operation::Wait { children, .. } => {
            format!("等待 {} 结束", any_of(children))
        }
        Operation::Read { channel, .. } => with("从 {it} 读取", &shared(channel)),
        Operation::Write { channel, bytes } => {
            with("向 {it} 写入", &shared(channel)) + &format!(" {bytes} 字节")
        }
        Operation::Close { channel } => with("关闭 {it}", &shared(channel)),
        Operation::Open { path } => format!("打开 {path}"),
        Operation::Poll { watched, .. } => with("等待 {it} 就绪", &any_of(watched)),
        Operation::Signal { to, signal } => {
            format!("向 {} 发信号 {signal}", to.join("、"))
        }
        Operation::AwaitSignal { .. } => "等待信号".to_owned(),
        Operation::SetSignals => "改变信号的处理方式".to_owned(),
        Operation::LookForParent => "查询父进程是谁".to_owned(),
        Operation::Lock { lock, .. } => format!("给 {lock} 上锁"),
        Operation::Unlock { lock } => format!("给 {lock} 解锁"),
        Operation::AwaitWord { word, .. } => with("等待 {it} 改变", &shared(word)),
        Operation::WakeWord { word } => with("唤醒等待 {it} 的线程", &shared(word)),
        Operation::Sleep(time) => format!("睡眠 {time:?}"),
        Operation::Yield => "让别的先走".to_owned(),
        Operation::Other { number } => format!("进行系统调用 {number}"),
        other => other.to_string(),
    }
}

/// `sentence` with what processes share in its place, and the blanks that this needs.
fn with(sentence: &str, shared: &str) -> String {
    filled(sentence, &[("it", &shared)])
}

/// `a`, `a or b`.
fn any_of(names: &[String]) -> String {
    let names = names.iter().map(|it| shared(it));
    let any = names.reduce(|a, b| filled("{a} 或 {b}", &[("a", &a), ("b", &b)]));
    any.unwrap_or_else(|| "（没有谁）".to_owned())
}

/// What processes share, which the tracer has named, `pipe 1 of main` for one. The name of
/// anything else stays as it is.
pub(crate) fn shared(name: &str) -> String {
    if !is_chinese() {
        return name.to_owned();
    }
    in_chinese(name).unwrap_or_else(|| name.to_owned())
}

fn in_chinese(name: &str) -> Option<String> {
    let whole = match name {
        "a pipe from outside" => "程序之外的管道",
        "a socket" => "套接字",
        "a socket pair that keeps messages apart" => "保持消息边界的套接字对",
        _ => "",
    };
    if !whole.is_empty() {
        return Some(whole.to_owned());
    }
    if let Some(word) = name.strip_prefix("word at ") {
        let (offset, memory) = word.split_once(" of shared memory ")?;
        return Some(format!("共享内存 {memory} 里偏移 {offset} 处的内存字"));
    }
    let (name, way) = match name.split_once(", ") {
        Some((name, "first to second")) => (name, "，从第一端到第二端"),
        Some((name, "second to first")) => (name, "，从第二端到第一端"),
        Some(_) => return None,
        None => (name, ""),
    };
    let (thing, owner) = name.split_once(" of ")?;
    let (kind, number) = thing.rsplit_once(' ')?;
    let number = number.parse::<usize>().ok()?;
    let kind = match kind {
        "pipe" => "管道",
        "socket pair" => "套接字对",
        "counter" => "计数器",
        "word" => "内存字",
        _ => return None,
    };
    Some(format!("{owner} 的{kind} {number}{way}"))
}

/// `Process-1 waits for main to read …`
pub(crate) fn waiting(waiting: &Waiting) -> String {
    if !is_chinese() {
        return waiting.to_string();
    }
    let name = &waiting.name;
    let Some(operation) = &waiting.operation else {
        return format!("{name} 已停止，直到有谁发来 SIGCONT");
    };
    let says_whom =
        matches!(operation, Operation::Wait { .. } | Operation::Poll { .. });
    let what = self::operation(operation);
    let waits = match what.strip_prefix("等待") {
        Some(_) => format!("{name} {what}"),
        None => format!("{name} 等着{what}"),
    };
    match &waiting.until[..] {
        [] if waiting.is_outside => format!("{waits}，这取决于程序之外"),
        [] => format!("{waits}，而程序里谁也不能促成它"),
        _ if says_whom => waits,
        until => format!("{waits}，这取决于 {}", until.join(" 或 ")),
    }
}

/// Who waits for what: `main waits for Process-1 to end; Process-1 waits …`
pub(crate) fn who_waits(deadlock: &Deadlock) -> String {
    let waiting: Vec<_> = deadlock.waiting.iter().map(waiting).collect();
    waiting.join(if is_chinese() { "；" } else { "; " })
}

/// `stands still: main waits …`
pub(crate) fn standstill(standstill: &Standstill) -> String {
    if !is_chinese() {
        return standstill.to_string();
    }
    match &standstill.deadlock {
        Some(deadlock) => format!("停滞不前：{}", who_waits(deadlock)),
        None => "永不结束：一个进程反复查看某件谁也不会做的事".to_owned(),
    }
}

/// What is left open when not all runs were made.
pub(crate) fn unfinished(unfinished: &Unfinished) -> String {
    if !is_chinese() {
        return unfinished.to_string();
    }
    match unfinished {
        Unfinished::Bound(left) => format!("搜索停止时还剩 {left} 个分支"),
        Unfinished::TimedOut => "一次运行没有及时结束".to_owned(),
        Unfinished::Diverged => {
            "一次运行和先前选择相同的运行做得不一样".to_owned()
        }
        Unfinished::Looks => {
            "一个进程反复查看某件事，只跟踪了最初的几次".to_owned()
        }
        Unfinished::TooLong => "一次运行太长".to_owned(),
        Unfinished::Chance => {
            "程序打印的东西每次运行都不同，例如随机数、地址或时间".to_owned()
        }
        Unfinished::SlowEnd => {
            "一个进程查看另一个进程结束后留下的东西，可能已经知道那个结束，而结束是需要时间的"
                .to_owned()
        }
        Unfinished::Begun => {
            "进程在写操作途中收到信号时，可能在发信号者的下一行之后才写完".to_owned()
        }
        Unfinished::Waits(operation) => {
            format!("一个进程在途中不得不等待：{operation}")
        }
        Unfinished::Unknown(it) => unknown(it),
        other => other.to_string(),
    }
}

/// What was met and is not followed.
pub(crate) fn unknown(unknown: &Unknown) -> String {
    if !is_chinese() {
        return unknown.to_string();
    }
    match unknown {
        Unknown::Call(number) => format!("系统调用 {number} 没有建模"),
        Unknown::ForeignCall => "32 位程序的调用没有建模".to_owned(),
        Unknown::Descriptor(kind) => with("经过{it}的东西没有建模", &shared(kind)),
        Unknown::OutsideChannel => "程序之外可能有谁读写某个通道".to_owned(),
        Unknown::OutsideLock => "程序之外有谁持有锁".to_owned(),
        Unknown::SharedFile(path) => {
            format!("一个进程写 {path}，另一个进程打开它")
        }
        Unknown::SharedMemory => "进程之间共享内存，而对它的读取看不到".to_owned(),
        Unknown::Pieces => "有一行分几次写操作打印".to_owned(),
        Unknown::Threads => "线程共享内存，而对它的读取看不到".to_owned(),
        Unknown::Timer => "一个定时器会发信号，何时发无从知道".to_owned(),
        Unknown::OutsideSignal(signal) => {
            format!("信号 {signal} 不是程序里谁发的")
        }
        Unknown::EarlySignal => {
            "没有阻塞的信号，可能恰好在等待它之前到来".to_owned()
        }
        Unknown::Clone => "有进程和父进程共享内存或文件描述符".to_owned(),
        other => other.to_string(),
    }
}

/// Why a program cannot be traced.
pub(crate) fn error(error: &Error) -> String {
    if !is_chinese() {
        return error.to_string();
    }
    match error {
        Error::NotStarted { program, .. } => format!("不能运行 {program}"),
        Error::Refused { by, .. } => format!("不能跟踪进程：{}", refusal(by)),
        Error::CannotGo { name } => {
            format!("{name} 并没有停在一个可以进行的操作之前")
        }
        Error::TimedOut => "到时了，程序已被强制终止".to_owned(),
        Error::Os { call, .. } => format!("{call} 失败"),
        other => (other as &dyn Display).to_string(),
    }
}

fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Yama(scope @ 3..) => format!(
            "/proc/sys/kernel/yama/ptrace_scope 是 {scope}，所以谁也不能跟踪，除非以较小的值\
             重新启动系统"
        ),
        Refusal::Yama(scope) => format!(
            "/proc/sys/kernel/yama/ptrace_scope 是 {scope}，所以只有管理员可以跟踪；试试 \
             `sudo sysctl kernel.yama.ptrace_scope=1`"
        ),
        Refusal::Tracer(pid) => format!(
            "进程 {pid}（调试器或 strace）已经在跟踪它；不用那个程序再试一次"
        ),
        Refusal::Seccomp => {
            "seccomp 过滤器（也许是容器的）不允许；试试 `docker run --cap-add \
                             SYS_PTRACE`"
                .to_owned()
        }
        Refusal::Unknown => "看来原因既不是 Yama，也不是过滤器".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use process_workbook::trace::Operation;

    use super::{operation, shared};
    use crate::words::{Language, speaking};

    #[test]
    fn what_processes_share_is_named_in_the_language() {
        for (name, chinese) in [
            ("a pipe from outside", "程序之外的管道"),
            ("a socket", "套接字"),
            ("pipe 2 of main.1", "main.1 的管道 2"),
            (
                "socket pair 1 of main, first to second",
                "main 的套接字对 1，从第一端到第二端",
            ),
            ("counter 3 of main", "main 的计数器 3"),
            ("word 1 of main", "main 的内存字 1"),
            ("word at 8 of shared memory 1", "共享内存 1 里偏移 8 处的内存字"),
        ] {
            assert_eq!(shared(name), name);
            assert_eq!(speaking(Language::Chinese, || shared(name)), chinese);
        }
        for name in ["main.1", "/a/pipe 2", "pipe of a", "socket:[7]"] {
            assert_eq!(speaking(Language::Chinese, || shared(name)), name);
        }
    }

    #[test]
    fn no_blank_is_between_han() {
        let channel = || "a pipe from outside".to_owned();
        let [read, poll] = speaking(Language::Chinese, || {
            let watched = vec![channel(), "pipe 1 of main".to_owned()];
            [
                Operation::Read { channel: channel(), waits: true },
                Operation::Poll { watched, timeout: None },
            ]
            .map(|it| operation(&it))
        });
        assert_eq!(read, "从程序之外的管道读取");
        assert_eq!(poll, "等待程序之外的管道或 main 的管道 1 就绪");
    }
}
