//! How many outputs there are, in digits.

use num_bigint::BigUint;

/// The digits of `number`. Its own `Display` would be a seventh of the engine: that is made
/// for numbers of a million digits, and an order's count has some dozens.
pub(crate) fn decimal(number: &BigUint) -> String {
    // The lowest part first, of 32 bits each.
    let mut rest: Vec<_> =
        number.to_u32_digits().into_iter().map(u64::from).collect();
    let mut digits = Vec::new();
    loop {
        let mut carry = 0;
        for part in rest.iter_mut().rev() {
            let whole = (carry << 32) | *part;
            *part = whole / 10;
            carry = whole % 10;
        }
        digits.push(carry);
        while rest.last() == Some(&0) {
            rest.pop();
        }
        if rest.is_empty() {
            return digits.iter().rev().map(ToString::to_string).collect();
        }
    }
}
