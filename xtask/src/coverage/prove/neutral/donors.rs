//! Values that can take the place of others: constants of the same type, errors of the same file.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::Expr;
use syn::visit::{self, Visit};

/// The most errors of a file that are tried.
const FAULTS: usize = 3;

/// Constants and unit variants by the type before them, as any file of the crates writes them: `ErrorCode::PARSE_ERROR`.
#[derive(Debug, Default)]
pub(crate) struct Constants(BTreeMap<String, BTreeSet<String>>);

impl Constants {
    /// Takes those that a file names.
    pub(crate) fn read(&mut self, text: &str) {
        if let Ok(stream) = text.parse::<TokenStream>() {
            self.walk(stream);
        }
    }

    fn walk(&mut self, stream: TokenStream) {
        let tokens: Vec<_> = stream.into_iter().collect();
        for window in tokens.windows(4) {
            if let [TokenTree::Ident(of), TokenTree::Punct(one), TokenTree::Punct(two), TokenTree::Ident(name)] = window
                && (one.as_char(), two.as_char()) == (':', ':')
                && of.to_string().starts_with(char::is_uppercase)
                && name.to_string().starts_with(char::is_uppercase)
            {
                self.0.entry(of.to_string()).or_default().insert(name.to_string());
            }
        }
        for token in tokens {
            if let TokenTree::Group(group) = token {
                self.walk(group.stream());
            }
        }
    }

    /// Others that may stand where this one stands, constants like constants and variants like variants.
    pub(super) fn others(&self, of: &str, name: &str) -> impl Iterator<Item = &str> {
        let is_constant = |name: &str| name.len() > 1 && !name.contains(char::is_lowercase);
        let like = is_constant(name);
        let names = self.0.get(of).into_iter().flatten().map(String::as_str);
        names.filter(move |other| *other != name && is_constant(other) == like)
    }
}

/// Errors that a file makes without a local value, as it writes them.
pub(super) fn faults(file: &syn::File) -> Vec<String> {
    struct Faults(Vec<String>);

    impl Faults {
        fn add(&mut self, value: &Expr) {
            let mut locals = Locals(false);
            locals.visit_expr(value);
            let text = quoted(value);
            if !locals.0 && !self.0.contains(&text) {
                self.0.push(text);
            }
        }
    }

    impl<'ast> Visit<'ast> for Faults {
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            if matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err")) {
                call.args.iter().for_each(|argument| self.add(argument));
            }
            visit::visit_expr_call(self, call);
        }

        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            match (call.method.to_string().as_str(), call.args.first()) {
                ("ok_or", Some(fault)) => self.add(fault),
                ("ok_or_else" | "map_err", Some(Expr::Closure(closure))) => self.add(&closure.body),
                _ => {}
            }
            visit::visit_expr_method_call(self, call);
        }
    }

    let mut faults = Faults(Vec::new());
    faults.visit_file(file);
    faults.0.sort_by_key(String::len);
    faults.0.truncate(FAULTS);
    faults.0
}

/// Whether an expression names a local value.
struct Locals(bool);

impl<'ast> Visit<'ast> for Locals {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.0 |= path.path.get_ident().is_some_and(|name| !name.to_string().starts_with(char::is_uppercase));
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        // The name of a function is no local value, as far as can be seen; the compiler sees further.
        call.args.iter().for_each(|argument| self.visit_expr(argument));
    }

    fn visit_expr_macro(&mut self, _: &'ast syn::ExprMacro) {
        self.0 = true;
    }
}

fn quoted(value: &Expr) -> String {
    use syn::spanned::Spanned;

    value.span().source_text().unwrap_or_default()
}
