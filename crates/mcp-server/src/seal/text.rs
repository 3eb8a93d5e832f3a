//! A ring as text: one line a key.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::key::RootKey;
use super::{KeyId, KeyLineProblem, KeyRingError};
use crate::limits::MAX_KEYS;

/// What stands above the keys.
const HEADING: &str = "\
# Keys of a server of the Model Context Protocol: id, seconds since 1970, secret.
# The first one seals, all of them open. Readable by the server alone; the same on every replica.
";

/// Characters of a key: 32 bytes in Base64url without padding.
const KEY_CHARACTERS: usize = 43;

/// Reads the keys, of which there is at least one and no two have the same id.
pub(super) fn parse(text: &str) -> Result<Vec<RootKey>, KeyRingError> {
    let mut keys: Vec<RootKey> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line_text = line.trim_ascii();
        if line_text.is_empty() || line_text.starts_with('#') {
            continue;
        }
        let fault = |problem| KeyRingError::Line { line: index + 1, problem };
        let key = parse_line(line_text).map_err(fault)?;
        if keys.iter().any(|known| known.id() == key.id()) {
            return Err(fault(KeyLineProblem::Duplicate));
        }
        if keys.len() == MAX_KEYS {
            return Err(KeyRingError::TooManyKeys);
        }
        keys.push(key);
    }
    if keys.is_empty() { Err(KeyRingError::Empty) } else { Ok(keys) }
}

fn parse_line(line: &str) -> Result<RootKey, KeyLineProblem> {
    let mut fields = line.split_ascii_whitespace();
    let (Some(id), Some(created), Some(key), None) = (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(KeyLineProblem::Fields);
    };
    let id = KeyId::parse(id).ok_or(KeyLineProblem::Id)?;
    // Why: `parse` would also take a sign.
    if !created.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(KeyLineProblem::Created);
    }
    let created = created.parse().map_err(|_| KeyLineProblem::Created)?;
    let key = RootKey::new(parse_key(key).ok_or(KeyLineProblem::Key)?, created);
    if key.id() == id { Ok(key) } else { Err(KeyLineProblem::Mismatch) }
}

fn parse_key(text: &str) -> Option<Zeroizing<[u8; RootKey::LENGTH]>> {
    if text.len() != KEY_CHARACTERS {
        return None;
    }
    // Why: the decoder wants room for whole groups of three bytes.
    let mut decoded = Zeroizing::new([0; RootKey::LENGTH.next_multiple_of(3)]);
    let length = URL_SAFE_NO_PAD.decode_slice(text, decoded.as_mut_slice()).ok()?;
    let mut key = Zeroizing::new([0; RootKey::LENGTH]);
    key.copy_from_slice(decoded.get(..length).filter(|bytes| bytes.len() == RootKey::LENGTH)?);
    Some(key)
}

/// Writes the keys in their order.
pub(super) fn write(keys: &[RootKey]) -> String {
    // Why: a text that grew would leave pieces of keys behind in memory.
    let longest_line = 2 * KeyId::LENGTH + 1 + 20 + 1 + KEY_CHARACTERS + 1;
    let mut text = String::with_capacity(HEADING.len() + keys.len() * longest_line);
    text.push_str(HEADING);
    for key in keys {
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(key.bytes()));
        writeln!(text, "{} {} {}", key.id(), key.created(), *secret).expect("writing to a string does not fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(byte: u8) -> RootKey {
        RootKey::new(Zeroizing::new([byte; RootKey::LENGTH]), 1_785_240_000)
    }

    fn line(byte: u8) -> String {
        let text = write(&[key(byte)]);
        text.strip_prefix(HEADING).expect("the heading comes first").trim_end().to_owned()
    }

    fn problem(text: &str) -> KeyRingError {
        parse(text).err().expect("the table holds texts that are no ring")
    }

    #[test]
    fn comments_spaces_and_line_ends_do_not_matter() {
        let (one, two) = (line(1), line(2));
        let text = format!("# {two}\n\r\n  \t{}\r\n\n\t# end\n{two}", one.replace(' ', " \t "));
        let ids: Vec<_> = parse(&text).expect("two keys").iter().map(RootKey::id).collect();
        assert_eq!(ids, [key(1).id(), key(2).id()]);
    }

    #[test]
    fn lines_that_are_no_key_are_named() {
        let good = line(1);
        let [id, created, secret] = good.split(' ').collect::<Vec<_>>()[..] else { panic!("three fields") };
        let other = line(2);
        let foreign = other.split(' ').next_back().expect("three fields");
        let cut = &secret[..42];
        for (bad, expected) in [
            (id.to_owned(), KeyLineProblem::Fields),
            (format!("{id} {created}"), KeyLineProblem::Fields),
            (format!("{good} # mine"), KeyLineProblem::Fields),
            (format!("{} {created} {secret}", id.to_uppercase()), KeyLineProblem::Id),
            (format!("{id}0 {created} {secret}"), KeyLineProblem::Id),
            (format!("{id} 2026-07-28 {secret}"), KeyLineProblem::Created),
            (format!("{id} +1 {secret}"), KeyLineProblem::Created),
            (format!("{id} 18446744073709551616 {secret}"), KeyLineProblem::Created),
            (format!("{id} {created} {cut}"), KeyLineProblem::Key),
            (format!("{id} {created} {secret}="), KeyLineProblem::Key),
            (format!("{id} {created} {cut}F"), KeyLineProblem::Key),
            (format!("{id} {created} {}", "+".repeat(43)), KeyLineProblem::Key),
            (format!("{id} {created} {foreign}"), KeyLineProblem::Mismatch),
        ] {
            let error = problem(&format!("\n{bad}\n"));
            assert!(
                matches!(error, KeyRingError::Line { line: 2, problem } if problem == expected),
                "{expected:?}: {error}"
            );
            assert!(!error.to_string().contains(cut) && !format!("{error:?}").contains(cut), "{error:?}");
        }
    }

    #[test]
    fn rings_have_a_bounded_number_of_different_keys() {
        for text in ["", "\n\n", HEADING, "#"] {
            assert!(matches!(problem(text), KeyRingError::Empty), "{text}");
        }
        let twice = format!("{}\n{}", line(1), line(1));
        let expected = KeyLineProblem::Duplicate;
        assert!(matches!(problem(&twice), KeyRingError::Line { line: 2, problem } if problem == expected));
        let lines: Vec<_> = (0..=MAX_KEYS as u8).map(line).collect();
        assert!(matches!(problem(&lines.join("\n")), KeyRingError::TooManyKeys));
        assert_eq!(parse(&lines[1..].join("\n")).expect("as many as fit").len(), MAX_KEYS);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(keys in proptest::collection::hash_map(any::<[u8; 32]>(), any::<u64>(), 1..=MAX_KEYS)) {
            let keys: Vec<_> = keys.into_iter().map(|(key, created)| RootKey::new(Zeroizing::new(key), created)).collect();
            let again = parse(&write(&keys)).expect("our own text");
            let parts = |keys: &[RootKey]| keys.iter().map(|key| (key.id(), key.created(), *key.bytes())).collect::<Vec<_>>();
            prop_assert_eq!(parts(&keys), parts(&again));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "([0-9a-f]{8} [0-9]{1,22} [A-Za-z0-9_-]{43}|\\PC|\n| ){0,40}") {
            let _ = parse(&text);
        }
    }
}
