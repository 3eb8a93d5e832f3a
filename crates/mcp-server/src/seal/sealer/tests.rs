//! What a token withstands.

use std::collections::HashSet;
use std::time::Duration;

use proptest::prelude::*;

use super::*;

const NOW: Duration = Duration::from_secs(1_785_240_000);

fn now() -> SystemTime {
    UNIX_EPOCH + NOW
}

fn later() -> SystemTime {
    now() + Duration::from_secs(600)
}

fn ring() -> KeyRing {
    KeyRing::generate().expect("randomness")
}

fn ann() -> PrincipalKey {
    PrincipalKey::of("https://login.example", "ann")
}

/// A sealer and what it binds to in most tests.
struct Bench {
    sealer: Sealer,
    parts: [&'static [u8]; 2],
}

impl Bench {
    fn new() -> Self {
        Bench { sealer: Sealer::new(&ring()), parts: [b"tools/call", b"digest of the arguments"] }
    }

    fn binding(&self) -> Binding<'_> {
        Binding::new(ann(), &self.parts)
    }

    fn seal(&self, payload: &[u8]) -> String {
        self.sealer.seal(Purpose::RequestState, &self.binding(), payload, later()).expect("a small payload")
    }

    fn open(&self, token: &str) -> Result<Vec<u8>, Refused> {
        self.sealer.open(Purpose::RequestState, &self.binding(), token, now())
    }
}

#[test]
fn what_is_sealed_opens() {
    let bench = Bench::new();
    for payload in [b"".as_slice(), b"state", &[0; MAX_SEALED_BYTES]] {
        assert_eq!(bench.open(&bench.seal(payload)).as_deref(), Ok(payload));
    }
}

#[test]
fn no_token_is_like_another() {
    let bench = Bench::new();
    let tokens: HashSet<_> = (0..1000).map(|_| bench.seal(b"state")).collect();
    assert_eq!(tokens.len(), 1000);
}

// spec: MRTR-011
#[test]
fn nothing_is_believed_that_was_not_sealed() {
    let bench = Bench::new();
    for text in ["", "AQ", "state", "{\"items\":[]}", "eyJpdGVtcyI6W119", &"A".repeat(71), &"A".repeat(72), "é", "\0"]
    {
        assert_eq!(bench.open(text), Err(Refused), "{text}");
    }
}

// spec: MRTR-008
#[test]
fn tokens_longer_than_we_write_are_refused_whatever_they_hold() {
    let bench = Bench::new();
    let longest = bench.seal(&[0; MAX_SEALED_BYTES]);
    assert_eq!(longest.len(), MAX_TOKEN_BYTES);
    let long = bench
        .sealer
        .seal_any(Purpose::RequestState, &bench.binding(), &[0; MAX_SEALED_BYTES + 1], later())
        .expect("randomness");
    assert_eq!(bench.open(&long), Err(Refused));
    let error = bench.sealer.seal(Purpose::RequestState, &bench.binding(), &[0; MAX_SEALED_BYTES + 1], later());
    assert_eq!(error, Err(SealError::TooLarge { length: MAX_SEALED_BYTES + 1 }));
    let message = error.expect_err("one byte too many").to_string();
    assert_eq!(message, "too large to seal: expected at most 49099 bytes, received 49100");
}

// spec: MRTR-009
#[test]
fn every_flipped_bit_is_noticed() {
    let bench = Bench::new();
    let token = bench.seal(b"state");
    let bytes = URL_SAFE_NO_PAD.decode(&token).expect("our own token");
    for bit in 0..8 * bytes.len() {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(bench.open(&URL_SAFE_NO_PAD.encode(flipped)), Err(Refused), "bit {bit}");
    }
}

// spec: MRTR-009
#[test]
fn every_other_character_is_noticed() {
    let bench = Bench::new();
    let token = bench.seal(b"state");
    for place in 0..token.len() {
        for other in (0x20..0x7f).map(char::from) {
            let changed = format!("{}{other}{}", &token[..place], &token[place + 1..]);
            assert!(changed == token || bench.open(&changed) == Err(Refused), "{changed}");
        }
    }
}

