//! What a lesson's twin prints otherwise than the lesson, for no fault of its own.

use std::borrow::Cow;

use process_order::{Cases, Order};

/// What a comment in a twin begins with that names lines which come in any order. The rest
/// of it is what those lines begin with.
const ANY_ORDER: &str = "# Any order: ";

/// `order` as Python keeps it: without the order among those neighbouring lines of which a
/// comment in the source of the `twin` says that Python leaves it open, such as
/// `# Any order: child p.name: ` for a list that was made from a set.
pub fn relaxed(order: &Order, twin: &str) -> Order {
    let prefixes: Vec<_> = twin
        .lines()
        .filter_map(|line| line.split_once(ANY_ORDER))
        .map(|(_, prefix)| prefix)
        .collect();
    order.relax(|_, line| {
        let line = line.to_string();
        prefixes.iter().any(|prefix| line.starts_with(prefix))
    })
}

/// The orders of `cases` as Python keeps them. Python has runs of its own, so these are not all.
pub fn relaxed_cases(cases: &Cases, twin: &str) -> Cases {
    let orders = cases.orders().iter().map(|order| relaxed(order, twin));
    let orders: Vec<_> = orders.collect();
    let first = orders.first().cloned();
    let relaxed = Cases::new(orders, false);
    first.map_or(relaxed.clone(), |first| relaxed.led_by(&first))
}

/// `text` as `CPython` 3.6 writes it. From 3.8 on a process is shown as
/// `<Process name='P' pid=7 parent=6 stopped exitcode=-SIGTERM daemon>`, where 3.6 has
/// `<Process(P, stopped[SIGTERM] daemon)>`.
pub fn as_in_3_6(text: &str) -> Cow<'_, str> {
    replaced(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn replaced(text: &str) -> Option<String> {
    let (before, rest) = text.split_once(" name='")?;
    let (before, class) = before.rsplit_once('<')?;
    let (name, rest) = rest.split_once("' ")?;
    let (words, after) = rest.split_once('>')?;
    let mut repr = format!("{class}({name}, ");
    for word in words.split(' ') {
        match word.split_once('=') {
            Some(("pid" | "parent", _) | ("exitcode", "0")) => {}
            Some(("exitcode", code)) => {
                repr.extend(["[", code.trim_start_matches('-'), "]"]);
            }
            _ if word == "daemon" => repr.push_str(" daemon"),
            _ => repr.push_str(word),
        }
    }
    Some(format!("{before}<{repr})>{}", as_in_3_6(after)))
}

#[cfg(test)]
mod tests {
    use super::{as_in_3_6, relaxed};
    use process_order::Order;

    #[test]
    fn a_process_is_shown_as_before_3_8() {
        for (newer, older) in [
            ("<Process name='P' parent=6 initial>", "<Process(P, initial)>"),
            ("is <My name='a b' pid=7 parent=6 started>.", "is <My(a b, started)>."),
            (
                "<Process name='P' pid=7 parent=6 stopped exitcode=0>",
                "<Process(P, stopped)>",
            ),
            (
                "<Process name='P' pid=7 parent=6 stopped exitcode=-SIGTERM daemon>",
                "<Process(P, stopped[SIGTERM] daemon)>",
            ),
            (
                "[<P name='a' pid=7 parent=6 started>, <P name='b' pid=8 parent=6 started>]",
                "[<P(a, started)>, <P(b, started)>]",
            ),
            ("<Process(P, started)> name='x'", "<Process(P, started)> name='x'"),
            ("name='x' < >", "name='x' < >"),
        ] {
            assert_eq!(as_in_3_6(newer), older);
        }
    }

    #[test]
    fn a_twin_says_what_it_leaves_open() {
        let order: Order =
            "main\n  | a 1\n  | a 2\n  | b 1\n".parse().expect("an order");
        let open = relaxed(&order, "x = 1\n    # Any order: a \n");
        assert_eq!(open.to_string(), "main\n  ~ a 1\n  ~ a 2\n  | b 1\n");
        assert_eq!(relaxed(&order, "x = 1\n"), order);
    }
}
