//! The operators of expressions (RFC 6570, section 2.2, and the table of its appendix A).

use crate::percent::Keeps;

/// What the first character of an expression says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// `{a}`
    Simple,
    /// `{+a}`
    Reserved,
    /// `{#a}`
    Fragment,
    /// `{.a}`
    Label,
    /// `{/a}`
    Path,
    /// `{;a}`
    Parameters,
    /// `{?a}`
    Query,
    /// `{&a}`
    Continuation,
}

impl Operator {
    /// The operator that `sign` is; a letter, which begins a name, is none.
    pub(super) fn of(sign: u8) -> Option<Self> {
        Some(match sign {
            b'+' => Operator::Reserved,
            b'#' => Operator::Fragment,
            b'.' => Operator::Label,
            b'/' => Operator::Path,
            b';' => Operator::Parameters,
            b'?' => Operator::Query,
            b'&' => Operator::Continuation,
            _ => return None,
        })
    }

    /// What stands before the first value.
    pub(super) fn first(self) -> Option<char> {
        Some(match self {
            Operator::Simple | Operator::Reserved => return None,
            Operator::Fragment => '#',
            Operator::Label => '.',
            Operator::Path => '/',
            Operator::Parameters => ';',
            Operator::Query => '?',
            Operator::Continuation => '&',
        })
    }

    /// What stands before every further value.
    pub(super) fn separator(self) -> char {
        match self {
            Operator::Simple | Operator::Reserved | Operator::Fragment => ',',
            Operator::Label => '.',
            Operator::Path => '/',
            Operator::Parameters => ';',
            Operator::Query | Operator::Continuation => '&',
        }
    }

    /// Whether names stand before values.
    pub(super) fn is_named(self) -> bool {
        matches!(self, Operator::Parameters | Operator::Query | Operator::Continuation)
    }

    /// What stays as it is in values.
    pub(super) fn keeps(self) -> Keeps {
        match self {
            Operator::Reserved | Operator::Fragment => Keeps::Reserved,
            _ => Keeps::Unreserved,
        }
    }

    /// The characters that end what an expression takes.
    pub(super) fn stops(self) -> &'static [u8] {
        match self {
            Operator::Reserved | Operator::Fragment => b"",
            Operator::Simple | Operator::Label | Operator::Path | Operator::Parameters => b"/?#",
            Operator::Query | Operator::Continuation => b"#",
        }
    }
}
