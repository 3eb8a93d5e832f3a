//! Sealed tokens, and the text of key rings.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mcp_server::{Binding, Handle, HandleState, KeyRing, PrincipalKey, Purpose, SealContext, Sealer};
use serde::{Deserialize, Serialize};

/// The key under which the seeds were sealed. Everybody knows it, so it protects nothing.
const RING: &str = "b67ea46f 1785240000 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
/// Another one, under which nothing was ever sealed.
const OTHER_RING: &str = "ea548d59 1785240000 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
/// When the seeds are opened, in seconds since 1970.
const NOW: u64 = 1_785_240_000;
const PURPOSES: [Purpose; 3] = [Purpose::RequestState, Purpose::Handle, Purpose::Cursor];

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
/// A text that is no token may be a ring of keys, which is read as what is written for it.
pub fn sealed_tokens(input: &[u8]) -> usize {
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
    let bytes = 53 + payload.len();
    assert_eq!(text.len(), (4 * bytes).div_ceil(3), "{text} has another spelling");
    let never = now + Duration::from_secs(u64::from(u32::MAX));
    assert!(known.open(purpose, binding, text, never).is_err(), "{text} does not expire");
    assert!(known.open(purpose, binding, &text[1..], now).is_err());
    assert!(known.open(purpose, binding, &format!("{text}A"), now).is_err());
    true
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
            true
        }
        Err(error) => {
            let message = error.to_string();
            assert!((1..=200).contains(&message.len()) && !message.contains('\n'), "{message}");
            false
        }
    }
}
