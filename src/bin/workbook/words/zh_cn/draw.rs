//! In Chinese: drawings.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("start",
     "启动"),
    ("join",
     "等待"),
    ("terminate",
     "终止"),
    ("send",
     "发送"),
    ("receive",
     "接收"),
    ("exit {code}",
     "退出 {code}"),
    ("killed by {signal}",
     "被 {signal} 杀死"),
    ("ends",
     "结束"),
    ("ended",
     "已结束"),
    ("Lesson {number}, {title}: what happens before what",
     "第 {number} 课，{title}：什么先行发生于什么"),
    ("{name}{which}: what happens before what",
     "{name}{which}：什么先行发生于什么"),
    ("- none yet\n",
     "- 还没有\n"),
];
