//! What the macros need to gather the members of an object into the fields of a struct.

use std::borrow::Cow;

use super::Wire;
use super::decoder::{Decoder, ObjectCursor};
use super::error::{DecodeError, DecodeErrorKind};
use super::extra::Extra;
use crate::json::{JsonKind, JsonObject};

/// A field of a struct whose object is being read.
#[derive(Debug)]
pub struct Slot<T>(State<T>);

#[derive(Debug)]
enum State<T> {
    Absent,
    /// The member was there, broken, and has been reported.
    GivenUp,
    Present(T),
}

impl<T> Slot<T> {
    /// A field whose member has not been seen yet.
    #[allow(clippy::new_without_default)] // Why: only the macros make slots.
    pub fn new() -> Self {
        Slot(State::Absent)
    }

    /// Takes the field of a required member.
    pub fn required(self, decoder: &Decoder<'_>, object: &ObjectCursor, name: &'static str) -> Result<T, DecodeError> {
        match self.0 {
            State::Present(value) => Ok(value),
            State::Absent | State::GivenUp => Err(decoder.member_error(object, name, DecodeErrorKind::Missing)),
        }
    }

    /// Takes the field of a member that is required, and has a default for lenient decoders.
    pub fn defaulted(
        self,
        decoder: &mut Decoder<'_>,
        object: &ObjectCursor,
        name: &'static str,
        default: impl FnOnce() -> T,
    ) -> Result<T, DecodeError> {
        match self.0 {
            State::Present(value) => Ok(value),
            State::GivenUp => Ok(default()),
            State::Absent => {
                let error = decoder.member_error(object, name, DecodeErrorKind::Missing);
                if !decoder.is_lenient() {
                    return Err(error);
                }
                decoder.report(error.place().clone(), error);
                Ok(default())
            }
        }
    }

    /// Takes the field of an optional member.
    pub fn optional(self) -> Option<T> {
        match self.0 {
            State::Present(value) => Some(value),
            State::Absent | State::GivenUp => None,
        }
    }
}

/// A member whose value the type fixes.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    name: &'static str,
    value: &'static [&'static str; 1],
    quoted: bool,
}

