//! The drawing in sentences, for who cannot see it.

use process_order::{End, Event, EventId, History, Order, Rule};

/// `order` in words: who starts whom, prints what, waits for whom.
pub(crate) fn describe(order: &Order) -> String {
    let histories = order.histories().iter().enumerate();
    let sentences = histories.map(|(process, history)| {
        let starts = order
            .edges()
            .iter()
            .find(|edge| edge.kind == Rule::Start && edge.to.process == process);
        let by = starts.map_or(String::new(), |edge| {
            format!(", started by {}", order.name(edge.from))
        });
        format!("{}{by}: {}.", history.name, deeds(order, process, history))
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// What a process does, from its beginning to its end.
fn deeds(order: &Order, process: usize, history: &History) -> String {
    let deeds: Vec<_> = (history.events.iter().enumerate())
        .map(|(event, what)| deed(order, EventId { process, event }, what))
        .collect();
    let deeds = deeds.chunk_by(|a, b| a == b).map(|equal| match equal {
        [deed] => deed.clone(),
        _ => format!("{} {} times", equal[0], equal.len()),
    });
    deeds.chain([end(&history.end)]).collect::<Vec<_>>().join(", ")
}

fn deed(order: &Order, id: EventId, what: &Event) -> String {
    match what {
        Event::Line(line) => format!("prints “{line}”"),
        Event::FreeLine(line) => format!("prints “{line}” in any order"),
        Event::Start(name) => format!("starts {name}"),
        Event::Join(name) => format!("joins {name}, which has ended"),
        Event::Terminate(name) => format!("sends {name} a signal"),
        Event::Send(number) => {
            let mut edges = order.edges().iter();
            let edge =
                edges.find(|edge| edge.kind == Rule::Message && edge.from == id);
            let to = edge.map_or(String::new(), |edge| {
                format!(" to {}", order.name(edge.to))
            });
            format!("sends message {number}{to}")
        }
        Event::Receive { from, number } => {
            format!("receives message {number} of {from}")
        }
    }
}

fn end(end: &End) -> String {
    match end {
        End::Exit(code) => format!("exits with {code}"),
        End::Killed(signal) => format!("is killed by {signal}"),
        End::Unknown => "ends".to_owned(),
    }
}
