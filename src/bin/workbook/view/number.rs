//! Numbers as one reads them.

use crate::words::{self, words};
use num_bigint::BigUint;
use process_order::Order;

/// `442,260`
pub(crate) fn grouped(number: &impl ToString) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 possible output`, `73,710 possible outputs`.
pub(crate) fn outputs(order: &Order) -> String {
    so_many_outputs(order.count().ok().as_ref())
}

/// The same, of what has been counted before.
pub(crate) fn so_many_outputs(count: Option<&BigUint>) -> String {
    match count {
        Some(count) if *count == 1_u8.into() => {
            words!("1 possible output").to_owned()
        }
        Some(count) => {
            words!("{count} possible outputs", count = grouped(count))
        }
        None => words!("more possible outputs than can be counted").to_owned(),
    }
}

/// `1 run`, `63 runs`.
pub(crate) fn so_many(count: u64, thing: &str) -> String {
    if words::is_chinese() {
        let measured = words::of(thing);
        return format!("{} {measured}", grouped(&count));
    }
    match count {
        1 => format!("1 {thing}"),
        _ => format!("{} {thing}s", grouped(&count)),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, grouped) in
            [(1_u64, "1"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(super::grouped(&number), grouped);
        }
    }
}
