//! The four formats that a text field of a form may demand.

use mcp_types::StringFormat;

/// Whether a text has a format.
pub(super) fn obeys(text: &str, format: &StringFormat) -> bool {
    match format {
        StringFormat::Email => is_email(text),
        StringFormat::Uri => is_uri(text),
        StringFormat::Date => is_date(text.as_bytes()),
        StringFormat::DateTime => is_date_time(text.as_bytes()),
        _ => true,
    }
}

/// A format in words.
pub(super) fn described(format: &StringFormat) -> &'static str {
    match format {
        StringFormat::Email => "an email address",
        StringFormat::Uri => "a URI with its scheme, such as https://example.com",
        StringFormat::Date => "a date such as 2026-07-28",
        StringFormat::DateTime => "a date and time such as 2026-07-28T09:30:00Z",
        _ => "another format",
    }
}

/// One `@` between a local part and a domain, as mail is in fact addressed; quoted local parts are refused.
fn is_email(text: &str) -> bool {
    /// The most that SMTP carries.
    const MOST_BYTES: usize = 254;
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_atom = |part: &str| {
        !part.is_empty()
            && part.chars().all(|character| {
                !character.is_ascii() && !character.is_control() && !character.is_whitespace()
                    || character.is_ascii_alphanumeric()
                    || "!#$%&'*+-/=?^_`{|}~".contains(character)
            })
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|character| {
                character.is_ascii_alphanumeric()
                    || character == '-'
                    || !character.is_ascii() && character.is_alphanumeric()
            })
    };
    text.len() <= MOST_BYTES && local.split('.').all(is_atom) && domain.split('.').all(is_label)
}

/// A scheme and characters that URIs may have, each percent sign before two digits.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let has_authority = |rest: &str| rest.strip_prefix("//").is_none_or(|after| !after.is_empty());
    let encoded = rest.split('%').skip(1);
    let is_encoded =
        |after: &str| after.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    is_scheme
        && !rest.is_empty()
        && rest.bytes().all(is_allowed)
        && has_authority(rest)
        && encoded.into_iter().all(is_encoded)
        && rest.bytes().filter(|byte| *byte == b'#').count() <= 1
}

/// `full-date` of RFC 3339.
fn is_date(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return false };
    let (Some(year), Some(month), Some(day)) =
        (number(&[*y1, *y2, *y3, *y4]), number(&[*m1, *m2]), number(&[*d1, *d2]))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// `date-time` of RFC 3339.
fn is_date_time(text: &[u8]) -> bool {
    let Some((date, [b'T' | b't', time @ ..])) = text.split_at_checked(10) else { return false };
    is_date(date) && is_time(time)
}

/// `full-time` of RFC 3339; a leap second may end any minute, since which ones do is not known ahead.
fn is_time(text: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else { return false };
    let (Some(hour), Some(minute), Some(second)) = (number(&[*h1, *h2]), number(&[*m1, *m2]), number(&[*s1, *s2]))
    else {
        return false;
    };
    let offset = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        rest => rest,
    };
    hour <= 23 && minute <= 59 && second <= 60 && is_offset(offset)
}

fn is_offset(text: &[u8]) -> bool {
    match text {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            number(&[*h1, *h2]).is_some_and(|hour| hour <= 23) && number(&[*m1, *m2]).is_some_and(|minute| minute <= 59)
        }
        _ => false,
    }
}

/// Digits as a number.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number * 10 + char::from(*digit).to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: StringFormat, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(obeys(text, &format), "{text}");
        }
        for text in bad {
            assert!(!obeys(text, &format), "{text}");
        }
    }

    #[test]
    fn formats_are_told_from_what_looks_like_them() {
        // spec: ELIC-037
        check(
            StringFormat::Email,
            &["a@b", "ada.l+x@mail.example.com", "jörg@müller.example", "a'b@c.de"],
            &["", "a", "@b", "a@", "a@b@c", "a b@c", "a@-b.de", "a@b..de", ".a@b", "a@b\n", &"a".repeat(300)],
        );
        check(
            StringFormat::Uri,
            &["https://example.com/a?b=%20#c", "urn:isbn:1", "mailto:a@b", "file:///x"],
            &[
                "",
                "example.com",
                "/a",
                "://a",
                "1a:b",
                "https://a b",
                "https://é",
                "https://",
                "a:%2",
                "a:%zz",
                "a:#b#c",
            ],
        );
        check(
            StringFormat::Date,
            &["2026-07-28", "2024-02-29", "2000-02-29", "0000-01-01"],
            &[
                "2026-7-28",
                "2026-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-01",
                "2026-04-31",
                "2026-01-00",
                "2026-01-01Z",
                "",
            ],
        );
        check(
            StringFormat::DateTime,
            &["2026-07-28T09:30:00Z", "2026-07-28t23:59:60.123z", "2026-07-28T00:00:00+14:00"],
            &[
                "2026-07-28",
                "2026-07-28 09:30:00Z",
                "2026-07-28T09:30Z",
                "2026-07-28T24:00:00Z",
                "2026-07-28T09:30:00",
                "2026-07-28T09:30:00.Z",
                "2026-07-28T09:30:00+1",
                "2026-07-28T09:60:00Z",
                "2026-07-2éT09:30:00Z",
            ],
        );
    }
}
