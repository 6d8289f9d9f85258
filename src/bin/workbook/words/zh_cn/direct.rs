//! In Chinese: `direct`.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("to see and hold what processes do takes ptrace(2), and this system refuses it",
     "要查看并暂停进程所做的事需要 ptrace(2)，而本系统不允许"),
    ("looking for a run that prints exactly this",
     "正在寻找恰好打印这些的运行"),
    ("the output that is to happen is empty: there is no line to make happen",
     "要重现的输出是空的：没有一行要打印"),
];
