//! Taking strings, numbers and the three words from a decoder.

use std::borrow::Cow;

use crate::json::JsonKind;
use crate::json::decimal::{Decimal, Integral};

use super::decoder::Decoder;
use super::error::{DecodeError, DecodeErrorKind};

impl<'a> Decoder<'a> {
    /// Takes a string; borrowed where nothing in it is escaped.
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongType`] where something else comes next, [`DecodeErrorKind::Syntax`] where it is malformed.
    pub fn string(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.expect(JsonKind::String, "string")?;
        match self.lexer.string() {
            Ok(token) => Ok(token.unescape()),
            Err(error) => Err(self.syntax(error)),
        }
    }

    /// Takes a number and returns its literal as it is spelled.
    ///
    /// # Errors
    ///
    /// As [`string`](Self::string).
    pub fn number_literal(&mut self) -> Result<&'a str, DecodeError> {
        self.expect(JsonKind::Number, "number")?;
        self.lexer.number().map_err(|error| self.syntax(error))
    }

    /// Takes a number that is spelled without fraction and exponent and returns its literal.
    ///
    /// # Errors
    ///
    /// As [`string`](Self::string); a fraction or an exponent, even one that changes nothing, is a wrong type.
    pub fn integer_literal(&mut self) -> Result<&'a str, DecodeError> {
        self.expect(JsonKind::Number, "integer")?;
        let literal = self.lexer.number().map_err(|error| self.syntax(error))?;
        if literal.contains(['.', 'e', 'E']) {
            return Err(self.wrong_type_of("integer", JsonKind::Number));
        }
        Ok(literal)
    }

    /// Takes `true` or `false`.
    ///
    /// # Errors
    ///
    /// As [`string`](Self::string).
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.expect(JsonKind::Boolean, "boolean")?;
        self.lexer.word().map(|word| word == "true").map_err(|error| self.syntax(error))
    }

    /// Takes `null`.
    ///
    /// # Errors
    ///
    /// As [`string`](Self::string).
    pub fn null(&mut self) -> Result<(), DecodeError> {
        self.expect(JsonKind::Null, "null")?;
        self.lexer.word().map(drop).map_err(|error| self.syntax(error))
    }

    /// Takes a number without a fraction, however it is spelled (`60000.0`, `6e4`).
    ///
    /// # Errors
    ///
    /// [`DecodeErrorKind::WrongType`] for anything but such a number, [`DecodeErrorKind::OutOfRange`] with `range`
    /// where it does not fit the type, [`DecodeErrorKind::Syntax`].
    pub fn integer<T: TryFrom<i128>>(&mut self, range: &'static str) -> Result<T, DecodeError> {
        if self.kind()? != JsonKind::Number {
            return Err(self.wrong_type("integer"));
        }
        let literal = self.number_literal()?;
        let integral = match literal.parse::<i64>() {
            Ok(integer) => Integral::Integer(i128::from(integer)),
            Err(_) => Decimal::of_literal(literal).integral(),
        };
        match integral {
            Integral::Integer(integer) => {
                T::try_from(integer).map_err(|_| self.error(DecodeErrorKind::OutOfRange { expected: range }))
            }
            Integral::TooLarge => Err(self.error(DecodeErrorKind::OutOfRange { expected: range })),
            Integral::Fraction => {
                Err(self.error(DecodeErrorKind::WrongType { expected: "integer", received: JsonKind::Number }))
            }
        }
    }
}
