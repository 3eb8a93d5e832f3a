//! What a Rust file is made of, as far as marks need to know: functions, modules, and the comments between its tokens.
//!
//! Tokens are walked, not syntax, so that tests inside `proptest!` and other macros are seen as well.

use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A file in outline.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) functions: Vec<Function>,
    /// Modules that stand in files of their own.
    pub(crate) declared: Vec<Declared>,
    /// Where code stands that only tests see.
    pub(crate) test_only: Vec<Range<usize>>,
    /// Every token, in order.
    tokens: Vec<Range<usize>>,
}

/// A function with a body.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name below the inline modules of the file, `tests::name`.
    pub(crate) path: String,
    pub(crate) is_test: bool,
    /// From its first attribute to the end of its body.
    pub(crate) range: Range<usize>,
}

/// `mod name;`
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    /// The inline modules around it.
    pub(crate) within: Vec<String>,
    pub(crate) name: String,
    /// Whether only tests see it.
    pub(crate) test_only: bool,
    /// The file named by `#[path]`.
    pub(crate) path: Option<String>,
}

/// What stands before an item.
#[derive(Debug, Default)]
struct Head {
    start: Option<usize>,
    is_test: bool,
    test_only: bool,
    path: Option<String>,
}

/// Where the walk is.
#[derive(Debug, Clone, Default)]
struct Scope {
    modules: Vec<String>,
    test_only: bool,
}

