//! Bytes as hexadecimal digits.

/// Writes two digits for each byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    let mut text = String::with_capacity(2 * bytes.len());
    bytes.iter().for_each(|byte| text.extend([digit(byte >> 4), digit(byte & 0xf)]));
    text
}

/// Reads what [`hex`] wrote of so many bytes; `None` for anything else.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(0)? << 4 | digit(1)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bytes_come_back_as_they_were(bytes: [u8; 16]) {
            let text = hex(&bytes);
            prop_assert_eq!(&text, &format!("{:032x}", u128::from_be_bytes(bytes)));
            prop_assert_eq!(unhex(&text), Some(bytes));
        }
    }

    #[test]
    fn anything_else_is_not_read() {
        for text in ["", "a", "+1", "1 ", "é", "abc", "gg"] {
            assert_eq!(unhex::<1>(text), None, "{text:?}");
        }
    }
}
