//! Closed and open sets of strings.

/// Defines an enum of a closed set of strings.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_enum {
    (
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal),+ $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant,)+
        }

        #[allow(deprecated)]
        impl $name {
            /// All values.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            const VALUES: &'static [&'static str] = &[$($value),+];

            /// The value as it stands on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)+
                }
            }

            fn find(value: &str) -> ::core::option::Option<Self> {
                match value {
                    $($value => ::core::option::Option::Some(Self::$variant),)+
                    _ => ::core::option::Option::None,
                }
            }

            fn refusal() -> $crate::wire::DecodeErrorKind {
                $crate::wire::DecodeErrorKind::NotOneOf { expected: Self::VALUES }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::wire::DecodeError;

            fn from_str(value: &str) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                Self::find(value).ok_or_else(|| $crate::wire::DecodeError::new(Self::refusal()))
            }
        }

        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                let value = decoder.string()?;
                Self::find(&value).ok_or_else(|| decoder.error(Self::refusal()))
            }
        }

        impl $crate::wire::support::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::wire::support::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::wire_serde!($name);
        $crate::__wire_schema! { $name, |generator| $crate::wire::support::one_of_strings(Self::VALUES) }
        $crate::__wire_sample! { $name, |source| source.pick(Self::ALL) }
    };
}

/// Defines a newtype of strings of which some are known, and others are kept.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_open {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$constant_attribute:meta])* $constant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $visibility struct $name(::std::borrow::Cow<'static, str>);

        #[allow(deprecated)]
        impl $name {
            $($(#[$constant_attribute])* pub const $constant: Self = Self(::std::borrow::Cow::Borrowed($value));)*

            const VALUES: &'static [&'static str] = &[$($value),*];

            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the value is one of the constants of this type.
            #[must_use]
            pub fn is_known(&self) -> bool {
                Self::VALUES.contains(&self.as_str())
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self($crate::wire::support::known_or_owned(::std::borrow::Cow::Owned(value), Self::VALUES))
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self($crate::wire::support::known_or_owned(::std::borrow::Cow::Borrowed(value), Self::VALUES))
            }
        }

        $crate::__wire_string_traits! { $name }

        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                let value = decoder.string()?;
                ::core::result::Result::Ok(Self($crate::wire::support::known_or_owned(value, Self::VALUES)))
            }
        }

        $crate::__wire_sample! {
            $name, |source| match source.pick_or_none(Self::VALUES) {
                ::core::option::Option::Some(value) => Self::from(value),
                ::core::option::Option::None => {
                    Self::from(source.value::<::std::string::String>())
                }
            }
        }
    };
}

/// Defines a newtype of strings.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_string {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident;) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $visibility struct $name(::std::string::String);

        impl $name {
            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Takes the string out.
            #[must_use]
            pub fn into_string(self) -> ::std::string::String {
                self.0
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self(value)
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        $crate::__wire_string_traits! { $name }

        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                $crate::wire::Wire::decode(decoder).map(Self)
            }
        }

        $crate::__wire_sample! { $name, |source| Self(source.value()) }
    };
}

/// What all newtypes of strings have in common.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_string_traits {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl ::core::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl $crate::wire::support::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::wire::support::serde::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::wire_serde!($name);
        $crate::__wire_schema! {
            $name, |generator| {
                <::std::string::String as $crate::wire::support::schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
}