impl Tag {
    /// Makes a tag from a literal as `concat!` and as `stringify!` write it.
    pub const fn new(name: &'static str, value: &'static [&'static str; 1], source: &str) -> Self {
        Tag { name, value, quoted: source.as_bytes()[0] == b'"' }
    }
}

/// The tags of a type, whose number is checked when the type is compiled.
pub const fn tags(tags: &'static [Tag]) -> &'static [Tag] {
    assert!(tags.len() <= u32::BITS as usize, "one bit for each tag");
    tags
}

/// The checked members of a type, whose number is checked when the type is compiled.
pub const fn members(members: &'static [Member]) -> &'static [Member] {
    assert!(members.len() <= u32::BITS as usize, "one bit for each member");
    members
}

/// Which of the tags have been seen, one bit for each.
#[derive(Debug, Default)]
pub struct TagsSeen(u32);

impl TagsSeen {
    /// Fails if a tag of the object is missing.
    pub fn finish(&self, decoder: &Decoder<'_>, object: &ObjectCursor, tags: &[Tag]) -> Result<(), DecodeError> {
        match tags.iter().enumerate().find(|(index, _)| self.0 & (1 << index) == 0) {
            Some((_, tag)) => Err(decoder.member_error(object, tag.name, DecodeErrorKind::Missing)),
            None => Ok(()),
        }
    }
}

/// A member that is checked in an object that is kept as text.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    name: &'static str,
    required: bool,
    check: fn(&mut Decoder<'_>) -> Result<(), DecodeError>,
}

impl Member {
    /// A member that must be there.
    pub const fn required<T: Wire>(name: &'static str) -> Self {
        Member { name, required: true, check: check::<T> }
    }

    /// A member that may be there.
    pub const fn optional<T: Wire>(name: &'static str) -> Self {
        Member { name, required: false, check: check::<T> }
    }
}

fn check<T: Wire>(decoder: &mut Decoder<'_>) -> Result<(), DecodeError> {
    T::decode(decoder).map(drop)
}

impl Decoder<'_> {
    /// Keeps an object as text after checking some of its members.
    pub fn checked_object(&mut self, tags: &[Tag], members: &[Member]) -> Result<JsonObject, DecodeError> {
        let place = self.place();
        let mut object = self.object()?;
        let mut tags_seen = TagsSeen::default();
        let mut seen = 0_u32;
        while let Some(name) = self.member(&mut object)? {
            match members.iter().position(|member| member.name == name) {
                Some(index) if seen & (1 << index) != 0 => return Err(self.duplicate()),
                Some(index) => {
                    seen |= 1 << index;
                    self.check_member(&members[index])?;
                }
                None if self.tag(tags, &mut tags_seen, &name)? => {}
                None => self.skip()?,
            }
        }
        tags_seen.finish(self, &object, tags)?;
        match members.iter().enumerate().find(|(index, member)| member.required && seen & (1 << index) == 0) {
            Some((_, member)) => Err(self.member_error(&object, member.name, DecodeErrorKind::Missing)),
            None => Ok(JsonObject::from_checked(self.raw_since(&place))),
        }
    }

    /// Checks a member; a lenient decoder reports an optional one that is broken, which then stays as it is.
    fn check_member(&mut self, member: &Member) -> Result<(), DecodeError> {
        let place = self.place();
        let checkpoint = self.checkpoint();
        match (member.check)(self) {
            Err(error) if !member.required && self.is_lenient() && !error.is_fatal() => {
                self.go_back(checkpoint);
                self.skip()?;
                self.report(place, error);
                Ok(())
            }
            result => result,
        }
    }

    /// Decodes the value of a member into its field; fails if the value is broken.
    pub fn required<T: Wire>(&mut self, slot: &mut Slot<T>) -> Result<(), DecodeError> {
        self.first_time(slot)?;
        slot.0 = State::Present(T::decode(self)?);
        Ok(())
    }

    /// Decodes the value of a member into its field; a lenient decoder gives it up if it is broken.
    pub fn degradable<T: Wire>(&mut self, slot: &mut Slot<T>) -> Result<(), DecodeError> {
        self.first_time(slot)?;
        slot.0 = self.attempt()?.map_or(State::GivenUp, State::Present);
        Ok(())
    }

    /// Checks the value of the member `name` if it is one of `tags`, and says whether it is.
    pub fn tag(&mut self, tags: &[Tag], seen: &mut TagsSeen, name: &str) -> Result<bool, DecodeError> {
        let Some((index, tag)) = tags.iter().enumerate().find(|(_, tag)| tag.name == name) else {
            return Ok(false);
        };
        let bit = 1 << index;
        if seen.0 & bit != 0 {
            return Err(self.duplicate());
        }
        seen.0 |= bit;
        self.constant(tag)?;
        Ok(true)
    }

    /// Takes a member that the type does not name into `extra`, unless it is one of `tags`.
    pub fn tag_or_extra(
        &mut self,
        tags: &[Tag],
        seen: &mut TagsSeen,
        extra: &mut Extra,
        name: Cow<'_, str>,
    ) -> Result<(), DecodeError> {
        if self.tag(tags, seen, &name)? {
            return Ok(());
        }
        self.count()?;
        let value = self.raw()?;
        extra.push(name.into_owned(), value.into());
        Ok(())
    }

    /// Fails if a member in `extra` was doubled.
    pub fn finish_extra(&self, object: &ObjectCursor, extra: &Extra) -> Result<(), DecodeError> {
        match extra.doubled() {
            Some(name) => Err(self.member_error(object, name.to_owned(), DecodeErrorKind::Duplicate)),
            None => Ok(()),
        }
    }

    fn first_time<T>(&mut self, slot: &Slot<T>) -> Result<(), DecodeError> {
        if matches!(slot.0, State::Absent) { Ok(()) } else { Err(self.duplicate()) }
    }

    #[cold]
    fn duplicate(&mut self) -> DecodeError {
        let place = self.place();
        self.error_at(place, DecodeErrorKind::Duplicate)
    }

    fn constant(&mut self, tag: &Tag) -> Result<(), DecodeError> {
        let matches = match self.kind()? {
            JsonKind::String if tag.quoted => self.string()? == tag.value[0],
            JsonKind::Number if !tag.quoted => {
                let expected = tag.value[0].parse().ok();
                expected.is_some() && self.integer::<i64>("integer").ok() == expected
            }
            _ if tag.quoted => return Err(self.wrong_type("string")),
            _ => return Err(self.wrong_type("integer")),
        };
        if matches { Ok(()) } else { Err(self.error(DecodeErrorKind::NotOneOf { expected: tag.value })) }
    }
}
