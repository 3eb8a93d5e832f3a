//! Handles as the strings that they are in JSON, whatever stands behind them.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Handle, HandleState, StoredHandle};

/// What both kinds of handles have in common: a `token`, and a type that nobody holds a value of.
macro_rules! handle_in_json {
    ($handle:ident) => {
        impl<T> $handle<T> {
            /// The handle as it stands in JSON.
            pub fn as_str(&self) -> &str {
                &self.token
            }
        }

        impl<T> Clone for $handle<T> {
            fn clone(&self) -> Self {
                $handle { token: self.token.clone(), state: PhantomData }
            }
        }

        impl<T: HandleState> fmt::Debug for $handle<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($handle), "({}, {} characters)"), T::KIND, self.token.len())
            }
        }

        impl<T> Serialize for $handle<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.token)
            }
        }

        impl<'de, T> Deserialize<'de> for $handle<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let token = Box::<str>::deserialize(deserializer)?;
                Ok($handle { token, state: PhantomData })
            }
        }

        impl<T: HandleState> JsonSchema for $handle<T> {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                format!("handle of {}", T::KIND).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let description = format!("A {} handle that an earlier result gave; pass it back unchanged", T::KIND);
                json_schema!({ "type": "string", "description": description })
            }
        }
    };
}

handle_in_json!(Handle);
handle_in_json!(StoredHandle);