// spec: MRTR-009 ELIC-018
#[test]
fn every_shorter_or_longer_token_is_refused() {
    let bench = Bench::new();
    for payload in [b"".as_slice(), b"s", b"st", b"state"] {
        let token = bench.seal(payload);
        for end in 0..token.len() {
            assert_eq!(bench.open(&token[..end]), Err(Refused), "{end}");
            assert_eq!(bench.open(&token[end + 1..]), Err(Refused), "{end}");
        }
        for addition in ["-TAMPERED", "A", "AA", "AAAA", "=", "==", ".", "\n", " ", &token] {
            assert_eq!(bench.open(&format!("{token}{addition}")), Err(Refused), "{addition}");
            assert_eq!(bench.open(&format!("{addition}{token}")), Err(Refused), "{addition}");
        }
    }
}

#[test]
fn a_token_has_one_spelling() {
    let bench = Bench::new();
    for length in 0..100 {
        let token = bench.seal(&vec![0xff; length]);
        let standard = token.replace('-', "+").replace('_', "/");
        assert!(standard == token || bench.open(&standard) == Err(Refused));
        assert_eq!(bench.open(&format!("{token}{}", "=".repeat((4 - token.len() % 4) % 4 + 1))), Err(Refused));
        // The last character has two or four bits to spare unless the bytes come in threes.
        let spare = [0, 0, 4, 2][token.len() % 4];
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let last = token.as_bytes()[token.len() - 1];
        let value = alphabet.iter().position(|&character| character == last).expect("a character of the alphabet");
        for bits in 1..1 << spare {
            let other = format!("{}{}", &token[..token.len() - 1], char::from(alphabet[value | bits]));
            assert_eq!(bench.open(&other), Err(Refused), "{other}");
        }
    }
}

#[test]
fn tokens_of_another_purpose_are_refused() {
    let bench = Bench::new();
    for sealed_for in Purpose::ALL {
        let token = bench.sealer.seal(sealed_for, &bench.binding(), b"state", later()).expect("a small payload");
        for opened_for in Purpose::ALL {
            let opened = bench.sealer.open(opened_for, &bench.binding(), &token, now());
            assert_eq!(opened.is_ok(), sealed_for == opened_for, "{sealed_for:?} {opened_for:?}");
        }
    }
}

// spec: MRTR-012 ELIC-018
#[test]
fn tokens_of_another_principal_are_refused() {
    let bench = Bench::new();
    let token = bench.seal(b"state");
    let bob = PrincipalKey::of("https://login.example", "bob");
    for other in [bob, PrincipalKey::ANONYMOUS, ann().through_client("client")] {
        let binding = Binding::new(other, &bench.parts);
        assert_eq!(bench.sealer.open(Purpose::RequestState, &binding, &token, now()), Err(Refused));
    }
}

// spec: MRTR-014
#[test]
fn tokens_of_another_request_are_refused() {
    let bench = Bench::new();
    let token = bench.seal(b"state");
    let (method, digest) = (bench.parts[0], bench.parts[1]);
    for parts in [
        &[][..],
        &[method],
        &[digest],
        &[digest, method],
        &[b"prompts/get", digest],
        &[method, b"digest of other arguments"],
        &[method, digest, b""],
        &[method, b"", digest],
        &[b"tools/calldigest of the arguments"],
        &[b"tools/cal", b"ldigest of the arguments"],
    ] {
        let binding = Binding::new(ann(), parts);
        assert_eq!(bench.sealer.open(Purpose::RequestState, &binding, &token, now()), Err(Refused), "{parts:?}");
    }
}

// spec: MRTR-013
#[test]
fn expired_tokens_are_refused() {
    let bench = Bench::new();
    let token = bench.seal(b"state");
    let open_at = |now| bench.sealer.open(Purpose::RequestState, &bench.binding(), &token, now);
    let nanosecond = Duration::from_nanos(1);
    assert!(open_at(later() - nanosecond).is_ok());
    for late in [later(), later() + nanosecond, later() + NOW] {
        assert_eq!(open_at(late), Err(Refused));
    }
    assert_eq!(open_at(UNIX_EPOCH - nanosecond), Err(Refused), "a clock so wrong proves nothing");
    for past in [UNIX_EPOCH - NOW, UNIX_EPOCH, now()] {
        let token = bench.sealer.seal(Purpose::RequestState, &bench.binding(), b"", past).expect("a small payload");
        assert_eq!(bench.open(&token), Err(Refused));
    }
}

#[test]
fn tokens_of_another_ring_are_refused() {
    let (here, elsewhere) = (Bench::new(), Bench::new());
    assert_eq!(here.open(&elsewhere.seal(b"state")), Err(Refused));
}

