//! Which variant of a union a value is: one look at its type and its members, before any of it is decoded.

use crate::json::{Json, JsonKind, Raw};

use super::decoder::Decoder;
use super::error::{DecodeError, DecodeErrorKind};

/// The most rows that the rules of a union may have, and the most conditions that a row may have.
const MAX_ROWS: usize = 32;
const MAX_CONDITIONS: usize = 8;

/// What must be true of a value for a variant to be chosen: all of these.
pub type Row = &'static [Condition];

/// One thing that must be true of a value.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// It is of this type.
    Kind(JsonKind),
    /// It is a number without a fraction.
    Integer,
    /// It is an object with this member.
    Has(&'static str),
    /// It is an object with this member, which is an object with that member.
    HasIn(&'static str, &'static str),
    /// It is an object whose member has one of these values: strings, or the literals of numbers and booleans.
    Is(&'static str, &'static [&'static str]),
    /// The same of a member of a member.
    IsIn(&'static str, &'static str, &'static [&'static str]),
}

impl Condition {
    /// The member of the value that decides.
    fn member(&self) -> Option<&'static str> {
        match self {
            Self::Kind(_) | Self::Integer => None,
            Self::Has(name) | Self::HasIn(name, _) | Self::Is(name, _) | Self::IsIn(name, _, _) => Some(name),
        }
    }

    /// Whether the condition holds, given the member that decides.
    fn holds_for(&self, value: Raw<'_>) -> bool {
        match self {
            Self::Kind(_) | Self::Integer => false,
            Self::Has(_) => true,
            Self::HasIn(_, inner) => value.get(inner).is_some(),
            Self::Is(_, values) => is_one_of(value, values),
            Self::IsIn(_, inner, values) => value.get(inner).is_some_and(|value| is_one_of(value, values)),
        }
    }
}

fn is_one_of(value: Raw<'_>, values: &[&str]) -> bool {
    match value.as_str() {
        Some(text) => values.contains(&&*text),
        None => values.contains(&value.text()),
    }
}

/// The rules of a union, whose size is checked when its type is compiled.
pub const fn rows(rows: &'static [Row]) -> &'static [Row] {
    assert!(rows.len() <= MAX_ROWS, "a union has too many rows");
    let mut index = 0;
    while index < rows.len() {
        assert!(rows[index].len() <= MAX_CONDITIONS, "a row of a union has too many conditions");
        index += 1;
    }
    rows
}

/// The first of `rows` that holds for the value in `text`.
#[cfg(feature = "proptest")]
pub fn chosen(text: &str, rows: &'static [Row]) -> Option<usize> {
    Decoder::strict(text).choose(rows).ok().flatten()
}

/// What is known of the rows so far.
struct Verdicts {
    rows: &'static [Row],
    /// Per row, one bit for each condition that is not known to hold.
    open: [u8; MAX_ROWS],
    /// One bit for each row that is ruled out.
    out: u32,
}

impl Verdicts {
    fn new(rows: &'static [Row]) -> Self {
        let mut open = [0; MAX_ROWS];
        for (open, row) in open.iter_mut().zip(rows) {
            *open = ((1_u16 << row.len()) - 1) as u8;
        }
        Verdicts { rows, open, out: 0 }
    }

    /// Settles every condition for which `judge` has an answer.
    fn settle(&mut self, judge: impl Fn(&Condition) -> Option<bool>) {
        for (row_index, row) in self.rows.iter().enumerate().take(MAX_ROWS) {
            for (index, condition) in row.iter().enumerate() {
                match judge(condition) {
                    Some(true) => self.open[row_index] &= !(1 << index),
                    Some(false) => self.out |= 1 << row_index,
                    None => {}
                }
            }
        }
    }

    fn depends_on(&self, name: &str) -> bool {
        self.rows.iter().flat_map(|row| row.iter()).any(|condition| condition.member() == Some(name))
    }

    /// The first row that is not ruled out, if all of it holds: then no later member can change the choice.
    fn decided(&self) -> Option<usize> {
        let first = self.remaining().next()?;
        (self.open[first] == 0).then_some(first)
    }

    /// The first row that holds, once everything has been seen.
    fn chosen(&self) -> Option<usize> {
        self.remaining().find(|row| self.open[*row] == 0)
    }

    fn remaining(&self) -> impl Iterator<Item = usize> {
        (0..self.rows.len().min(MAX_ROWS)).filter(|row| self.out & (1 << row) == 0)
    }
}

impl Decoder<'_> {
    /// The first of `rows` that holds for the value that comes next, without taking it.
    pub fn choose(&mut self, rows: &'static [Row]) -> Result<Option<usize>, DecodeError> {
        let kind = self.kind()?;
        let mut verdicts = Verdicts::new(rows);
        let checkpoint = self.checkpoint();
        let integer = kind == JsonKind::Number && self.integer::<i128>("integer").is_ok();
        self.go_back(checkpoint);
        verdicts.settle(|condition| match condition {
            Condition::Kind(expected) => Some(*expected == kind),
            Condition::Integer => Some(integer),
            _ if kind != JsonKind::Object => Some(false),
            _ => None,
        });
        if kind != JsonKind::Object || verdicts.decided().is_some() {
            return Ok(verdicts.chosen());
        }
        let checkpoint = self.checkpoint();
        let chosen = self.look(&mut verdicts)?;
        self.go_back(checkpoint);
        Ok(chosen)
    }

    fn look(&mut self, verdicts: &mut Verdicts) -> Result<Option<usize>, DecodeError> {
        let mut object = self.object()?;
        while let Some(name) = self.member(&mut object)? {
            if !verdicts.depends_on(&name) {
                self.skip()?;
                continue;
            }
            let value = self.raw()?;
            verdicts.settle(|condition| (condition.member() == Some(&*name)).then(|| condition.holds_for(value)));
            if let Some(row) = verdicts.decided() {
                return Ok(Some(row));
            }
        }
        Ok(verdicts.chosen())
    }

    /// The error that the value which comes next fits no variant of `union`.
    pub fn no_variant(&mut self, union: &'static str) -> DecodeError {
        let place = self.place();
        self.error_at(place, DecodeErrorKind::NoVariant { union })
    }

    /// Keeps a value that fits no variant of `union` as text; a strict decoder refuses it.
    pub fn unknown_variant(&mut self, union: &'static str) -> Result<Json, DecodeError> {
        let error = self.no_variant(union);
        if !self.is_lenient() {
            return Err(error);
        }
        let value = self.raw()?;
        self.report(error.place().clone(), error);
        Ok(value.into())
    }
}
