//! In Simplified Chinese.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "whatever is told is told in the same way"
)]

use std::fmt::Display;

use super::parts::{Clause, Lines, Mistake, Part};
use crate::Order;
use crate::answers::count::TooMany;
use crate::answers::reason::{Reason, Refusal};
use crate::cases::{GaveUp, Relation, Together};
use crate::model::action::{Action, End};
use crate::model::edge::Rule;
use crate::model::fault::FaultKind;
use crate::model::id::{EventId, ProcessId};
use crate::model::text::ParseError;
use crate::quiz::Answer;
use crate::relation::why::CausalPath;
use crate::script::TooManyRuns;

pub(crate) fn does<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Print(_) | Action::FreePrint(_) => printing(action, ""),
        Action::Start(other) => format!("启动 {}", name(other)),
        Action::Join(other) => format!("等到 {} 结束", name(other)),
        Action::Terminate(other) => format!("向 {} 发信号", name(other)),
        Action::Send(number) => format!("发出消息 {number}"),
        Action::Receive { from, number } => {
            format!("收到 {} 的消息 {number}", name(from))
        }
    }
}

pub(crate) fn does_briefly<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Send(_) => "发出一条消息".to_owned(),
        Action::Receive { from, .. } => format!("收到 {} 的一条消息", name(from)),
        _ => does(action, name),
    }
}

pub(crate) fn did<P, N: Display>(
    action: &Action<P>,
    name: impl FnOnce(&P) -> N,
) -> String {
    match action {
        Action::Print(_) | Action::FreePrint(_) => printing(action, "了"),
        Action::Start(other) => format!("启动了 {}", name(other)),
        Action::Join(other) => format!("等到了 {} 结束", name(other)),
        Action::Terminate(other) => format!("向 {} 发了信号", name(other)),
        Action::Send(_) => "发出了一条消息".to_owned(),
        Action::Receive { from, .. } => format!("收到了 {} 的一条消息", name(from)),
    }
}

/// What it prints, in backticks, behind the verb, which `ending` puts into the past.
fn printing<P>(action: &Action<P>, ending: &str) -> String {
    let lines: Vec<_> = action.lines().map(|line| format!("`{line}`")).collect();
    let verb = if lines.len() > 1 { "用一次写操作打印" } else { "打印" };
    format!("{verb}{ending} {}", list(&lines))
}

pub(crate) fn list(items: &[impl AsRef<str>]) -> String {
    let items: Vec<_> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            let rest = rest.join("、");
            let before = if ends_wide(&rest) { "" } else { " " };
            let after = if begins_wide(last) { "" } else { " " };
            format!("{rest}{before}和{after}{last}")
        }
        _ => items.concat(),
    }
}

fn begins_wide(text: &str) -> bool {
    text.starts_with(is_wide)
}

fn ends_wide(text: &str) -> bool {
    text.ends_with(is_wide)
}

/// Whether no blank is beside it.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{201c}' | '\u{201d}' | '\u{2e80}'..)
}

pub(crate) fn describe(order: &Order) -> String {
    let sentences = order.processes().map(|(process, history)| {
        let mut edges = order.edges();
        let start = edges
            .find(|edge| edge.rule == Rule::Start && edge.to.process() == process);
        let by = start.map_or(String::new(), |edge| {
            format!("（由 {} 启动）", order.name(edge.from.process()))
        });
        let deeds: Vec<_> =
            order.events(process).map(|(event, _)| depicted(order, event)).collect();
        let deeds = deeds.chunk_by(|a, b| a == b).map(|equal| match equal {
            [deed] => deed.clone(),
            _ => format!("{}（{} 次）", equal[0], equal.len()),
        });
        let deeds: Vec<_> = deeds.chain([ends(&history.end)]).collect();
        format!("{}{by}：{}。", history.name, deeds.join("，"))
    });
    sentences.collect()
}

