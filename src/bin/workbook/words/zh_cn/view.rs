//! In Chinese: what is shown.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("To make all runs of a program takes ptrace(2), and this system refuses it. So the answer is that of the chapter's snapshot, which tells of the program as it was.",
     "要做出程序的所有运行需要 ptrace(2)，而本系统不允许。所以这里按本课的快照回答，它说的是程序原来的样子。"),
    ("All runs were made, traced, and none of them printed that. Does the program do something else when nobody traces it, or by chance? If not, this is a fault of the workbook: please report it.",
     "所有运行都在跟踪下做过了，没有一次输出这些。程序是不是在没人跟踪时、或者随机地做别的事？如果不是，这就是练习册的错误：请报告。"),
    ("1 possible output",
     "1 种可能的输出"),
    ("{count} possible outputs",
     "{count} 种可能的输出"),
    ("more possible outputs than can be counted",
     "数不清的可能的输出"),
    ("run",
     "次运行"),
    ("case",
     "种情形"),
    ("line",
     "行"),
];
