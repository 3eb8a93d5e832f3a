//! Rust code as rules about its words read it: tokens with their lines, without comments, documentation and tests.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::files::File;

/// A word, a mark or a literal, spelled as in the file; brackets are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// Whether the whole file is there for tests.
pub(crate) fn is_test(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "benches" | "examples")) || path.ends_with("/tests.rs")
}

/// The tokens of a file; none if it is not Rust, which the rule about documentation says.
pub(crate) fn tokens(file: &File) -> Vec<Token> {
    let mut tokens = Vec::new();
    if let Ok(stream) = file.text.parse::<TokenStream>() {
        flatten(stream, &mut tokens);
    }
    tokens
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        if matches!(&tree, TokenTree::Punct(mark) if mark.as_char() == '#') {
            trees.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
            let attribute = trees.next_if(|next| matches!(next, TokenTree::Group(group) if is_bracketed(group)));
            if attribute.is_some_and(|attribute| is_test_attribute(&attribute)) {
                // Why: an item ends with its block or its semicolon, and so do all that are marked as tests.
                for skipped in trees.by_ref() {
                    match skipped {
                        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                        TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                        _ => {}
                    }
                }
            }
            continue;
        }
        match tree {
            TokenTree::Group(group) => flatten(group.stream(), tokens),
            tree => tokens.push(Token { line: tree.span().start().line, text: tree.to_string() }),
        }
    }
}

fn is_bracketed(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
}

fn is_test_attribute(attribute: &TokenTree) -> bool {
    let TokenTree::Group(group) = attribute else { return false };
    let text: String = group.stream().into_iter().map(|tree| tree.to_string()).collect();
    matches!(text.replace(' ', "").as_str(), "test" | "cfg(test)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Files;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, usize)]) {
        let files = Files::of(&[("a.rs", text)]);
        let tokens: Vec<_> = files.iter().flat_map(tokens).collect();
        let found: Vec<_> = tokens.iter().map(|token| (token.text.as_str(), token.line)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tokens_have_their_lines() {
        check(
            "use a::b;\nmake! {\n  (c)\n}",
            &[("use", 1), ("a", 1), (":", 1), (":", 1), ("b", 1), (";", 1), ("make", 2), ("!", 2), ("c", 3)],
        );
        check("\"a b\" 7", &[("\"a b\"", 1), ("7", 1)]);
    }

    #[test]
    fn comments_documentation_and_tests_are_left_out() {
        check("//! a\n/// b\n// c\n#[derive(D)] x", &[("x", 4)]);
        check("#[cfg(test)] mod tests { a } b", &[("b", 1)]);
        check("#[cfg(test)] use a; b", &[("b", 1)]);
        check("#[test] #[x] fn a() { b } c", &[("c", 1)]);
        check("#[cfg(not(test))] a", &[("a", 1)]);
    }

    #[test]
    fn files_of_tests_are_known_by_their_path() {
        for path in ["crates/a/src/tests.rs", "crates/a/tests/it.rs", "crates/a/src/b/tests/c.rs", "tests/it/a.rs"] {
            assert!(is_test(path), "{path}");
        }
        assert!(!is_test("crates/a/src/contests.rs"));
    }
}
