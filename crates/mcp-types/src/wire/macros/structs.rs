//! Objects with named members, and objects as maps.

/// Defines a struct whose fields are the members of an object; the grammar stands in the module's documentation.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_struct {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $(tags { $($tag:literal = $constant:literal),* $(,)? })?
            $(required {
                $($(#[$required_attribute:meta])* $required:ident: $required_type:ty = $required_name:literal),* $(,)?
            })?
            $(defaulted {
                $($(#[$defaulted_attribute:meta])* $defaulted:ident / $with_defaulted:ident: $defaulted_type:ty
                    = $defaulted_name:literal or $default:expr),* $(,)?
            })?
            $(optional {
                $($(#[$optional_attribute:meta])* $optional:ident / $with_optional:ident: $optional_type:ty
                    = $optional_name:literal),* $(,)?
            })?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        $visibility struct $name {
            $($($(#[$required_attribute])* pub $required: $required_type,)*)?
            $($($(#[$defaulted_attribute])* pub $defaulted: $defaulted_type,)*)?
            $($($(#[$optional_attribute])* pub $optional: ::core::option::Option<$optional_type>,)*)?
            /// Members that the specification does not name, as they were received.
            pub extra: $crate::wire::Extra,
        }

        #[allow(deprecated)]
        impl $name {
            /// Makes a value of the required members; optional ones are absent.
            #[allow(clippy::too_many_arguments, clippy::new_without_default)]
            #[must_use]
            pub fn new($($($required: impl ::core::convert::Into<$required_type>),*)?) -> Self {
                Self {
                    $($($required: $required.into(),)*)?
                    $($($defaulted: $default,)*)?
                    $($($optional: ::core::option::Option::None,)*)?
                    extra: $crate::wire::Extra::new(),
                }
            }

            $($(
                #[doc = concat!("Sets [`", stringify!($defaulted), "`](Self::", stringify!($defaulted), ") and returns the value.")]
                #[must_use]
                pub fn $with_defaulted(mut self, $defaulted: impl ::core::convert::Into<$defaulted_type>) -> Self {
                    self.$defaulted = $defaulted.into();
                    self
                }
            )*)?

            $($(
                #[doc = concat!("Sets [`", stringify!($optional), "`](Self::", stringify!($optional), ") and returns the value.")]
                #[must_use]
                pub fn $with_optional(mut self, $optional: impl ::core::convert::Into<$optional_type>) -> Self {
                    self.$optional = ::core::option::Option::Some($optional.into());
                    self
                }
            )*)?
        }

        $crate::__wire_struct_default! { $name [$($($required)*)?] }

        #[allow(deprecated)]
        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                const TAGS: &[$crate::wire::support::Tag] = $crate::__wire_tags![$($($tag = $constant),*)?];
                let mut object = decoder.object()?;
                let mut seen = $crate::wire::support::TagsSeen::default();
                let mut extra = $crate::wire::Extra::new();
                $($(let mut $required = $crate::wire::support::Slot::<$required_type>::new();)*)?
                $($(let mut $defaulted = $crate::wire::support::Slot::<$defaulted_type>::new();)*)?
                $($(let mut $optional = $crate::wire::support::Slot::<$optional_type>::new();)*)?
                while let ::core::option::Option::Some(name) = decoder.member(&mut object)? {
                    match &*name {
                        $($($required_name => decoder.required(&mut $required)?,)*)?
                        $($($defaulted_name => decoder.degradable(&mut $defaulted)?,)*)?
                        $($($optional_name => decoder.degradable(&mut $optional)?,)*)?
                        _ => decoder.tag_or_extra(TAGS, &mut seen, &mut extra, name)?,
                    }
                }
                seen.finish(decoder, &object, TAGS)?;
                decoder.finish_extra(&object, &extra)?;
                ::core::result::Result::Ok(Self {
                    $($($required: $required.required(decoder, &object, $required_name)?,)*)?
                    $($($defaulted: $defaulted.defaulted(decoder, &object, $defaulted_name, || $default)?,)*)?
                    $($($optional: $optional.optional(),)*)?
                    extra,
                })
            }
        }

        #[allow(deprecated)]
        impl $crate::wire::support::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::wire::support::serde::Serializer,
            {
                use $crate::wire::support::serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                $($(map.serialize_entry($tag, &$constant)?;)*)?
                $($(map.serialize_entry($required_name, &$crate::wire::support::Encoded(&self.$required))?;)*)?
                $($(map.serialize_entry($defaulted_name, &$crate::wire::support::Encoded(&self.$defaulted))?;)*)?
                $($(
                    if let ::core::option::Option::Some(value) = &self.$optional {
                        map.serialize_entry($optional_name, &$crate::wire::support::Encoded(value))?;
                    }
                )*)?
                self.extra.write(
                    &mut map,
                    &[$($($tag,)*)? $($($required_name,)*)? $($($defaulted_name,)*)? $($($optional_name,)*)?],
                )?;
                map.end()
            }
        }

        $crate::wire_serde!($name);
        $crate::__wire_schema! {
            $name, |generator| {
                let mut object = $crate::wire::support::ObjectSchema::new(generator);
                $($(object.tag($tag, $constant);)*)?
                $($(object.required::<$required_type>($required_name);)*)?
                $($(object.required::<$defaulted_type>($defaulted_name);)*)?
                $($(object.optional::<$optional_type>($optional_name);)*)?
                object.finish()
            }
        }
        $crate::__wire_sample! {
            $name, |source| source.nested(|source| Self {
                $($($required: source.value(),)*)?
                $($($defaulted: source.value(),)*)?
                $($($optional: source.optional(),)*)?
                extra: source.extra(
                    &[$($($tag,)*)? $($($required_name,)*)? $($($defaulted_name,)*)? $($($optional_name,)*)?],
                ),
            })
        }
    };
}

/// Implements `Default` for a struct without required members.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_struct_default {
    ($name:ident []) => {
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($name:ident [$($required:ident)+]) => {};
}

/// The list of the constant members of an object.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_tags {
    ($($tag:literal = $constant:literal),*) => {
        $crate::wire::support::tags(&[
            $($crate::wire::support::Tag::new($tag, &[concat!($constant)], stringify!($constant))),*
        ])
    };
}

/// Defines a newtype of the entries of an object, all of one type.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_map {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident($value:ty);) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Default)]
        $visibility struct $name(::std::collections::BTreeMap<::std::string::String, $value>);

        impl $name {
            /// Makes an empty map.
            #[must_use]
            pub const fn new() -> Self {
                Self(::std::collections::BTreeMap::new())
            }

            /// Takes the entries out.
            #[must_use]
            pub fn into_inner(self) -> ::std::collections::BTreeMap<::std::string::String, $value> {
                self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = ::std::collections::BTreeMap<::std::string::String, $value>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl ::core::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }

        impl ::core::convert::From<::std::collections::BTreeMap<::std::string::String, $value>> for $name {
            fn from(entries: ::std::collections::BTreeMap<::std::string::String, $value>) -> Self {
                Self(entries)
            }
        }

        impl<N, V> ::core::iter::FromIterator<(N, V)> for $name
        where
            N: ::core::convert::Into<::std::string::String>,
            V: ::core::convert::Into<$value>,
        {
            fn from_iter<I: ::core::iter::IntoIterator<Item = (N, V)>>(entries: I) -> Self {
                Self(entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }

        impl ::core::iter::IntoIterator for $name {
            type Item = (::std::string::String, $value);
            type IntoIter = ::std::collections::btree_map::IntoIter<::std::string::String, $value>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a> ::core::iter::IntoIterator for &'a $name {
            type Item = (&'a ::std::string::String, &'a $value);
            type IntoIter = ::std::collections::btree_map::Iter<'a, ::std::string::String, $value>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                $crate::wire::Wire::decode(decoder).map(Self)
            }
        }

        impl $crate::wire::support::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::wire::support::serde::Serializer,
            {
                $crate::wire::Wire::encode(&self.0, serializer)
            }
        }

        $crate::wire_serde!($name);
        $crate::__wire_schema! {
            $name, |generator| {
                <::std::collections::BTreeMap<::std::string::String, $value>
                    as $crate::wire::support::schemars::JsonSchema>::json_schema(generator)
            }
        }
        $crate::__wire_sample! { $name, |source| Self(source.value()) }
    };
}
