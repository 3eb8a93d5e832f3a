//! The macros that define wire types; the generator of types writes calls of them, and nobody else does.
//!
//! Each one takes the documentation, the Rust names and the names on the wire, and defines the type with its
//! constructors, its decoder and its serde implementations. They are exported so that generated extensions can use
//! them from their own crates.
//!
//! ```text
//! wire_struct! {
//!     /// An object.
//!     pub struct Name {
//!         tags { "type" = "name", "code" = -1 }                    // constant members
//!         required { field: Type = "member" }                      // arguments of `new`, in this order
//!         defaulted { field / with_field: Type = "member" or EXPR } // required from a peer, or EXPR where lenient
//!         optional { field / with_field: Type = "member" }          // `Option<Type>`
//!     }                                                             // and `extra: Extra`
//! }
//! wire_enum!   { pub enum Name { Variant = "value" } }              // a closed set of strings
//! wire_open!   { pub struct Name { CONSTANT = "value" } }           // strings, some of them known
//! wire_string! { pub struct Name; }                                 // strings
//! wire_union!  { pub enum Name { Variant(Type) if [conditions] } unknown: keep }
//! wire_map!    { pub struct Name(Type); }                           // an object of entries of one type
//! wire_raw!    { pub struct Name of [Type, Type]; }                 // one of these, decoded later; without `of`, any value
//! wire_raw_object! { pub struct Name { tags {} required { "member": Type } optional { "member": Type } } }
//! ```
//!
//! The conditions of a row of a union are all required and the first row that holds decides: `is "member" = "a" | "b"`,
//! `has "member"`, either with a member of the member (`has "outer" / "inner"`), or a type (`object`, `array`, `string`,
//! `number`, `integer`, `boolean`, `null`). Without `unknown: keep`, `unknown: refuse` must be said. `without From`
//! after the conditions leaves out the conversion from the payload.
//!
//! What the features `schemars` and `proptest` of this crate add to a type, the macros add in whichever crate they are
//! called. So all types of fields must have it: a type written by hand gets it by `wire_as!`.

mod features;
mod raws;
mod strings;
mod structs;
mod unions;

#[cfg(test)]
mod tests;
