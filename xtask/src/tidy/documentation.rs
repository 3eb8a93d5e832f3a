//! Every file says what it is for, and every public item of a crate what it does. The compiler denies the second as
//! well, but only for the features it was asked for, and not before the code compiles.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::{Attribute, Fields, ImplItem, Item, Meta, TraitItem, Visibility};

use super::files::{File, Files};
use super::{Violation, source};

/// Directories whose files this is about.
const ROOTS: [&str; 3] = ["crates/", "tests/", "xtask/"];
/// Words that make an item of a `pub`; what else follows one, such as `use`, needs no sentence.
const ITEMS: [&str; 11] =
    ["async", "const", "enum", "extern", "fn", "static", "struct", "trait", "type", "union", "unsafe"];

pub(crate) fn check(files: &Files) -> Vec<Violation> {
    let ours = files.rust().filter(|file| ROOTS.iter().any(|root| file.path.starts_with(root)));
    ours.flat_map(violations).collect()
}

fn violations(file: &File) -> Vec<Violation> {
    let path = &file.path;
    let syntax = match syn::parse_file(&file.text) {
        Ok(syntax) => syntax,
        Err(error) => return vec![format!("{path}:{}: is not Rust: {error}; mend it", error.span().start().line)],
    };
    let mut violations = Vec::new();
    if !is_documented(&syntax.attrs) {
        violations
            .push(format!("undocumented file: {path}:1: begin it with `//!` and a sentence about what it is for"));
    }
    if path.starts_with("crates/") && path.contains("/src/") && !source::is_test(path) {
        let mut survey = Survey { path, violations };
        survey.items(&syntax.items);
        violations = survey.violations;
    }
    violations
}

/// The public items of one file.
struct Survey<'a> {
    path: &'a str,
    violations: Vec<Violation>,
}

