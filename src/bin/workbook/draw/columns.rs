//! How wide the lanes are.

/// What each of `count` columns gets of `room`: as much as it wants. When that is too much
/// for all, those that want most get less, and equally much.
///
/// What they want is asked twice, with what they would get: one that wants less when it does
/// not get all leaves the difference to the others.
pub(crate) fn widths(
    count: usize,
    room: usize,
    wanted: impl Fn(&[usize]) -> Vec<usize>,
) -> Vec<usize> {
    let first = cut_down(&wanted(&vec![room; count]), room);
    cut_down(&wanted(&first), room)
}

fn cut_down(wanted: &[usize], room: usize) -> Vec<usize> {
    let capped = |cap: usize| wanted.iter().map(move |width| cap.min(*width));
    let cap = (0..=room).rev().find(|cap| capped(*cap).sum::<usize>() <= room);
    capped(cap.unwrap_or(0)).collect()
}

/// Where each column begins, with `gap` between two.
pub(crate) fn starts(widths: &[usize], gap: usize) -> Vec<usize> {
    let starts = widths.iter().scan(0, |next, width| {
        let start = *next;
        *next += width + gap;
        Some(start)
    });
    starts.collect()
}

#[cfg(test)]
mod tests {
    use super::{cut_down, starts, widths};

    #[test]
    fn the_widest_columns_give_way() {
        assert_eq!(cut_down(&[5, 3], 10), [5, 3]);
        assert_eq!(cut_down(&[50, 10, 12], 42), [20, 10, 12]);
        assert_eq!(cut_down(&[50, 40, 5], 26), [10, 10, 5]);
        assert_eq!(cut_down(&[7, 7], 0), [0, 0]);
    }

    #[test]
    fn what_one_column_leaves_the_others_get() {
        let wanted =
            |widths: &[usize]| vec![if widths[0] < 20 { 4 } else { 20 }, 30, 30];
        assert_eq!(widths(3, 80, wanted), [20, 30, 30]);
        assert_eq!(widths(3, 54, wanted), [4, 25, 25]);
    }

    #[test]
    fn each_column_begins_behind_the_one_before() {
        assert_eq!(starts(&[5, 3, 1], 2), [0, 7, 12]);
    }
}
