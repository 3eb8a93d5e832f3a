//! The cursor that every type is decoded from.

use std::borrow::Cow;

use crate::json::{JsonKind, Raw};
use crate::lex::{Lexer, SyntaxError};
use crate::limits::{MAX_DECODED_ELEMENTS, MAX_DEFECTS, MAX_VALUE_DEPTH};

use super::Wire;
use super::error::{DecodeError, DecodeErrorKind, Defect, Place};
use super::pointer::pointers;
use super::skip::{SkipError, skip_value};

/// A cursor over the text of one JSON value, from which types read themselves; see [`Wire`].
///
/// It moves forward only, checks the text as it goes, and stands before a value whenever a [`Wire::decode`] begins.
/// A method that returns an error may have moved it; the error then goes up to whoever can go back.
///
/// # Examples
///
/// ```
/// use mcp_types::wire::{self, Decoder, Wire};
/// use mcp_types::{DecodeError, DecodeErrorKind};
///
/// /// A day of the week, from 1 to 7.
/// #[derive(Debug, PartialEq)]
/// struct Weekday(u8);
///
/// impl Wire for Weekday {
///     fn decode(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
///         match u64::decode(decoder)? {
///             day @ 1..=7 => Ok(Weekday(day as u8)),
///             _ => Err(decoder.error(DecodeErrorKind::OutOfRange { expected: "a day from 1 to 7" })),
///         }
///     }
/// }
///
/// impl serde::Serialize for Weekday {
///     fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
///         serializer.serialize_u8(self.0)
///     }
/// }
///
/// assert_eq!(wire::decode::<Weekday>("3"), Ok(Weekday(3)));
/// let error = wire::decode::<Vec<Weekday>>("[1, 8]").expect_err("there is no eighth day");
/// assert_eq!(error.to_string(), "/1: expected a day from 1 to 7");
/// ```
#[derive(Debug)]
pub struct Decoder<'a> {
    pub(super) lexer: Lexer<'a>,
    /// Where the value last begun begins.
    start: usize,
    /// Arrays and objects that are open.
    depth: usize,
    /// Elements of lists and maps that may still come.
    elements_left: usize,
    mode: Mode,
}

#[derive(Debug)]
enum Mode {
    Strict,
    Lenient(Vec<Defect>),
}

/// An object that is being read; [`Decoder::object`] makes it.
#[derive(Debug)]
pub struct ObjectCursor {
    place: Place,
    first: bool,
}

/// An array that is being read; [`Decoder::array`] makes it.
#[derive(Debug)]
pub struct ArrayCursor {
    first: bool,
}

/// Where a decoder stood, to go back to.
pub(super) struct Checkpoint<'a> {
    lexer: Lexer<'a>,
    depth: usize,
    defects: usize,
}

/// Decodes all of `text` as one strict value.
pub(super) fn decode<T: Wire>(text: &str) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(text, Mode::Strict);
    decoder.all().map_err(|error| locate_error(text, error))
}

/// Decodes all of `text` as one value, giving up what is broken in it where that can be done.
pub(super) fn decode_lenient<T: Wire>(text: &str) -> Result<(T, Vec<Defect>), DecodeError> {
    let mut decoder = Decoder::new(text, Mode::Lenient(Vec::new()));
    match (decoder.all(), decoder.mode) {
        (Ok(value), Mode::Lenient(mut defects)) => {
            locate_defects(text, &mut defects);
            Ok((value, defects))
        }
        (Ok(value), Mode::Strict) => Ok((value, Vec::new())),
        (Err(error), _) => Err(locate_error(text, error)),
    }
}

#[cold]
fn locate_error(text: &str, mut error: DecodeError) -> DecodeError {
    let path = pointers(text, &[error.place()]).remove(0);
    error.locate(path);
    error
}

fn locate_defects(text: &str, defects: &mut [Defect]) {
    if defects.is_empty() {
        return;
    }
    let places: Vec<&Place> = defects.iter().flat_map(|defect| [&defect.place, defect.error.place()]).collect();
    let mut paths = pointers(text, &places).into_iter();
    for defect in defects {
        defect.path = paths.next().unwrap_or_default();
        defect.error.locate(paths.next().unwrap_or_default());
    }
}

