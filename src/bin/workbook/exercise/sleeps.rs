//! Sleeps that were perhaps meant to make an order.

/// The number of a line that sleeps, above all of one that sleeps in `source` alone.
pub(crate) fn suspect(source: &str, solution: &str) -> Option<usize> {
    let known: Vec<_> = solution.lines().filter_map(sleep_in).collect();
    let sleeps: Vec<_> = (1..)
        .zip(source.lines())
        .filter_map(|(number, line)| Some((number, sleep_in(line)?)))
        .collect();
    let new = sleeps.iter().find(|(_, code)| !known.contains(code));
    new.or(sleeps.first()).map(|(number, _)| *number)
}

/// The code in `line`, if it sleeps.
fn sleep_in(line: &str) -> Option<&str> {
    let code = line.split("//").next().unwrap_or_default().trim();
    code.contains("sleep(").then_some(code)
}