fn depicted(order: &Order, event: EventId) -> String {
    let action = order.action(event);
    let name = |other: &ProcessId| order.name(*other);
    match action {
        Action::Print(_) | Action::FreePrint(_) => {
            let lines: Vec<_> = action
                .lines()
                .map(|line| format!("\u{201c}{line}\u{201d}"))
                .collect();
            let verb =
                if lines.len() > 1 { "用一次写操作打印" } else { "打印" };
            let any = if action.is_free() { "（次序任意）" } else { "" };
            format!("{verb}{}{any}", list(&lines))
        }
        Action::Send(number) => {
            let mut edges = order.edges();
            let edge = edges.find(|edge| {
                edge.rule == Rule::Message && edge.from.event() == Some(event)
            });
            match edge {
                Some(edge) => {
                    let to = order.name(edge.to.process());
                    format!("向 {to} 发出消息 {number}")
                }
                None => format!("发出消息 {number}"),
            }
        }
        _ => does(action, name),
    }
}

pub(crate) fn ends(end: &End) -> String {
    match end {
        End::Exit(code) => format!("以退出码 {code} 结束"),
        End::Killed(signal) | End::Signal(signal) => format!("被 {signal} 杀死"),
        End::Unknown => "结束".to_owned(),
    }
}

pub(crate) fn end(end: &End) -> String {
    match end {
        End::Exit(code) => format!("退出码 {code}"),
        End::Killed(signal) | End::Signal(signal) => signal.clone(),
        End::Unknown => "没有谁见到它的结束".to_owned(),
    }
}

pub(crate) fn sentence(rule: Rule) -> &'static str {
    match rule {
        Rule::ProgramOrder => "在同一个进程里，较早的事件先行发生于较晚的事件。",
        Rule::Start => "启动先行发生于子进程里的一切。",
        Rule::Join => "子进程里的一切先行发生于见到它已结束的那次 join。",
        Rule::Message => "消息的发送先行发生于它的接收。",
        Rule::Signal => "因信号而结束的进程，在信号发出之后才结束。",
    }
}

pub(crate) fn reminder(rule: Option<Rule>) -> &'static str {
    match rule {
        Some(Rule::ProgramOrder) => {
            "程序次序：在同一个进程里，较早的事件先行发生于较晚的事件。"
        }
        Some(Rule::Start) => "启动：启动先行发生于所启动的子进程里的一切。",
        Some(Rule::Join) => {
            "结束：子进程里的一切先行发生于见到它结束的那次 join 或轮询。"
        }
        Some(Rule::Message) => "消息：消息先发出，后收到。",
        Some(Rule::Signal) => "信号：因信号而结束的进程，在信号发出之后才结束。",
        None => {
            "除此之外，什么也不规定先后：不违反任何规则的都是可能的，不管多么罕见。"
        }
    }
}

pub(crate) fn rule(rule: &Rule) -> String {
    match rule {
        Rule::ProgramOrder => "程序次序",
        Rule::Start => "启动",
        Rule::Join => "等待结束",
        Rule::Message => "消息",
        Rule::Signal => "信号",
    }
    .to_owned()
}

pub(crate) fn path(path: &CausalPath<'_>) -> String {
    let at = |place| match path.action(place) {
        Some(action) => does(action, |other| path.name_of(*other)),
        None => "结束".to_owned(),
    };
    let mut said = vec![format!("{} {}", path.name(path.from), at(path.from))];
    // What leads over to the next thing that the process spoken of does.
    let mut link = "，再".to_owned();
    for part in path.parts() {
        link = match part {
            Part::Joins(from, to) => {
                said.push(format!("，然后 {to} 等到 {from} 结束"));
                "，再".to_owned()
            }
            Part::Signals(to) => {
                said.push(format!("{link}向 {to} 发信号"));
                format!("，之后 {to} ")
            }
            Part::BeforeASignal(to) => {
                said.push(format!("，此后才有谁向 {to} 发信号"));
                format!("，之后 {to} ")
            }
            Part::WasStarted(to) => format!("，{to} "),
            Part::Receives(to) => format!("，{to} 收到后"),
            Part::Sends(to) => {
                said.push(format!("{link}向 {to} 发出一条消息"));
                format!("，{to} 收到后")
            }
            Part::Starts(to) => {
                said.push(format!("{link}启动 {to}"));
                format!("，{to} ")
            }
        };
    }
    said.extend([link, at(path.to)]);
    said.concat()
}

