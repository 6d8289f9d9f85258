//! The lines of one write come together, whoever else prints. // F-50

use process_order::{Difference, Order, Writer, Written};

/// Two children, of which each prints two lines in one write.
const BLOCKS: &str = "\
main
  start a
  start b
  join a
  join b
  exit 0

a
  | a 1
  + a 2
  exit 0

b
  | b 1
  + b 2
  exit 0
";

fn order(text: &str) -> Order {
    text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn outputs(order: &Order) -> Vec<String> {
    let texts = order.outputs().map(|output| {
        output.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    });
    let mut texts: Vec<_> = texts.collect();
    texts.sort();
    texts
}

#[test]
fn nothing_comes_between_them() {
    let blocks = order(BLOCKS);
    assert_eq!(outputs(&blocks), ["a 1, a 2, b 1, b 2", "b 1, b 2, a 1, a 2"]);
    assert_eq!(blocks.count().expect("small").to_string(), "2");
    let apart = order(&BLOCKS.replace('+', "|"));
    assert_eq!(apart.count().expect("small").to_string(), "6");
}

#[test]
fn what_comes_between_them_is_refused_with_the_write() {
    let blocks = order(BLOCKS);
    let by = |name, text| Written {
        writer: Writer::Process(blocks.process(name).expect("it is there")),
        text,
    };
    let torn = [by("a", "a 1"), by("b", "b 1"), by("b", "b 2"), by("a", "a 2")];
    for verdict in [blocks.check(torn), blocks.check_text("a 1\nb 1\nb 2\na 2\n")] {
        assert_eq!(
            verdict.refusal().expect("it is impossible").to_string(),
            "line 2: `b 1` cannot come between `a 1` and `a 2`, which a prints in one write"
        );
    }
    let verdict = blocks.check_text("a 1\na 2\nb 1\n");
    assert_eq!(
        verdict.refusal().expect("it is impossible").to_string(),
        "line 4: the output ends without `b 2` of b"
    );
}

/// Equal lines of two processes can be told apart by what must follow at once.
#[test]
fn a_text_is_counted_once_whichever_write_it_is_of() {
    let alike = order(&BLOCKS.replace("b 1", "a 1"));
    assert_eq!(outputs(&alike), ["a 1, a 2, a 1, b 2", "a 1, b 2, a 1, a 2"]);
    assert!(alike.check_text("a 1\nb 2\na 1\na 2").is_possible());
    assert!(!alike.check_text("a 1\na 1\na 2\nb 2").is_possible());
    let one_line_apart =
        order("main\n  start a\n  | x\n  + y\n  | z\n\na\n  | x\n  | y\n");
    let texts = outputs(&one_line_apart);
    assert!(texts.contains(&"x, x, y, y, z".to_owned()), "{texts:?}");
    assert!(texts.contains(&"x, y, x, z, y".to_owned()), "{texts:?}");
    assert!(!texts.contains(&"x, x, z, y, y".to_owned()), "{texts:?}");
}

#[test]
fn a_signal_comes_before_or_after_a_write_and_not_into_it() {
    let killed = order(
        "main\n  start a\n  terminate a\n  join a\n  | gone\n\n\
         a\n  | one\n  + two\n  | three\n  killed by SIGTERM\n",
    );
    assert_eq!(
        outputs(&killed),
        ["gone", "one, two, gone", "one, two, three, gone"]
    );
    assert!(!killed.check_text("one\ngone\n").is_possible());
    assert!(!killed.check_text("one\n").is_possible());
}

#[test]
fn free_writes_come_in_any_order_and_whole() {
    let free = order("main\n  ~ a 1\n  + a 2\n  ~ b\n  | end\n");
    assert_eq!(outputs(&free), ["a 1, a 2, b, end", "b, a 1, a 2, end"]);
}

#[test]
fn a_write_is_one_event_of_the_answer() {
    let blocks = order(BLOCKS);
    let process_order::Verdict::Possible(events) =
        blocks.check_text("b 1\nb 2\na 1\na 2\n")
    else {
        panic!("it is possible");
    };
    let names: Vec<_> =
        events.iter().map(|event| blocks.name(event.process())).collect();
    assert_eq!(names, ["b", "a"]);
    assert_eq!(
        blocks.output_with(events[1], events[0]),
        Some(vec![events[1], events[0]])
    );
}

#[test]
fn one_write_in_place_of_two_is_a_difference() {
    let (blocks, apart) = (order(BLOCKS), order(&BLOCKS.replacen("+ a", "| a", 1)));
    let write = |wanted| Difference::Write { process: "a".into(), at: 0, wanted };
    assert_eq!(blocks.differences(&apart), [write(false)]);
    assert_eq!(apart.differences(&blocks), [write(true)]);
}
