//! Texts that were honest once.

/// Changes a text as `how` and `with` say: not at all, by other letters, by more, by less, or altogether.
pub(crate) fn edited(text: &str, how: u8, with: &[u8]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    match (how % 8, with) {
        (0, _) => {}
        (1, _) => return String::from_utf8_lossy(with).into_owned(),
        (2, _) => bytes.extend_from_slice(with),
        (3, _) => bytes.splice(..0, with.iter().copied()).for_each(drop),
        (4, [at, ..]) => bytes.truncate(usize::from(*at)),
        (5, [at, rest @ ..]) => {
            let at = usize::from(*at).min(bytes.len());
            bytes.splice(at..at, rest.iter().copied()).for_each(drop);
        }
        (_, pairs) => {
            for pair in pairs.chunks_exact(2) {
                if let Some(byte) = bytes.get_mut(usize::from(pair[0])) {
                    *byte ^= pair[1];
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