impl<'a> Decoder<'a> {
    fn new(text: &'a str, mode: Mode) -> Self {
        Decoder { lexer: Lexer::new(text), start: 0, depth: 0, elements_left: MAX_DECODED_ELEMENTS, mode }
    }

    #[cfg(feature = "proptest")]
    pub(super) fn strict(text: &'a str) -> Self {
        Decoder::new(text, Mode::Strict)
    }

    fn all<T: Wire>(&mut self) -> Result<T, DecodeError> {
        let value = T::decode(self)?;
        match self.lexer.peek() {
            None => Ok(value),
            Some(_) => Err(self.syntax(self.lexer.error("the end of the text"))),
        }
    }

    /// Whether broken optional parts are given up rather than refused.
    pub fn is_lenient(&self) -> bool {
        matches!(self.mode, Mode::Lenient(_))
    }

    /// The type of the value that comes next.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Syntax`] where no value can begin with what comes next.
    pub fn kind(&mut self) -> Result<JsonKind, DecodeError> {
        let byte = self.lexer.peek();
        self.start = self.lexer.offset();
        byte.and_then(JsonKind::of_first_byte).ok_or_else(|| self.syntax(self.lexer.error("a value")))
    }

    /// The place of the value that comes next.
    pub fn place(&mut self) -> Place {
        self.lexer.peek();
        self.start = self.lexer.offset();
        Place { offset: self.start, member: None }
    }