#[test]
fn rotated_keys_open_and_retired_ones_do_not() {
    let mut ring = ring();
    let old = ring.sealing_key();
    let bench = Bench { sealer: Sealer::new(&ring), ..Bench::new() };
    let token = bench.seal(b"state");

    ring.rotate().expect("randomness");
    let rotated = Bench { sealer: Sealer::new(&ring), ..Bench::new() };
    assert_eq!(rotated.open(&token).as_deref(), Ok(b"state".as_slice()));
    assert_eq!(bench.open(&rotated.seal(b"state")), Err(Refused), "a replica without the new key cannot open");

    ring.retire(old).expect("it does not seal any more");
    let retired = Bench { sealer: Sealer::new(&ring), ..Bench::new() };
    assert_eq!(retired.open(&token), Err(Refused));
    assert!(retired.open(&rotated.seal(b"state")).is_ok());
}

#[test]
fn staged_keys_open_before_they_seal() {
    let mut ring = ring();
    ring.stage().expect("randomness");
    let staged = Bench { sealer: Sealer::new(&ring), ..Bench::new() };
    ring.rotate().expect("randomness");
    let rotated = Bench { sealer: Sealer::new(&ring), ..Bench::new() };
    assert!(staged.open(&rotated.seal(b"state")).is_ok());
    assert!(rotated.open(&staged.seal(b"state")).is_ok());
}

/// The token was made by another implementation of the same layout.
#[test]
fn tokens_are_the_same_on_every_replica_and_in_every_build() {
    let ring = "b67ea46f 1785240000 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    let ring = KeyRing::parse(ring).expect("a ring");
    let sealer = Sealer::new(&ring);
    let token = "AbZ-pG9kZWZnaGlqa2xtbm9wcXJzdHV2d3h5ensN09bX_j7fgPGRcgfZrhkoV-uDtSITiK4piH0iOA";
    let binding = Binding::new(ann(), &[b"tools/call"]);
    assert_eq!(sealer.open(Purpose::Handle, &binding, token, now()).as_deref(), Ok(b"state".as_slice()));
}

#[test]
fn debug_shows_no_key() {
    let ring = ring();
    let sealer = Sealer::new(&ring);
    let expected = format!("Sealer[KeyId({})]", ring.sealing_key());
    assert_eq!(format!("{sealer:?}"), expected);
    let context = SealContext { sealer: &sealer, principal: PrincipalKey::ANONYMOUS, now: now() };
    assert_eq!(format!("{context:?}"), "SealContext { principal: PrincipalKey(anonymous), .. }");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_payload_and_binding_come_back(
        payload: Vec<u8>,
        parts: Vec<Vec<u8>>,
        other_parts: Vec<Vec<u8>>,
        subject: String,
        seconds in 1_u32..,
    ) {
        let bench = Bench::new();
        let slices: Vec<_> = parts.iter().map(Vec::as_slice).collect();
        let other_slices: Vec<_> = other_parts.iter().map(Vec::as_slice).collect();
        let principal = PrincipalKey::of("https://login.example", &subject);
        let binding = Binding::new(principal, &slices);
        let until = now() + Duration::from_secs(seconds.into());
        let token = bench.sealer.seal(Purpose::Cursor, &binding, &payload, until).expect("a small payload");
        prop_assert_eq!(bench.sealer.open(Purpose::Cursor, &binding, &token, now()), Ok(payload));
        prop_assert_eq!(bench.sealer.open(Purpose::Cursor, &binding, &token, until), Err(Refused));
        let other = Binding::new(principal, &other_slices);
        prop_assert_eq!(bench.sealer.open(Purpose::Cursor, &other, &token, now()).is_ok(), parts == other_parts);
    }

    #[test]
    fn any_damage_is_noticed(payload: Vec<u8>, place: prop::sample::Index, mask in 1_u8.., cut: prop::sample::Index) {
        let bench = Bench::new();
        let token = bench.seal(&payload);
        let mut bytes = URL_SAFE_NO_PAD.decode(&token).expect("our own token");
        prop_assert_eq!(bench.open(&URL_SAFE_NO_PAD.encode(&bytes[..cut.index(bytes.len())])), Err(Refused));
        let place = place.index(bytes.len());
        bytes[place] ^= mask;
        prop_assert_eq!(bench.open(&URL_SAFE_NO_PAD.encode(&bytes)), Err(Refused));
    }

    #[test]
    fn no_text_opens_or_makes_it_panic(text in "[A-Za-z0-9_-]{0,200}|\\PC{0,100}") {
        prop_assert_eq!(Bench::new().open(&text), Err(Refused));
    }
}
