//! Sealed tokens, and the text of key rings.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mcp_server::{Binding, Handle, HandleState, KeyRing, PrincipalKey, Purpose, SealContext, Sealer};
use serde::{Deserialize, Serialize};

use crate::edit::edited;

/// The key under which the seeds were sealed. Everybody knows it, so it protects nothing.
const RING: &str = "b67ea46f 1785240000 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// Another one, under which nothing was ever sealed.
const OTHER_RING: &str = "ea548d59 1785240000 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
/// When the seeds are opened, in seconds since 1970.
const NOW: u64 = 1_785_240_000;
const PURPOSES: [Purpose; 4] = [Purpose::RequestState, Purpose::Handle, Purpose::Cursor, Purpose::Session];
/// Seconds for which what is sealed here is good.
const LIFETIME: u64 = 60;
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[derive(Serialize, Deserialize)]
struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

/// Under the known key, and under the other.
static SEALERS: LazyLock<[Sealer; 2]> = LazyLock::new(|| {
    [RING, OTHER_RING].map(|ring| Sealer::new(&KeyRing::parse(ring).expect("both rings are well formed")))
});

/// No text opens that was not sealed, and what was sealed opens for one purpose, principal and request alone.
///
/// A text that is no token may be a ring of keys, which is read as what is written for it. Any bytes are sealed as well,
/// and opened for what differs from that as the input says.
pub fn sealed_tokens(input: &[u8]) -> usize {
    if let Some((how, with)) = input.split_first() {
        sealed(*how, with);
    }
    let Ok(text) = std::str::from_utf8(input) else { return 0 };
    let now = UNIX_EPOCH + Duration::from_secs(NOW);
    let mut opened = 0;
    let mut states = 0;
    for principal in [PrincipalKey::ANONYMOUS, PrincipalKey::of("https://login.example", "ann")] {
        for parts in [&[][..], &[b"basket".as_slice()], &[b"tools/call", b"digest"]] {
            let binding = Binding::new(principal, parts);
            opened += PURPOSES.iter().filter(|purpose| opens(**purpose, &binding, text, now)).count();
        }
        states += usize::from(names_a_basket(text, principal, now));
    }
    assert!(states <= opened && opened <= 1, "{text} is good for {opened} things");
    opened + states + usize::from(key_ring(text))
}

fn opens(purpose: Purpose, binding: &Binding<'_>, text: &str, now: SystemTime) -> bool {
    let [known, other] = &*SEALERS;
    assert!(other.open(purpose, binding, text, now).is_err(), "{text} opens under a key that sealed nothing");
    let Ok(payload) = known.open(purpose, binding, text, now) else { return false };
    assert_only_spelling(text, payload.len());
    let never = now + Duration::from_secs(u64::from(u32::MAX));
    assert!(known.open(purpose, binding, text, never).is_err(), "{text} does not expire");
    assert!(known.open(purpose, binding, &text[1..], now).is_err());
    assert!(known.open(purpose, binding, &format!("{text}A"), now).is_err());
    true
}

/// A token is Base64 for URLs without padding, and the bits that its last letter has to spare are zero.
fn assert_only_spelling(text: &str, payload: usize) {
    let bytes = 53 + payload;
    assert_eq!(text.len(), (4 * bytes).div_ceil(3), "{text} has another spelling");
    let values: Option<Vec<usize>> =
        text.bytes().map(|byte| LETTERS.iter().position(|letter| *letter == byte)).collect();
    let values = values.unwrap_or_else(|| panic!("{text} has other letters"));
    let spare = 6 * text.len() - 8 * bytes;
    assert!(values.last().is_some_and(|last| last % (1 << spare) == 0), "{text} has another spelling");
}

/// What is sealed opens as it was until it expires, and for nothing that differs from what it was sealed for.
fn sealed(how: u8, with: &[u8]) {
    let [known, other] = &*SEALERS;
    let (payload, changed) = (String::from_utf8_lossy(with), edited(&String::from_utf8_lossy(with), how >> 4, with));
    let purpose = PURPOSES[usize::from(how & 3)];
    let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(seconds);
    let (mine, theirs): (Vec<&[u8]>, Vec<&[u8]>) =
        (payload.split('\n').map(str::as_bytes).collect(), changed.split('\n').map(str::as_bytes).collect());
    let ann = PrincipalKey::of("https://login.example", "ann");
    let binding = Binding::new(ann, &mine);
    let Ok(token) = known.seal(purpose, &binding, payload.as_bytes(), at(NOW + LIFETIME)) else { return };
    for (now, is_open) in [(0, true), (NOW + LIFETIME - 1, true), (NOW + LIFETIME, false)] {
        let opened = known.open(purpose, &binding, &token, at(now)).ok();
        assert_eq!(opened.as_deref(), is_open.then_some(payload.as_bytes()), "at {now}");
    }
    assert_only_spelling(&token, payload.len());
    let refused = |purpose, binding: &Binding<'_>, token: &str| known.open(purpose, binding, token, at(NOW)).is_err();
    assert!(PURPOSES.iter().all(|other| *other == purpose || refused(*other, &binding, &token)));
    assert!(other.open(purpose, &binding, &token, at(NOW)).is_err());
    let nobody = PrincipalKey::of("https://login.example", &changed);
    assert!(changed == "ann" || refused(purpose, &Binding::new(nobody, &mine), &token), "{changed:?} is not ann");
    let one = mine.concat();
    assert!(mine == [&one[..]] || refused(purpose, &Binding::new(ann, &[&one]), &token), "{mine:?} are not {one:?}");
    assert!(mine == theirs || refused(purpose, &Binding::new(ann, &theirs), &token), "{mine:?} are not {theirs:?}");
    let text = edited(&token, how >> 4, with);
    assert!(text == token || refused(purpose, &binding, &text), "{text} is not {token}");
}

fn names_a_basket(text: &str, principal: PrincipalKey, now: SystemTime) -> bool {
    let [known, other] = &*SEALERS;
    let handle: Handle<Basket> = serde_json::from_value(text.into()).expect("any string is a handle");
    assert_eq!(handle.as_str(), text);
    assert!(handle.open_in(&SealContext { sealer: other, principal, now }).is_err());
    handle.open_in(&SealContext { sealer: known, principal, now }).is_ok()
}

fn key_ring(text: &str) -> bool {
    match KeyRing::parse(text) {
        Ok(ring) => {
            let again = KeyRing::parse(&ring.to_text()).expect("our own text");
            assert!(ring.ids().eq(again.ids()));
            assert_eq!(again.to_text(), ring.to_text());
            assert_eq!(key_lines(text), key_lines(&ring.to_text()), "what is read is what stands there");
            true
        }
        Err(error) => {
            let message = error.to_string();
            assert!((1..=200).contains(&message.len()) && !message.contains('\n'), "{message}");
            false
        }
    }
}

/// The fields of each key; zeros before a time mean nothing.
fn key_lines(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().map(str::trim_ascii).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let fields = line.split_ascii_whitespace().enumerate();
            let trimmed = |field: &str| field.len() - field.trim_start_matches('0').len();
            fields
                .map(|(at, field)| if at == 1 { &field[trimmed(field).min(field.len() - 1)..] } else { field })
                .collect()
        })
        .collect()
}