    /// Takes a value of any type as text.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Syntax`] where it is malformed, [`DecodeErrorKind::TooDeep`] where it is nested too deeply.
    pub fn raw(&mut self) -> Result<Raw<'a>, DecodeError> {
        let place = self.place();
        self.skip()?;
        Ok(self.raw_since(&place))
    }

    /// Takes a value of any type and drops it; iterative, and bounded in depth.
    ///
    /// # Errors
    ///
    /// As [`raw`](Self::raw).
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.place();
        skip_value(&mut self.lexer, MAX_VALUE_DEPTH - self.depth).map_err(|error| match error {
            SkipError::Syntax(error) => self.syntax(error),
            SkipError::TooDeep(offset) => DecodeError::at(Place { offset, member: None }, DecodeErrorKind::TooDeep),
        })
    }

    /// The text of the value that began at `place` and has just been taken completely.
    pub fn raw_since(&self, place: &Place) -> Raw<'a> {
        Raw::new_unchecked_by_lexer(self.lexer.slice(place.offset, self.lexer.offset()))
    }

    /// Begins an object; [`member`](Self::member) then leads through it.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongType`] where something else comes next, [`DecodeErrorKind::TooDeep`].
    pub fn object(&mut self) -> Result<ObjectCursor, DecodeError> {
        self.expect(JsonKind::Object, "object")?;
        self.open(b'{')?;
        Ok(ObjectCursor { place: Place { offset: self.start, member: None }, first: true })
    }

    /// Takes the name of the next member and stands before its value, or takes the end of the object.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Syntax`].
    pub fn member(&mut self, object: &mut ObjectCursor) -> Result<Option<Cow<'a, str>>, DecodeError> {
        if self.next(&mut object.first, b'}').map_err(|error| self.syntax(error))? {
            return Ok(None);
        }
        let name = match self.lexer.string() {
            Ok(token) => token.unescape(),
            Err(error) => return Err(self.syntax(error)),
        };
        self.lexer.expect(b':', "a colon").map_err(|error| self.syntax(error))?;
        Ok(Some(name))
    }

    /// Begins an array; [`element`](Self::element) then leads through it.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongType`] where something else comes next, [`DecodeErrorKind::TooDeep`].
    pub fn array(&mut self) -> Result<ArrayCursor, DecodeError> {
        self.expect(JsonKind::Array, "array")?;
        self.open(b'[')?;
        Ok(ArrayCursor { first: true })
    }

    /// Stands before the next element and says true, or takes the end of the array.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::Syntax`], [`DecodeErrorKind::TooLarge`].
    pub fn element(&mut self, array: &mut ArrayCursor) -> Result<bool, DecodeError> {
        if self.next(&mut array.first, b']').map_err(|error| self.syntax(error))? {
            return Ok(false);
        }
        self.count()?;
        Ok(true)
    }

    /// Notes one more element of a list or map, of which a text may hold only so many.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::TooLarge`].
    pub fn count(&mut self) -> Result<(), DecodeError> {
        match self.elements_left.checked_sub(1) {
            Some(left) => self.elements_left = left,
            None => return Err(self.error(DecodeErrorKind::TooLarge)),
        }
        Ok(())
    }

    /// Decodes the next value; a lenient decoder passes over a broken one, reports it and returns `None`.
    ///
    /// # Errors
    ///
    /// A strict decoder returns every error; a lenient one only those after which nothing can be read any more.
    pub fn attempt<T: Wire>(&mut self) -> Result<Option<T>, DecodeError> {
        if !self.is_lenient() {
            return T::decode(self).map(Some);
        }
        let place = self.place();
        let checkpoint = self.checkpoint();
        match T::decode(self) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_fatal() => Err(error),
            Err(error) => {
                self.go_back(checkpoint);
                self.skip()?;
                self.report(place, error);
                Ok(None)
            }
        }
    }

    /// The error that the value which comes next is not of the expected type.
    pub fn wrong_type(&mut self, expected: &'static str) -> DecodeError {
        match self.kind() {
            Ok(received) => self.wrong_type_of(expected, received),
            Err(error) => error,
        }
    }

    /// An error about the value last begun: the one before which [`kind`](Self::kind) looked, or the scalar just taken.
    pub fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::at(Place { offset: self.start, member: None }, kind)
    }

    /// An error about the value at `place`.
    pub fn error_at(&self, place: Place, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::at(place, kind)
    }

    /// An error about a member of `object`.
    pub(super) fn member_error(
        &self,
        object: &ObjectCursor,
        member: impl Into<Cow<'static, str>>,
        kind: DecodeErrorKind,
    ) -> DecodeError {
        DecodeError::at(Place { member: Some(member.into()), ..object.place.clone() }, kind)
    }

    /// Keeps a defect, unless there are too many already.
    pub(super) fn report(&mut self, place: Place, error: DecodeError) {
        if let Mode::Lenient(defects) = &mut self.mode
            && defects.len() < MAX_DEFECTS
        {
            defects.push(Defect { place, path: String::new(), error });
        }
    }

    pub(super) fn checkpoint(&self) -> Checkpoint<'a> {
        let defects = if let Mode::Lenient(defects) = &self.mode { defects.len() } else { 0 };
        Checkpoint { lexer: self.lexer.clone(), depth: self.depth, defects }
    }

    /// Returns to where `checkpoint` was taken and forgets what was reported since.
    pub(super) fn go_back(&mut self, checkpoint: Checkpoint<'a>) {
        self.lexer = checkpoint.lexer;
        self.depth = checkpoint.depth;
        if let Mode::Lenient(defects) = &mut self.mode {
            defects.truncate(checkpoint.defects);
        }
    }

    pub(super) fn expect(&mut self, kind: JsonKind, expected: &'static str) -> Result<(), DecodeError> {
        match self.kind()? {
            received if received == kind => Ok(()),
            received => Err(self.wrong_type_of(expected, received)),
        }
    }

    pub(super) fn wrong_type_of(&self, expected: &'static str, received: JsonKind) -> DecodeError {
        self.error(DecodeErrorKind::WrongType { expected, received })
    }

    fn open(&mut self, bracket: u8) -> Result<(), DecodeError> {
        if self.depth == MAX_VALUE_DEPTH {
            return Err(self.error(DecodeErrorKind::TooDeep));
        }
        self.depth += 1;
        self.lexer.eat(bracket);
        Ok(())
    }

    /// Takes the closing bracket and says true, or the comma where there must be one.
    fn next(&mut self, first: &mut bool, closing: u8) -> Result<bool, SyntaxError> {
        if self.lexer.eat(closing) {
            self.depth -= 1;
            return Ok(true);
        }
        if !*first {
            self.lexer.expect(b',', "a comma or the end of the array or object")?;
        }
        *first = false;
        Ok(false)
    }

    #[cold]
    pub(super) fn syntax(&self, error: SyntaxError) -> DecodeError {
        let SyntaxError { offset, expected } = error;
        DecodeError::at(Place { offset, member: None }, DecodeErrorKind::Syntax { offset, expected })
    }
}
