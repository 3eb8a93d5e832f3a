//! Values of one of several types.

/// Defines an enum whose variant is decided by one look at the value.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_union {
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident { $($variants:tt)* } unknown: keep) => {
        $crate::__wire_union! {
            $(#[$attribute])* $visibility $name { $($variants)* }
            {
                /// A value that fits no other variant; only lenient decoding makes it.
                Unknown
            }
        }
    };
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident { $($variants:tt)* } unknown: refuse) => {
        $crate::__wire_union! { $(#[$attribute])* $visibility $name { $($variants)* } {} }
    };
}

/// Defines the enum, with a variant for the unknown or without one.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_union {
    (
        $(#[$attribute:meta])*
        $visibility:vis $name:ident {
            $(
                $(#[$variant_attribute:meta])*
                $variant:ident($payload:ty) if [
                    $($word:ident $($member:literal $(/ $inner:literal)? $(= $($value:literal)|+)?)?),* $(,)?
                ] $(without $from:ident)?
            ),+ $(,)?
        }
        { $($(#[$unknown_attribute:meta])* $unknown:ident)? }
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_attribute])* $variant($payload),)+
            $($(#[$unknown_attribute])* $unknown($crate::Json),)?
        }

        $($crate::__wire_union_from! { $name $variant ($payload) $($from)? })+

        impl $name {
            const ROWS: &'static [$crate::wire::support::Row] = $crate::wire::support::rows(&[$(
                &[$($crate::__wire_condition!($word $($member $(/ $inner)? $(= $($value)|+)?)?)),*],
            )+]);
        }

        #[allow(deprecated, unreachable_code)]
        impl $crate::wire::Wire for $name {
            fn decode(
                decoder: &mut $crate::wire::Decoder<'_>,
            ) -> ::core::result::Result<Self, $crate::wire::DecodeError> {
                enum Index {
                    $($variant,)+
                }
                let row = decoder.choose(Self::ROWS)?;
                $(
                    if row == ::core::option::Option::Some(Index::$variant as usize) {
                        return $crate::wire::Wire::decode(decoder).map(Self::$variant);
                    }
                )+
                $(return decoder.unknown_variant(stringify!($name)).map(Self::$unknown);)?
                ::core::result::Result::Err(decoder.no_variant(stringify!($name)))
            }
        }

        #[allow(deprecated)]
        impl $crate::wire::support::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
            where
                S: $crate::wire::support::serde::Serializer,
            {
                match self {
                    $(Self::$variant(value) => $crate::wire::Wire::encode(value, serializer),)+
                    $(Self::$unknown(value) => $crate::wire::Wire::encode(value, serializer),)?
                }
            }
        }

        $crate::wire_serde!($name);
        $crate::__wire_schema! {
            $name, |generator| $crate::wire::support::any_of(&[$(generator.subschema_for::<$payload>()),+])
        }
        $crate::__wire_sample! {
            $name, |source| source.variant(
                &[$(|source| Self::$variant(source.value())),+],
                Self::ROWS,
            )
        }
    };
}

/// Makes the variant from its payload, unless told not to.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_union_from {
    ($name:ident $variant:ident ($payload:ty)) => {
        #[allow(deprecated)]
        impl ::core::convert::From<$payload> for $name {
            fn from(value: $payload) -> Self {
                Self::$variant(value)
            }
        }
    };
    ($name:ident $variant:ident ($payload:ty) From) => {};
}

/// One condition of a row.
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_condition {
    (is $member:literal = $($value:literal)|+) => {
        $crate::wire::support::Condition::Is($member, &[$(concat!($value)),+])
    };
    (is $member:literal / $inner:literal = $($value:literal)|+) => {
        $crate::wire::support::Condition::IsIn($member, $inner, &[$(concat!($value)),+])
    };
    (has $member:literal) => {
        $crate::wire::support::Condition::Has($member)
    };
    (has $member:literal / $inner:literal) => {
        $crate::wire::support::Condition::HasIn($member, $inner)
    };
    (integer) => {
        $crate::wire::support::Condition::Integer
    };
    (null) => {
        $crate::wire::support::Condition::Kind($crate::wire::support::JsonKind::Null)
    };
    (boolean) => {
        $crate::wire::support::Condition::Kind($crate::wire::support::JsonKind::Boolean)
    };
    (number) => {
        $crate::wire::support::Condition::Kind($crate::wire::support::JsonKind::Number)
    };
    (string) => {
        $crate::wire::support::Condition::Kind($crate::wire::support::JsonKind::String)
    };
    (array) => {
        $crate::wire::support::Condition::Kind($crate::wire::support::JsonKind::Array)
    };
    (object) => {
        $crate::wire::support::Condition::Kind($crate::wire::support::JsonKind::Object)
    };
}