pub(crate) fn refusal(refusal: &Refusal) -> String {
    format!("第 {} 行：{}", refusal.line, reason(&refusal.reason))
}

pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoSuchLine { text, writer: None } => {
            format!("没有进程打印 `{text}`")
        }
        Reason::NoSuchLine { text, writer: Some(writer) } => {
            format!("{writer} 不打印 `{text}`")
        }
        Reason::TooOften { text, writer } => {
            format!("`{text}` 不能再出现：这样的行 {writer} 已经全部打印")
        }
        Reason::TooEarly { text, missing, path, .. } => {
            let path = path.told(super::Language::Chinese);
            format!("`{text}` 不能在 `{missing}` 之前：{path}")
        }
        Reason::InsideAWrite { text, writer, before, after } => format!(
            "`{text}` 不能在 `{before}` 和 `{after}` 之间，这两行 {writer} 在一次写操作里打印"
        ),
        Reason::AfterTheEnd { text, process, missing: None } => {
            format!("`{text}` 不能在 {process} 结束之后")
        }
        Reason::AfterTheEnd { text, process, missing: Some(missing) } => {
            format!("`{text}` 不能出现：{process} 已经结束，却没有打印 `{missing}`")
        }
        Reason::NotSoFar { text, process, deed } => {
            let deed = deed.told(super::Language::Chinese);
            format!("`{text}` 不能出现：{process} 在“{deed}”之前就结束了")
        }
        Reason::NotEnded { text, process, missing, writer } => {
            if writer == process {
                format!("`{text}` 说 {process} 已经结束，而它还要打印 `{missing}`")
            } else {
                format!(
                    "`{text}` 说 {process} 已经结束，而它还在等待 {writer} 的 `{missing}`"
                )
            }
        }
        Reason::AnotherPid { text, process } => {
            format!(
                "`{text}` 里不能是 {process} 的进程号，{process} 的进程号是另一个"
            )
        }
        Reason::SamePid { text, process } => {
            format!("`{text}` 不能把另一个进程的进程号给 {process}")
        }
        Reason::OtherCpus { text } => {
            format!("`{text}` 说的处理器个数，不能和前面一行说的不同")
        }
        Reason::Backwards { text, process } => {
            format!("`{text}` 说的时间，不能早于 {process} 先前说过的时间")
        }
        Reason::Pieces { text, begun } if begun.is_empty() => {
            format!("现在没有进程能打印 `{text}` 的开头")
        }
        Reason::Pieces { text, begun } => {
            format!("没有进程能在 `{begun}` 之后接着打印 `{text}`")
        }
        Reason::Missing { line, writer } => {
            format!("输出结束了，还缺少 {writer} 的 `{line}`")
        }
    }
}

pub(crate) fn fault(fault: &FaultKind) -> String {
    match fault {
        FaultKind::Empty => "没有进程：第一个进程是 main".to_owned(),
        FaultKind::BadName(name) => format!(
            "{name:?} 不能作进程的名字：名字不能为空，两端不能有空格，不能含方括号和控制字符"
        ),
        FaultKind::NamedTwice(name) => format!("有两个进程叫 {name}"),
        FaultKind::Unknown(name) => format!("没有叫 {name} 的进程"),
        FaultKind::StartedTwice(name) => format!("{name} 启动了两次"),
        FaultKind::SentTwice(name, number) => {
            format!("{name} 发出了两条消息 {number}")
        }
        FaultKind::NeverSent(name, number) => {
            format!("收到的消息 {number}，{name} 从未发出")
        }
        FaultKind::ReceivedTwice(name, number) => {
            format!("{name} 的消息 {number} 收到了两次")
        }
        FaultKind::Circular(name) => {
            format!("{name} 等待的东西反过来在等待 {name}")
        }
        FaultKind::BadSignal(signal) => format!(
            "{signal:?} 不能作信号的名字：名字不能为空，两端不能有空格，不能含控制字符"
        ),
    }
}

