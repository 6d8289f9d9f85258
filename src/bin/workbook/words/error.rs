//! Why something cannot be done, with all that led to it, in the language of the command.

use std::error::Error;
use std::io;

use nix::errno::Errno;
use process_order::{Fault, GaveUp, ParseError, TooMany};

use super::{is_chinese, language, trace};

/// What stands before an error.
pub(crate) fn error_word() -> &'static str {
    // A program that returns an error has another word in Chinese: the key is taken.
    if is_chinese() { "错误" } else { "error" }
}

/// The error, then what it comes from.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    if !is_chinese() {
        return format!("{error:#}");
    }
    error.chain().map(cause).collect::<Vec<_>>().join("：")
}

/// One error, without what it comes from.
pub(crate) fn cause(error: &(dyn Error + 'static)) -> String {
    if !is_chinese() {
        return error.to_string();
    }
    if let Some(error) = error.downcast_ref::<process_workbook::trace::Error>() {
        return trace::error(error);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return of_the_system(error)
            .map_or_else(|| error.to_string(), str::to_owned);
    }
    if let Some(error) = error.downcast_ref::<serde_json::Error>()
        && !error.is_data()
    {
        return format!("第 {} 行第 {} 列不是 JSON", error.line(), error.column());
    }
    let language = language();
    let by_the_order = None
        .or_else(|| Some(error.downcast_ref::<ParseError>()?.told(language)))
        .or_else(|| Some(error.downcast_ref::<GaveUp>()?.told(language)))
        .or_else(|| Some(error.downcast_ref::<TooMany>()?.told(language)))
        .or_else(|| Some(error.downcast_ref::<Fault>()?.told(language)));
    by_the_order.unwrap_or_else(|| error.to_string())
}

/// Why a system call has failed.
pub(crate) fn failed_call(errno: Errno) -> &'static str {
    let error = io::Error::from(errno);
    let chinese = if is_chinese() { of_the_system(&error) } else { None };
    chinese.unwrap_or(errno.desc())
}

/// What the system says most often.
fn of_the_system(error: &io::Error) -> Option<&'static str> {
    error.raw_os_error()?;
    Some(match error.kind() {
        io::ErrorKind::NotFound => "没有那个文件或目录",
        io::ErrorKind::PermissionDenied => "权限不够",
        io::ErrorKind::AlreadyExists => "文件已存在",
        io::ErrorKind::NotADirectory => "不是目录",
        io::ErrorKind::IsADirectory => "是目录",
        io::ErrorKind::StorageFull => "设备上没有空间",
        io::ErrorKind::ReadOnlyFilesystem => "文件系统是只读的",
        io::ErrorKind::WouldBlock => "资源暂时不可用",
        io::ErrorKind::Interrupted => "被信号中断",
        io::ErrorKind::BrokenPipe => "管道已断开",
        io::ErrorKind::InvalidInput => "参数无效",
        io::ErrorKind::OutOfMemory => "内存不足",
        _ => return None,
    })
}
