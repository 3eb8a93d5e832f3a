//! What travels in `requestState`: answers and the effects of steps, so that they are neither asked nor done again.

use std::collections::BTreeMap;

use mcp_types::jsonrpc::write_string;
use mcp_types::{Json, Raw};

use super::QuestionDigest;
use crate::hex::{hex, unhex};
use crate::limits;

/// The memory of a dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Carried {
    /// What tells this dialogue from all others; made when it is first needed.
    pub(super) id: Option<[u8; 16]>,
    /// Rounds that have ended with questions.
    pub(super) round: u8,
    /// Answers by key, each with the question that it answers.
    pub(super) answers: BTreeMap<String, Given>,
    /// Questions that were open when this was sealed.
    pub(super) pending: BTreeMap<String, QuestionDigest>,
    /// What steps gave, by name.
    pub(super) steps: BTreeMap<String, Json>,
}

/// An answer and the question that it was given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) question: QuestionDigest,
    pub(super) answer: Json,
}

impl Carried {
    /// Writes it as JSON.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut buffer = br#"{"d":"#.to_vec();
        write_string(&mut buffer, &self.id.map(|id| hex(&id)).unwrap_or_default());
        buffer.extend_from_slice(format!(r#","n":{}"#, self.round).as_bytes());
        write_map(&mut buffer, ",\"a\":", &self.answers, |buffer, given| {
            buffer.push(b'[');
            write_string(buffer, &hex(&given.question));
            buffer.push(b',');
            buffer.extend_from_slice(given.answer.text().as_bytes());
            buffer.push(b']');
        });
        write_map(&mut buffer, ",\"p\":", &self.pending, |buffer, digest| write_string(buffer, &hex(digest)));
        write_map(&mut buffer, ",\"s\":", &self.steps, |buffer, output| {
            buffer.extend_from_slice(output.text().as_bytes());
        });
        buffer.push(b'}');
        buffer
    }

    /// Reads what [`encode`](Carried::encode) wrote; `None` for anything else.
    pub(super) fn decode(payload: &[u8]) -> Option<Self> {
        let raw = Raw::parse(std::str::from_utf8(payload).ok()?).ok()?;
        let id = raw.get("d")?.as_str()?;
        let read_answer = |raw: Raw<'_>| {
            let mut pair = raw.elements()?;
            Some(Given { question: unhex(&pair.next()?.as_str()?)?, answer: pair.next()?.into() })
        };
        Some(Carried {
            id: if id.is_empty() { None } else { Some(unhex(&id)?) },
            round: raw.get("n")?.deserialize().ok()?,
            answers: read_map(raw.get("a")?, read_answer)?,
            pending: read_map(raw.get("p")?, |raw| unhex(&raw.as_str()?))?,
            steps: read_map(raw.get("s")?, |raw| Some(raw.into()))?,
        })
    }

    /// What tells this dialogue from all others, made now if need be.
    pub(super) fn ensure_id(&mut self) -> Result<[u8; 16], getrandom::Error> {
        match self.id {
            Some(id) => Ok(id),
            None => {
                let mut id = [0; 16];
                getrandom::fill(&mut id)?;
                Ok(*self.id.insert(id))
            }
        }
    }

    /// Whether a further round may end with questions.
    pub(super) fn has_rounds_left(&self) -> bool {
        self.round < limits::MAX_ROUNDS
    }
}

fn write_map<T>(buffer: &mut Vec<u8>, name: &str, map: &BTreeMap<String, T>, write: impl Fn(&mut Vec<u8>, &T)) {
    buffer.extend_from_slice(name.as_bytes());
    buffer.push(b'{');
    for (index, (key, value)) in map.iter().enumerate() {
        if index > 0 {
            buffer.push(b',');
        }
        write_string(buffer, key);
        buffer.push(b':');
        write(buffer, value);
    }
    buffer.push(b'}');
}

fn read_map<'a, T>(raw: Raw<'a>, read: impl Fn(Raw<'a>) -> Option<T>) -> Option<BTreeMap<String, T>> {
    raw.members()?.map(|(key, value)| Some((key.into_owned(), read(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let json = |text| Json::parse(text).expect("the test writes JSON");
        let mut carried = Carried::default();
        assert_eq!(Carried::decode(&carried.encode()).as_ref(), Some(&carried));
        carried.id = Some([7; 16]);
        carried.round = 3;
        carried.answers.insert("a \"b\"".to_owned(), Given { question: [0xff; 16], answer: json("[1.50, null]") });
        carried.pending.insert(String::new(), [1; 16]);
        carried.steps.insert("charge".to_owned(), json("12345678901234567890123"));
        assert_eq!(Carried::decode(&carried.encode()), Some(carried));
    }

    #[test]
    fn anything_else_is_not() {
        for payload in ["", "{}", "[]", r#"{"d":"","n":0,"a":{"k":[]},"p":{},"s":{}}"#, r#"{"d":"+1"}"#] {
            assert_eq!(Carried::decode(payload.as_bytes()), None, "{payload}");
        }
    }
}