pub(crate) fn gave_up(gave_up: &GaveUp) -> String {
    let why = match gave_up {
        GaveUp::Cuts(most) => {
            format!("各进程进行到哪一步的组合超过 {most} 种")
        }
        GaveUp::States(most) => {
            format!("要把各个输出区分开，需要的状态超过 {most} 个")
        }
        GaveUp::Ways(most) => {
            format!("哪个进程打印了哪一行，有超过 {most} 种说法")
        }
        GaveUp::Pieces => {
            "有些行是分段打印的，这样一行就不止由一个进程打印".to_owned()
        }
        GaveUp::Pairs(most) => format!("要比较的行有超过 {most} 对"),
    };
    format!("放弃回答，因为{why}")
}

pub(crate) fn together(together: &Together) -> String {
    let is_complete = together.is_complete;
    let found = if is_complete { "" } else { "在所有已找到的运行里" };
    match together.relation {
        Relation::Always { .. } => format!("{found}总是"),
        Relation::Never { .. } => format!("{found}从不"),
        Relation::Sometimes { .. } => "有时".to_owned(),
        Relation::Apart if is_complete => "没有一次运行打印这两行".to_owned(),
        Relation::Apart => "已找到的运行里没有一次打印这两行".to_owned(),
        Relation::NoSuchLine { first } => {
            let which = if first { "第一行" } else { "第二行" };
            let found = if is_complete { "" } else { "已找到的运行里" };
            format!("{found}没有一次运行打印{which}")
        }
    }
}

pub(crate) fn too_many(_: &TooMany) -> String {
    "这个次序的割太多，数不清它的输出".to_owned()
}

pub(crate) fn too_many_runs(_: &TooManyRuns) -> String {
    let most = crate::script::MOST;
    format!("程序的运行太多：超过 {most} 个状态")
}

pub(crate) fn in_one_write(process: &str) -> String {
    format!("{process} 在一次写操作里打印这两行")
}

pub(crate) fn early_end(lacking: &[(&str, Vec<&str>)]) -> String {
    let sentences = lacking.iter().map(|(process, about)| {
        let about = list(about);
        format!("{process} 没有打印关于 {about} 的行：{about} 那时已经结束")
    });
    sentences.collect::<Vec<_>>().join("；")
}

pub(crate) fn case(clauses: &[Clause]) -> String {
    let lines = |Lines { named, more }: &Lines| {
        let mut lines: Vec<_> = named.iter().map(|it| format!("`{it}`")).collect();
        if *more > 0 {
            lines.push(format!("另外 {more} 行"));
        }
        list(&lines)
    };
    let clauses = clauses.iter().map(|clause| match clause {
        Clause::OnlyOne => "每次运行中，各进程打印的行都一样".to_owned(),
        Clause::Fewest => "每个进程打印的行最少".to_owned(),
        Clause::Prints(name, it) => format!("{name} 打印 {}", lines(it)),
        Clause::PrintsNothing(name) => format!("{name} 什么也不打印"),
        Clause::DoesNotPrint(name, it) => format!("{name} 不打印 {}", lines(it)),
        Clause::AlsoPrints(name, it) => format!("{name} 还打印 {}", lines(it)),
        Clause::PrintsElsewhere(name, it) => {
            format!("{name} 在另一处打印 {}", lines(it))
        }
        Clause::PrintsInPlace(name, new, missing) => {
            format!("{name} 打印 {}，而不是 {}", lines(new), lines(missing))
        }
        Clause::EndsALineElsewhere(name) => format!("{name} 在别处结束一行"),
    });
    clauses.collect::<Vec<_>>().join("；")
}

pub(crate) fn another_way(name: &str, number: usize) -> String {
    format!("{name}（第 {number} 种方式）")
}

pub(crate) fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Always => "总是",
        Answer::Never => "从不",
        Answer::Sometimes => "有时",
        Answer::Yes => "能",
        Answer::No => "不能",
    }
    .to_owned()
}

pub(crate) fn which_first(a: &str, b: &str) -> String {
    format!("A 在 B 之前吗：总是、从不，还是有时？\n  A  {a}\n  B  {b}")
}

pub(crate) fn whether_printed(lines: &str) -> String {
    format!("这个程序的输出能是下面这样吗？\n{lines}")
}

pub(crate) fn whether_begun(lines: &str) -> String {
    format!("输出能这样开头吗？\n{lines}")
}

