//! Code inside macros, which is tokens and no syntax yet.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Writer;

impl Writer<'_> {
    /// What begins at this place in the arguments or the rules of a macro.
    pub(super) fn tokens(&mut self, at: usize) {
        let Ok(stream) = self.source.parse::<TokenStream>() else { return };
        let Some(tokens) = find(stream, at) else { return };
        let is_if = matches!(tokens.first(), Some(TokenTree::Ident(word)) if word == "if");
        let body = tokens.iter().position(|token| is_group(token, Delimiter::Brace));
        if let (true, Some(body)) = (is_if, body)
            && body > 1
        {
            let start = tokens[1].span().byte_range().start;
            self.push("condition is false", start..start, "false && ");
        }
        let end = tokens.iter().position(|token| is_punct(token, &[';', ',']));
        let span = |tokens: &[TokenTree]| -> Option<std::ops::Range<usize>> {
            Some(tokens.first()?.span().byte_range().start..tokens.last()?.span().byte_range().end)
        };
        match end {
            Some(end) if is_punct(&tokens[end], &[';']) && !is_if => {
                if let Some(range) = span(&tokens[..=end]) {
                    self.push("statement removed", range, "");
                }
                self.literals(tokens[..end].to_vec());
            }
            Some(end) => self.literals(tokens[..end].to_vec()),
            None => self.literals(tokens),
        }
    }
}

/// The tokens from this place to the end of the group around it, which is the arguments of a macro or inside them.
fn find(stream: TokenStream, at: usize) -> Option<Vec<TokenTree>> {
    let tokens: Vec<_> = stream.into_iter().collect();
    if let Some(first) = tokens.iter().position(|token| token.span().byte_range().start == at) {
        return (!is_group(&tokens[first], Delimiter::None)).then(|| tokens[first..].to_vec());
    }
    let around = |group: &Group| group.span().byte_range().contains(&at);
    let inner = tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) if around(&group) => Some(group),
        _ => None,
    })?;
    find(inner.stream(), at)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

fn is_punct(token: &TokenTree, letters: &[char]) -> bool {
    matches!(token, TokenTree::Punct(punct) if letters.contains(&punct.as_char()))
}
