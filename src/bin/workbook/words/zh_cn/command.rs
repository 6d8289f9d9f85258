//! In Chinese: the subcommands.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("The lessons. Read, predict, run, compare, explain, extend.\n",
     "课程。阅读、预测、运行、比较、解释、扩展。\n"),
    ("\nExercises: a, b, …; + done, - skipped, > next.",
     "\n练习：a、b、……；+ 已完成，- 已跳过，> 下一个。"),
    ("Next: open the first file, predict, then `cargo workbook run 1`. `cargo workbook next` starts the first exercise.",
     "下一步：打开第一个文件，先预测，再运行 `cargo workbook run 1`。`cargo workbook next` 开始第一个练习。"),
    ("`cargo workbook --help` names the other commands.",
     "`cargo workbook --help` 列出其他命令。"),
];
