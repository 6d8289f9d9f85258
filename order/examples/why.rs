//! Whether the order of two lines is fixed, and why: `cargo run --example why`.
//!
//! A cook and a waiter pass a dish on by a message. Everything before the message comes before
//! everything after its receipt, and nothing else is ordered between the two.

use process_order::{EventId, Order};

const PROGRAM: &str = "\
main
  start cook
  start waiter
  join cook
  join waiter
  exit 0

cook
  | cook: the soup is hot
  send 1
  | cook: the kitchen is clean
  exit 0

waiter
  | waiter: the table is laid
  receive cook 1
  | waiter: the soup is served
  exit 0
";

/// What can be said of two writes.
fn sentence(order: &Order, a: EventId, b: EventId) -> String {
    let name = |event| {
        let lines: Vec<_> =
            order.action(event).lines().map(ToString::to_string).collect();
        lines.join(", ")
    };
    match (order.why(a, b), order.why(b, a)) {
        (Some(path), _) | (_, Some(path)) => format!("always: {path}"),
        (None, None) => format!("either way: {} | {}", name(a), name(b)),
    }
}

fn sentences(order: &Order) -> Vec<String> {
    let writes: Vec<_> = order.lines().map(|line| line.event).collect();
    let pairs = (0..writes.len()).flat_map(|a| (0..a).map(move |b| (b, a)));
    pairs.map(|(a, b)| sentence(order, writes[a], writes[b])).collect()
}

fn main() -> Result<(), process_order::ParseError> {
    for sentence in sentences(&PROGRAM.parse()?) {
        println!("{sentence}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{PROGRAM, sentences};

    #[test]
    fn only_the_message_orders_the_two() {
        let sentences = sentences(&PROGRAM.parse().expect("an order"));
        let free = |line: &&String| line.starts_with("either way");
        assert_eq!(sentences.iter().filter(free).count(), 3);
        let by_message = "always: cook prints `cook: the soup is hot`, then sends a message \
                          to waiter, which receives it and then prints \
                          `waiter: the soup is served`";
        assert!(sentences.iter().any(|it| it == by_message), "{sentences:#?}");
    }
}
