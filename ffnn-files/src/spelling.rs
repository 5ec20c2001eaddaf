//! Comparison of names as different libraries spell them: `hidden.kernel`, `hidden/kernel` and `hidden/kernel:0` are
//! equal.

use core::cmp::Ordering;

/// Returns the bytes of a name in normalized form.
fn letters(name: &str) -> impl Iterator<Item = u8> + Clone {
    let name = name.strip_suffix(":0").unwrap_or(name);
    name.bytes().map(|byte| if byte == b'/' { b'.' } else { byte })
}

/// Compares names; different spellings of one name are equal.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    letters(left).cmp(letters(right))
}

/// Returns the part of `name` before `ending`: empty, or ending at a separator; `None` if `name` does not end that way.
pub(crate) fn before<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    let whole = name.strip_suffix(":0").unwrap_or(name);
    let start = whole.len().checked_sub(ending.len()).filter(|&start| whole.is_char_boundary(start))?;
    let (first, rest) = whole.split_at(start);
    let separated = first.is_empty() || first.ends_with(['.', '/']);
    (separated && compare(rest, ending).is_eq()).then_some(first)
}

/// Whether `name` starts with `start`.
pub(crate) fn starts_with(name: &str, start: &str) -> bool {
    let mut name = letters(name);
    // Not `letters`, because the end of the prefix is not the end of a name.
    start.bytes().all(|byte| name.next() == Some(if byte == b'/' { b'.' } else { byte }))
}

/// Whether `name` matches `pattern`, in which `*` matches any characters or none.
pub(crate) fn matches(name: &str, pattern: &str) -> bool {
    let (mut name, mut pattern) = (letters(name), letters(pattern));
    // Where to continue if what follows the last `*` does not match here.
    let mut retry = None;
    loop {
        let before = name.clone();
        let wanted = pattern.next();
        if wanted == Some(b'*') {
            name = before;
            retry = Some((name.clone(), pattern.clone()));
            continue;
        }
        let found = name.next();
        if wanted == found {
            if found.is_none() {
                return true;
            }
            continue;
        }
        let Some((rest, after)) = &mut retry else { return false };
        if rest.next().is_none() {
            return false;
        }
        (name, pattern) = (rest.clone(), after.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_a_zero_at_the_end_do_not_matter() {
        for (left, right) in [("a/b", "a.b"), ("a/b:0", "a.b"), ("a.b:0", "a/b:0")] {
            assert!(compare(left, right).is_eq(), "{left} {right}");
        }
        for (left, right) in [("a.b", "a_b"), ("a.b:1", "a.b"), ("a", "a.b")] {
            assert!(compare(left, right).is_ne(), "{left} {right}");
        }
        assert_eq!(before("net/hidden/kernel:0", "hidden.kernel"), Some("net/"));
        assert_eq!(before("hidden.kernel", "hidden.kernel"), Some(""));
        assert_eq!(before("xhidden.kernel", "hidden.kernel"), None);
        assert_eq!(before("é", "\u{a9}"), None);
        assert!(starts_with("module/hidden", "module.") && !starts_with("mod", "module."));
    }

    #[test]
    fn a_star_stands_for_any_letters() {
        for (name, pattern) in [
            ("lstm.weight", "lstm.*"),
            ("a.b.c", "*"),
            ("", "*"),
            ("a.b.step", "*.step"),
            ("layer/0/step:0", "layer.*.step"),
            ("aab", "*ab"),
            ("abab", "a*b"),
            ("position_ids", "position_ids"),
        ] {
            assert!(matches(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [("lst", "lstm.*"), ("lstm", "lstm.*"), ("a.step.b", "*.step"), ("a", ""), ("ab", "a*c")]
        {
            assert!(!matches(name, pattern), "{name} {pattern}");
        }
    }
}
