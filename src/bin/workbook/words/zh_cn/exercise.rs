//! In Chinese: the exercises.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("No exercise is open: all are done or skipped.",
     "没有未完成的练习：全都做完或跳过了。"),
    ("Next: `cargo workbook check {exercise}` after a change, or `cargo workbook watch`.",
     "下一步：修改后运行 `cargo workbook check {exercise}`，或用 `cargo workbook watch`。"),
    ("Next: `cargo workbook start {exercise}`.",
     "下一步：`cargo workbook start {exercise}`。"),
    ("{path} has not {COUNT} hints",
     "{path} 里的提示不是 {COUNT} 条"),
];
