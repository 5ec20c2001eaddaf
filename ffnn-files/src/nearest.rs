use alloc::vec::Vec;

/// Maximum number of names compared, because a file that does not hold weights may have millions.
const MOST: usize = 1000;

/// Maximum number of characters compared per name.
const LONGEST: usize = 80;

/// Returns the name most similar to `name`, unless more than half of it differs.
pub fn nearest<S: AsRef<str>>(name: &str, others: impl Iterator<Item = S>) -> Option<S> {
    let near = others.take(MOST).filter_map(|other| {
        let letters = other.as_ref();
        if letters.len().max(name.len()) > LONGEST {
            return None;
        }
        let difference = difference(name, letters);
        (2 * difference <= name.chars().count().max(letters.chars().count())).then_some((difference, other))
    });
    near.min_by_key(|&(difference, _)| difference).map(|(_, other)| other)
}

/// Returns the Levenshtein distance: the number of characters to insert, delete or replace (Levenshtein 1966).
fn difference(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, a) in left.chars().enumerate() {
        let mut diagonal = core::mem::replace(&mut row[0], line + 1);
        for (column, b) in right.chars().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_with_the_fewest_changes() {
        let names = ["hidden.weight", "hidden.bias", "output.weight"];
        assert_eq!(nearest("hiden.weight", names.into_iter()), Some("hidden.weight"));
        assert_eq!(nearest("hidden.biases", names.into_iter()), Some("hidden.bias"));
        assert_eq!(nearest("q", names.into_iter()), None);
        assert_eq!(difference("kitten", "sitting"), 3);
        assert_eq!(difference("", "ab"), 2);
    }
}
