//! Values that are kept as text.

/// Defines a newtype of any JSON value, which is decoded once its type is known.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_raw {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident $(of [$($held:ty),+ $(,)?])?;) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $visibility struct $name($crate::Json);

        impl $name {
            /// Writes a value of the type that the receiver will expect.
            ///
            /// # Errors
            ///
            /// Those of the value's own `Serialize`.
            pub fn of(value: &impl $crate::wire::Wire) -> ::core::result::Result<Self, $crate::wire::support::JsonError> {
                $crate::Json::of(&$crate::wire::support::Encoded(value)).map(Self)
            }

            /// Decodes the value strictly.
            ///
            /// # Errors
            ///
            /// The first fault in the value; its path begins at this value.
            pub fn decode<T: $crate::wire::Wire>(&self) -> ::core::result::Result<T, $crate::wire::DecodeError> {
                self.0.as_raw().decode()
            }

            /// Borrows the value.
            #[must_use]
            pub fn as_raw(&self) -> $crate::Raw<'_> {
                self.0.as_raw()
            }

            /// Takes the value out.
            #[must_use]
            pub fn into_json(self) -> $crate::Json {
                self.0
            }
        }

        impl ::core::convert::From<$crate::Json> for $name {
            fn from(value: $crate::Json) -> Self {
                Self(value)
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
            $name, |generator| $crate::wire::support::any_of(&[$($(generator.subschema_for::<$held>()),+)?])
        }
        $crate::__wire_sample! {
            $name, |source| Self(source.one_of(&[$($(|source| source.encoded::<$held>()),+)?]))
        }

        // Why: without features nothing else names these types, and their imports would be unused.
        $(#[allow(deprecated)]
        const _: ::core::marker::PhantomData<($($held,)+)> = ::core::marker::PhantomData;)?
    };
}

/// Defines a newtype of a JSON object that is kept as it is, of which some members are checked.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_raw_object {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $(tags { $($tag:literal = $constant:literal),* $(,)? })?
            $(required { $($required_name:literal: $required_type:ty),* $(,)? })?
            $(optional { $($optional_name:literal: $optional_type:ty),* $(,)? })?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $visibility struct $name($crate::JsonObject);

        $crate::__wire_raw_object_default! { $name [$($($tag = $constant),*)?] [$($($required_name)*)?] }

        impl $name {
            /// Borrows the object.
            #[must_use]
            pub fn as_object(&self) -> &$crate::JsonObject {
                &self.0
            }

            /// Takes the object out.
            #[must_use]
            pub fn into_object(self) -> $crate::JsonObject {
                self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $crate::JsonObject;

            fn deref(&self) -> &$crate::JsonObject {
                &self.0
            }
        }

        impl ::core::convert::TryFrom<$crate::JsonObject> for $name {
            type Error = $crate::wire::DecodeError;

            fn try_from(object: $crate::JsonObject) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                $crate::wire::decode(object.text())
            }
        }

        impl ::core::convert::TryFrom<$crate::Json> for $name {
            type Error = $crate::wire::DecodeError;

            fn try_from(value: $crate::Json) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                $crate::wire::decode(value.text())
            }
        }

        impl ::core::convert::TryFrom<$crate::wire::support::Value> for $name {
            type Error = $crate::wire::DecodeError;

            fn try_from(value: $crate::wire::support::Value) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                $crate::Json::from(value).try_into()
            }
        }

        impl ::core::convert::From<$name> for $crate::JsonObject {
            fn from(object: $name) -> Self {
                object.0
            }
        }

        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                use $crate::wire::support::Member;
                const TAGS: &[$crate::wire::support::Tag] = $crate::__wire_tags![$($($tag = $constant),*)?];
                const MEMBERS: &[Member] = $crate::wire::support::members(&[
                    $($(Member::required::<$required_type>($required_name),)*)?
                    $($(Member::optional::<$optional_type>($optional_name),)*)?
                ]);
                decoder.checked_object(TAGS, MEMBERS).map(Self)
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
                let mut object = $crate::wire::support::ObjectSchema::new(generator);
                $($(object.tag($tag, $constant);)*)?
                $($(object.required::<$required_type>($required_name);)*)?
                $($(object.optional::<$optional_type>($optional_name);)*)?
                object.finish()
            }
        }
        $crate::__wire_sample! {
            $name, |source| source.nested(|source| {
                let mut object = $crate::strategy::ObjectSample::new(source);
                $($(object.tag($tag, $constant);)*)?
                $($(object.required::<$required_type>($required_name);)*)?
                $($(object.optional::<$optional_type>($optional_name);)*)?
                Self(object.finish())
            })
        }
    };
}

/// Implements `new` and `Default` for a kept object without required members.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_raw_object_default {
    ($name:ident [$($tag:literal = $constant:literal),*] []) => {
        impl $name {
            /// Makes the smallest object of this type.
            #[must_use]
            pub fn new() -> Self {
                Self(::core::iter::FromIterator::<(&'static str, $crate::Json)>::from_iter([
                    $(($tag, $crate::Json::from($constant))),*
                ]))
            }
        }

        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($name:ident [$($tag:literal = $constant:literal),*] [$($required:literal)+]) => {};
}
