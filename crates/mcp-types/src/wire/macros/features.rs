//! What types get from the features of this crate, whichever crate defines them.
//!
//! The macros that define types call these two. Each stands here twice, for its feature being on and off, because a
//! condition inside of an exported macro would ask for a feature of the crate that uses it.

/// Implements `schemars::JsonSchema`.
#[cfg(feature = "schemars")]
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_schema {
    ($name:ident $(inline $inline:literal)?, |$generator:ident| $schema:expr) => {
        #[allow(deprecated)]
        impl $crate::wire::support::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(stringify!($name))
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(concat!(module_path!(), "::", stringify!($name)))
            }

            $(
                fn inline_schema() -> bool {
                    $inline
                }
            )?

            #[allow(unused_variables)]
            fn json_schema(
                $generator: &mut $crate::wire::support::schemars::SchemaGenerator,
            ) -> $crate::wire::support::schemars::Schema {
                $schema
            }
        }
    };
}

/// Implements nothing: the feature `schemars` is off.
#[cfg(not(feature = "schemars"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_schema {
    ($($ignored:tt)*) => {};
}

/// Implements `Sample` of this crate and `proptest::arbitrary::Arbitrary`.
#[cfg(feature = "proptest")]
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_sample {
    ($name:ident, |$source:ident| $value:expr) => {
        #[allow(deprecated)]
        impl $crate::strategy::Sample for $name {
            #[allow(unused_variables)]
            fn sample($source: &mut $crate::strategy::Source) -> Self {
                $value
            }
        }

        $crate::__wire_arbitrary! { $name }
    };
}

/// Implements nothing: the feature `proptest` is off.
#[cfg(not(feature = "proptest"))]
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_sample {
    ($($ignored:tt)*) => {};
}

/// Implements `proptest::arbitrary::Arbitrary` for a type that is `Sample`.
#[cfg(feature = "proptest")]
#[macro_export]
#[doc(hidden)]
macro_rules! __wire_arbitrary {
    ($name:ident) => {
        impl $crate::wire::support::proptest::arbitrary::Arbitrary for $name {
            type Parameters = $crate::strategy::Bounds;
            type Strategy = $crate::strategy::Values<Self>;

            fn arbitrary_with(bounds: $crate::strategy::Bounds) -> $crate::strategy::Values<Self> {
                $crate::strategy::Values::new(bounds)
            }
        }
    };
}

/// Gives a type written by hand what the features of this crate give to the types that macros define.
///
/// On the wire it looks like `$shape`, of which `$make` makes a value of it. A crate whose own types stand in the
/// fields of macro-made structs calls this for each of them, so that it compiles whichever features are on.
#[macro_export]
#[doc(hidden)]
macro_rules! wire_as {
    ($name:ident as $shape:ty, $make:expr) => {
        $crate::__wire_schema! {
            $name inline true, |generator| {
                <$shape as $crate::wire::support::schemars::JsonSchema>::json_schema(generator)
            }
        }
        $crate::__wire_sample! { $name, |source| ($make)(source.value::<$shape>()) }
    };
}