impl Survey<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) if self.public("struct", &item.vis, &item.attrs, item.ident.span()) => {
                self.fields(&item.fields, false);
            }
            Item::Union(item) if self.public("union", &item.vis, &item.attrs, item.ident.span()) => {
                self.fields(&Fields::Named(item.fields.clone()), false);
            }
            Item::Enum(item) if self.public("enum", &item.vis, &item.attrs, item.ident.span()) => {
                for variant in item.variants.iter().filter(|variant| !is_exempt(&variant.attrs)) {
                    self.documented("variant", &variant.attrs, variant.ident.span());
                    self.fields(&variant.fields, true);
                }
            }
            Item::Trait(item) if self.public("trait", &item.vis, &item.attrs, item.ident.span()) => {
                item.items.iter().for_each(|item| self.trait_item(item));
            }
            Item::Fn(item) => drop(self.public("fn", &item.vis, &item.attrs, item.sig.ident.span())),
            Item::Const(item) => drop(self.public("const", &item.vis, &item.attrs, item.ident.span())),
            Item::Static(item) => drop(self.public("static", &item.vis, &item.attrs, item.ident.span())),
            Item::Type(item) => drop(self.public("type", &item.vis, &item.attrs, item.ident.span())),
            Item::Impl(item) if item.trait_.is_none() && !is_exempt(&item.attrs) => {
                item.items.iter().for_each(|item| self.impl_item(item));
            }
            Item::Mod(item) if !is_exempt(&item.attrs) => {
                if let Some((_, items)) = &item.content {
                    self.public("mod", &item.vis, &item.attrs, item.ident.span());
                    self.items(items);
                }
            }
            // Why: what a macro defines is public where it is used, and is looked at there.
            Item::Macro(item) if !item.mac.path.is_ident("macro_rules") && !is_exempt(&item.attrs) => {
                self.tokens(item.mac.tokens.clone());
            }
            _ => {}
        }
    }

    fn trait_item(&mut self, item: &TraitItem) {
        let (kind, attributes, span) = match item {
            TraitItem::Fn(item) => ("fn", &item.attrs, item.sig.ident.span()),
            TraitItem::Type(item) => ("type", &item.attrs, item.ident.span()),
            TraitItem::Const(item) => ("const", &item.attrs, item.ident.span()),
            _ => return,
        };
        if !is_exempt(attributes) {
            self.documented(kind, attributes, span);
        }
    }

    fn impl_item(&mut self, item: &ImplItem) {
        match item {
            ImplItem::Fn(item) => self.public("fn", &item.vis, &item.attrs, item.sig.ident.span()),
            ImplItem::Const(item) => self.public("const", &item.vis, &item.attrs, item.ident.span()),
            ImplItem::Type(item) => self.public("type", &item.vis, &item.attrs, item.ident.span()),
            _ => false,
        };
    }

    /// Named fields: all of a variant, the public ones of a struct.
    fn fields(&mut self, fields: &Fields, all: bool) {
        let Fields::Named(fields) = fields else { return };
        for field in &fields.named {
            let Some(name) = &field.ident else { continue };
            if (all || is_public(&field.vis)) && !is_exempt(&field.attrs) {
                self.documented("field", &field.attrs, name.span());
            }
        }
    }

    /// Whether the item can be seen from outside; it must say something then.
    fn public(&mut self, kind: &str, visibility: &Visibility, attributes: &[Attribute], name: Span) -> bool {
        let is_seen = is_public(visibility) && !is_exempt(attributes);
        if is_seen {
            self.documented(kind, attributes, name);
        }
        is_seen
    }

    fn documented(&mut self, kind: &str, attributes: &[Attribute], name: Span) {
        if !is_documented(attributes) {
            self.violation(kind, &name.source_text().unwrap_or_default(), name);
        }
    }

    fn violation(&mut self, kind: &str, name: &str, place: Span) {
        let (path, line) = (self.path, place.start().line);
        self.violations.push(format!(
            "undocumented item: {path}:{line}: {kind} {name}: say above it in one sentence (`///`) what it is or does"
        ));
    }

    /// Public items among the tokens that a macro is called with.
    fn tokens(&mut self, tokens: TokenStream) {
        let trees: Vec<_> = tokens.into_iter().collect();
        for (index, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(word) if *word == "pub" => {
                    let following =
                        |ahead: usize| trees.get(index + ahead).map(ToString::to_string).unwrap_or_default();
                    if ITEMS.contains(&following(1).as_str()) && !is_documented_before(&trees[..index]) {
                        self.violation(&following(1), &following(2), word.span());
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_documented(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| matches!(&attribute.meta, Meta::NameValue(pair) if pair.path.is_ident("doc")))
}

/// Whether nobody outside sees it: it is hidden, or there for tests.
fn is_exempt(attributes: &[Attribute]) -> bool {
    let is_exempt = |attribute: &Attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("doc") => list.tokens.to_string() == "hidden",
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        _ => false,
    };
    attributes.iter().any(is_exempt)
}

/// Whether one of the attributes that end here is a sentence.
fn is_documented_before(trees: &[TokenTree]) -> bool {
    let mut rest = trees;
    while let [before @ .., TokenTree::Punct(hash), TokenTree::Group(group)] = rest {
        if hash.as_char() != '#' || group.delimiter() != Delimiter::Bracket {
            return false;
        }
        if group.stream().to_string().starts_with("doc =") {
            return true;
        }
        rest = before;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(path: &str, text: &str, expected: &[&str]) {
        let violations = check(&Files::of(&[(path, text)]));
        let said: Vec<_> = violations.iter().map(|violation| violation.replace(path, "§")).collect();
        let starts = said.iter().zip(expected).all(|(violation, start)| violation.starts_with(start));
        assert!(said.len() == expected.len() && starts, "{text}: {said:#?}");
    }

    #[track_caller]
    fn found_in_crate(items: &str, expected: &[&str]) {
        found("crates/a/src/b.rs", &format!("//! A.\n{items}"), expected);
    }

    #[test]
    fn every_file_says_what_it_is_for() {
        for path in ["crates/a/src/b.rs", "crates/a/src/generated/b.rs", "tests/it/b.rs", "xtask/src/b.rs"] {
            found(path, "// Note.\n\n//! A.\nfn f() {}\n", &[]);
            found(path, "#![doc = include_str!(\"../README.md\")]\n", &[]);
            found(path, "#![no_main]\n/// A.\nfn f() {}\n", &["undocumented file: §:1: begin it with `//!`"]);
        }
        found("docs/b.rs", "fn f() {}\n", &[]);
    }

    #[test]
    fn broken_file_is_found() {
        found("crates/a/src/b.rs", "//! A.\nfn f( {}\n", &["§:2: is not Rust"]);
    }

    #[test]
    fn every_kind_of_public_item_is_found() {
        for (item, name) in [
            ("pub fn f() {}", "fn f"),
            ("pub struct S;", "struct S"),
            ("pub enum E {}", "enum E"),
            ("pub trait T {}", "trait T"),
            ("pub type A = u8;", "type A"),
            ("pub const C: u8 = 0;", "const C"),
            ("pub static D: u8 = 0;", "static D"),
            ("pub mod m {}", "mod m"),
            ("struct S; impl S { pub fn g() {} }", "fn g"),
            ("/// S.\npub struct S { pub x: u8 }", "field x"),
            ("/// E.\npub enum E { X }", "variant X"),
            ("/// E.\npub enum E { /** X. */ X { y: u8 } }", "field y"),
            ("/// T.\npub trait T { fn h(); }", "fn h"),
            ("make! { pub struct S { } }", "struct S"),
            ("make! { inner { #[derive(Debug)] pub enum E { } } }", "enum E"),
        ] {
            let line = if item.starts_with("///") { 3 } else { 2 };
            found_in_crate(item, &[&format!("undocumented item: §:{line}: {name}: say above it")]);
        }
    }

    #[test]
    fn what_is_documented_hidden_private_or_a_test_is_fine() {
        for item in [
            "/// F.\n#[must_use]\npub fn f() {}",
            "#[doc(hidden)]\npub fn f() {}",
            "pub(crate) fn f() {}\nfn g() {}",
            "pub use x::y;\npub mod elsewhere;",
            "#[cfg(test)]\nmod tests { pub fn f() {} }",
            "struct S; impl T for S { fn f() {} }",
            "make! { /// S.\n#[derive(Debug)] pub struct S { pub(crate) x: u8, pub y: u8 } }",
            "macro_rules! make { () => { pub struct S; } }",
        ] {
            found_in_crate(item, &[]);
        }
        found("xtask/src/b.rs", "//! A.\npub fn f() {}\n", &[]);
        found("crates/a/src/b/tests.rs", "//! A.\npub fn f() {}\n", &[]);
    }
}
