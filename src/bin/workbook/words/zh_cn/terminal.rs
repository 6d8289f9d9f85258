//! In Chinese: the terminal, the map and `main`.

use super::Sentence;

#[rustfmt::skip] // A sentence is one line.
pub(super) const TABLE: &[Sentence] = &[
    ("{word}: {error}",
     "{word}：{error}"),
    ("this program is in no folder",
     "这个程序不在任何文件夹里"),
    ("there is no home folder: set XDG_CACHE_HOME",
     "没有主文件夹：请设置 XDG_CACHE_HOME"),
    ("cannot find this program",
     "找不到这个程序"),
    ("stdin is no terminal",
     "标准输入不是终端"),
    ("the terminal does not obey",
     "终端不听从设置"),
    ("Press one of the letters: {offer}",
     "请按其中一个字母：{offer}"),
    ("cannot wait for a key",
     "不能等待按键"),
    ("cannot handle Ctrl-C",
     "不能处理 Ctrl-C"),
];