pub(crate) fn line_of(line: &str, process: &str, which: Option<usize>) -> String {
    match which {
        Some(number) => format!("{process} 的第 {number} 个 `{line}`"),
        None => format!("{process} 的 `{line}`"),
    }
}

pub(crate) fn unordered() -> String {
    "没有由启动、等待结束和消息组成的链从其中一行通到另一行".to_owned()
}

pub(crate) fn possible() -> String {
    "没有哪一行排在先行发生于它的行前面".to_owned()
}

pub(crate) fn parse_error(error: &ParseError) -> String {
    let message = error.message.told(super::Language::Chinese);
    format!("第 {} 行第 {} 列：{message}", error.line, error.column)
}

pub(crate) fn mistake(mistake: &Mistake<'_>) -> String {
    match mistake {
        Mistake::BeginsNoPart {
            line,
            parts: [not_all, no_end, case, order, stuck, without],
        } => format!(
            "{line:?} 不是一部分的开头：应是 {not_all}、{no_end}、{case}NAME]、{order}、\
             {stuck}、{without}NAME] 之一"
        ),
        Mistake::PartIsNoOrder(it) => {
            format!("这一部分不成次序：{}", fault(&it.kind))
        }
        Mistake::Fault(it) => fault(&it.kind),
        Mistake::Margin { .. } => {
            "进程的名字顶格写，它做的每件事缩进两格".to_owned()
        }
        Mistake::NoProcess { .. } => {
            "这一步不属于任何进程：先写进程的名字".to_owned()
        }
        Mistake::HasEnded(name) => format!("{name} 已经结束了"),
        Mistake::MoreOfWhat => {
            "+ LINE 是一次写操作的又一行：它跟在 | LINE、~ LINE 或另一个 + LINE 后面"
                .to_owned()
        }
        Mistake::Whom(verb) => format!("{verb} 哪个进程？"),
        Mistake::WhichMessage => "receive NAME NUMBER：谁的哪条消息？".to_owned(),
        Mistake::WhichSignal(verb) => format!("{verb} by SIGNAL：哪个信号？"),
        Mistake::NoEvent(verb) => format!(
            "{verb:?} 不是事件：应是 | LINE、+ LINE、~ LINE、start、join、terminate、send、\
             receive、exit、killed by、ended by 之一"
        ),
        Mistake::NoNumber(text) => format!("{text:?} 不是数，或者太大"),
        Mistake::ThereAlready(name) => format!("{name} 已经有了"),
        Mistake::NoSuchProcess(name) => format!("没有进程 `{name}`"),
        Mistake::NoStep => {
            "一步是 `| LINE`、`start NAME`、`join NAME`、`poll NAME`、`lock`、\
                            `unlock`、`send NAME` 或 `receive NAME`"
                .to_owned()
        }
        Mistake::Nobody => "没有进程".to_owned(),
        Mistake::RunsFromTheBeginning(name) => format!("{name} 从一开始就在运行"),
        Mistake::NeverStarted(name) => format!("没有进程启动 {name}"),
        Mistake::StartedTwice(name) => format!("{name} 启动了两次"),
        Mistake::NotLocked(name) => format!("{name} 没有上锁却要解锁"),
        Mistake::NotStarted(name, other) => {
            format!("{name} 那时还没有启动 {other}")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Order;
    use crate::words::Language;

    const ORDER: &str = "\
main
  start child
  | parent
  join child
  | joined
  exit 0

child
  | hello
  exit 0
";

    #[test]
    fn a_reason_is_told_in_chinese() {
        let order: Order = ORDER.parse().expect("an order");
        let verdict = order.check_text("parent\njoined\nhello\n");
        let refusal = verdict.refusal().expect("it is impossible");
        assert_eq!(
            refusal.told(Language::Chinese),
            "第 2 行：`joined` 不能在 `hello` 之前：child 打印 `hello`，然后 main 等到 child \
             结束，再打印 `joined`"
        );
    }

    #[test]
    fn an_order_is_described_in_chinese() {
        let order: Order = ORDER.parse().expect("an order");
        assert_eq!(
            super::describe(&order),
            "main：启动 child，打印“parent”，等到 child 结束，打印“joined”，以退出码 0 结束。\
             child（由 main 启动）：打印“hello”，以退出码 0 结束。"
        );
    }
}