impl Outline {
    /// Reads a file; the error is what the compiler would say of its tokens.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let stream: TokenStream = text.parse().map_err(|error: proc_macro2::LexError| error.to_string())?;
        let mut outline = Outline::default();
        outline.walk(stream, &Scope::default());
        Ok(outline)
    }

    /// The innermost function that has this place in its attributes, signature or body.
    pub(crate) fn function_at(&self, place: usize) -> Option<&Function> {
        let around = self.functions.iter().filter(|function| function.range.contains(&place));
        around.min_by_key(|function| function.range.len())
    }

    /// Whether only tests see this place.
    pub(crate) fn is_test_only(&self, place: usize) -> bool {
        self.test_only.iter().any(|range| range.contains(&place))
    }

    /// The stretches between tokens, which hold white space and comments, each with the token that follows.
    pub(crate) fn gaps(&self, length: usize) -> impl Iterator<Item = (Range<usize>, Option<usize>)> {
        let ends = std::iter::once(0).chain(self.tokens.iter().map(|token| token.end));
        let starts = self.tokens.iter().map(|token| Some(token.start)).chain(std::iter::once(None));
        ends.zip(starts).map(move |(end, start)| (end..start.unwrap_or(length).max(end), start))
    }

    /// The first token that starts at this place or after it.
    pub(crate) fn token_from(&self, place: usize) -> Option<usize> {
        let index = self.tokens.partition_point(|token| token.start < place);
        self.tokens.get(index).map(|token| token.start)
    }

    fn walk(&mut self, stream: TokenStream, scope: &Scope) {
        let tokens: Vec<_> = stream.into_iter().collect();
        let (mut head, mut at) = (Head::default(), 0);
        let mut scope = scope.clone();
        while let Some(token) = tokens.get(at) {
            let rest = &tokens[at..];
            head.start.get_or_insert(token.span().byte_range().start);
            at += match rest {
                [TokenTree::Punct(hash), TokenTree::Group(group), ..] if hash.as_char() == '#' => {
                    self.attribute(&rest[..2], group, &mut head);
                    2
                }
                [TokenTree::Punct(hash), TokenTree::Punct(bang), TokenTree::Group(group), ..]
                    if hash.as_char() == '#' && bang.as_char() == '!' =>
                {
                    scope.test_only |= is_cfg_test(group);
                    self.leaves(&rest[..3]);
                    head = Head::default();
                    3
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "mod" => {
                    self.leaves(&rest[..2]);
                    2 + self.module(&name.to_string(), rest.get(2), &mut head, &scope)
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "fn" => {
                    self.function(&name.to_string(), rest, &mut head, &scope)
                }
                _ => {
                    self.other(token, &mut head, &scope);
                    1
                }
            };
        }
    }

    fn attribute(&mut self, tokens: &[TokenTree], group: &Group, head: &mut Head) {
        self.leaves(tokens);
        head.test_only |= is_cfg_test(group);
        head.is_test |= is_test(group);
        head.path = path(group).or(head.path.take());
    }

    /// A module; says whether its body or semicolon was taken too.
    fn module(&mut self, name: &str, body: Option<&TokenTree>, head: &mut Head, scope: &Scope) -> usize {
        let head = std::mem::take(head);
        let test_only = scope.test_only || head.test_only;
        match body {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let mut inner = scope.clone();
                inner.modules.push(name.to_owned());
                inner.test_only = test_only;
                self.group(group, head.start, &inner);
                1
            }
            _ => {
                let within = scope.modules.clone();
                self.declared.push(Declared { within, name: name.to_owned(), test_only, path: head.path });
                0
            }
        }
    }

    /// A function; says how many tokens it has.
    fn function(&mut self, name: &str, tokens: &[TokenTree], head: &mut Head, scope: &Scope) -> usize {
        let is_end = |token: &TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(punct) => punct.as_char() == ';',
            _ => false,
        };
        let end = tokens.iter().position(is_end).unwrap_or(tokens.len() - 1);
        self.leaves(&tokens[..end]);
        let head = std::mem::take(head);
        let last = tokens[end].span().byte_range().end;
        if let TokenTree::Group(body) = &tokens[end] {
            let mut path = scope.modules.clone();
            path.push(name.to_owned());
            let range = head.start.unwrap_or_default()..last;
            self.functions.push(Function { path: path.join("::"), is_test: head.is_test, range });
            let test_only = scope.test_only || head.test_only;
            self.group(body, head.start, &Scope { test_only, ..scope.clone() });
        } else {
            self.leaves(&tokens[end..=end]);
        }
        end + 1
    }

    fn other(&mut self, token: &TokenTree, head: &mut Head, scope: &Scope) {
        match token {
            TokenTree::Group(group) => {
                let test_only = scope.test_only || head.test_only;
                let start = head.start;
                if group.delimiter() == Delimiter::Brace {
                    *head = Head::default();
                }
                self.group(group, start, &Scope { test_only, ..scope.clone() });
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => {
                self.leaves(std::slice::from_ref(token));
                *head = Head::default();
            }
            _ => self.leaves(std::slice::from_ref(token)),
        }
    }

    fn group(&mut self, group: &Group, start: Option<usize>, scope: &Scope) {
        let whole = group.span().byte_range();
        if scope.test_only {
            self.test_only.push(start.unwrap_or(whole.start)..whole.end);
        }
        self.tokens.push(group.span_open().byte_range());
        self.walk(group.stream(), scope);
        self.tokens.push(group.span_close().byte_range());
    }

    /// Takes tokens as they are, without looking for items inside.
    fn leaves(&mut self, tokens: &[TokenTree]) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    self.tokens.push(group.span_open().byte_range());
                    self.leaves(&group.stream().into_iter().collect::<Vec<_>>());
                    self.tokens.push(group.span_close().byte_range());
                }
                token => self.tokens.push(token.span().byte_range()),
            }
        }
    }
}

/// The words of an attribute before its first group or value.
fn name(attribute: &Group) -> Vec<String> {
    let words = attribute.stream().into_iter().map_while(|token| match token {
        TokenTree::Ident(word) => Some(Some(word.to_string())),
        TokenTree::Punct(punct) if punct.as_char() == ':' => Some(None),
        _ => None,
    });
    words.flatten().collect()
}

/// `#[test]`, `#[tokio::test(…)]`
fn is_test(attribute: &Group) -> bool {
    name(attribute).last().is_some_and(|word| word == "test")
}

/// `#[cfg(test)]`, `#[cfg(all(test, …))]`
fn is_cfg_test(attribute: &Group) -> bool {
    let text = attribute.stream().to_string().replace(' ', "");
    text == "cfg(test)" || text.starts_with("cfg(all(test,") || text.starts_with("cfg(all(test)")
}

/// `#[path = "…"]`
fn path(attribute: &Group) -> Option<String> {
    if name(attribute) != ["path"] {
        return None;
    }
    let value = attribute.stream().into_iter().last()?.to_string();
    Some(value.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r##"
//! Docs.
mod a;
pub(crate) mod b {
    #[path = "elsewhere.rs"]
    mod c;
    /// Docs.
    pub async fn work(x: [u8; 2]) -> u8 { fn inner() {} x[0] }
    trait T { fn declared(); }
}
#[cfg(test)]
mod d;
#[cfg(test)]
mod tests {
    fn helper() {}
    #[tokio::test(flavor = "current_thread")]
    async fn first() {}
    proptest! {
        #![with(config)]
        /// Docs.
        #[test]
        fn second(x in 0..4) { let s = Struct { x }; }
    }
}
"##;

    #[test]
    fn functions_and_tests_are_found_in_modules_and_macros() {
        let outline = Outline::parse(FILE).expect("it is Rust");
        let found: Vec<_> = outline.functions.iter().map(|found| (found.path.as_str(), found.is_test)).collect();
        let expected = [
            ("b::work", false),
            ("b::inner", false),
            ("tests::helper", false),
            ("tests::first", true),
            ("tests::second", true),
        ];
        assert_eq!(found, expected);
        for function in &outline.functions {
            assert!(FILE[function.range.clone()].ends_with('}'), "{function:?}");
        }
        assert!(FILE[outline.functions[4].range.clone()].starts_with("/// Docs."), "{:?}", outline.functions[4]);
    }

    #[test]
    fn files_of_modules_are_declared() {
        let outline = Outline::parse(FILE).expect("it is Rust");
        let declared = |within: &[&str], name: &str, test_only, path: Option<&str>| Declared {
            within: within.iter().map(|&name| name.to_owned()).collect(),
            name: name.to_owned(),
            test_only,
            path: path.map(str::to_owned),
        };
        let expected = [
            declared(&[], "a", false, None),
            declared(&["b"], "c", false, Some("elsewhere.rs")),
            declared(&[], "d", true, None),
        ];
        assert_eq!(outline.declared, expected);
    }

    #[test]
    fn code_of_tests_is_told_apart() {
        let outline = Outline::parse(FILE).expect("it is Rust");
        let at = |text: &str| FILE.find(text).expect("it stands there");
        for (text, test_only) in [("x[0]", false), ("mod tests", true), ("helper", true), ("Struct", true)] {
            assert_eq!(outline.is_test_only(at(text)), test_only, "{text}");
        }
        let text = "impl X { #[cfg(test)] fn a() { y() } fn b() { z() } }";
        let outline = Outline::parse(text).expect("it is Rust");
        assert!(outline.is_test_only(text.find('y').expect("it stands there")));
        assert!(!outline.is_test_only(text.find('z').expect("it stands there")));
        let whole = Outline::parse("#![cfg(test)] fn a() { y() }").expect("it is Rust");
        assert!(whole.is_test_only(24));
    }

    #[test]
    fn gaps_hold_the_comments() {
        let text = "fn a() { // one\n  b(\"// two\"); /* three */ }\n// four";
        let outline = Outline::parse(text).expect("it is Rust");
        let gaps: Vec<_> = outline.gaps(text.len()).map(|(gap, _)| text[gap].trim()).collect();
        let comments: Vec<_> = gaps.into_iter().filter(|gap| !gap.is_empty()).collect();
        assert_eq!(comments, ["// one", "/* three */", "// four"]);
    }

    #[test]
    fn broken_file_is_an_error() {
        assert!(Outline::parse("fn a( {").is_err());
    }
}
