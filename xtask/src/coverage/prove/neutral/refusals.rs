//! What it looks like when code refuses something.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Expr, Pat, Stmt};

/// Beginnings of names of functions that make errors.
const WORDS: [&str; 5] = ["fault", "refus", "reject", "deny", "invalid"];

/// Closures and functions of a file whose value is an error.
pub(super) fn names(file: &syn::File) -> BTreeSet<String> {
    struct Names(BTreeSet<String>);

    impl<'ast> Visit<'ast> for Names {
        fn visit_local(&mut self, local: &'ast syn::Local) {
            if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
                && let Expr::Closure(closure) = &*init.expr
                && is_refusal(&closure.body, &self.0)
            {
                self.0.insert(name.ident.to_string());
            }
            visit::visit_local(self, local);
        }

        fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
            if let Some(Stmt::Expr(value, None)) = item.block.stmts.last()
                && is_error(value, &self.0)
            {
                self.0.insert(item.sig.ident.to_string());
            }
            visit::visit_item_fn(self, item);
        }
    }

    let mut names = Names(BTreeSet::new());
    names.visit_file(file);
    names.0
}

/// Whether the value is an error, or what stands for one: `None`, `false`.
pub(super) fn is_refusal(value: &Expr, names: &BTreeSet<String>) -> bool {
    match value {
        Expr::Path(path) => path.path.is_ident("None"),
        Expr::Lit(literal) => matches!(&literal.lit, syn::Lit::Bool(truth) if !truth.value),
        Expr::Return(returned) => returned.expr.as_ref().is_some_and(|value| is_refusal(value, names)),
        Expr::Block(block) => ends_in_refusal(&block.block, names),
        Expr::Paren(inner) => is_refusal(&inner.expr, names),
        value => is_error(value, names),
    }
}

/// Whether a block ends by refusing.
pub(super) fn ends_in_refusal(block: &syn::Block, names: &BTreeSet<String>) -> bool {
    matches!(block.stmts.last(), Some(Stmt::Expr(value, _)) if is_refusal(value, names))
}

/// Whether the value is an error, by its own words.
fn is_error(value: &Expr, names: &BTreeSet<String>) -> bool {
    let is_word = |name: &str| names.contains(name) || WORDS.iter().any(|word| name.starts_with(word));
    match value {
        Expr::Call(call) => {
            let Expr::Path(function) = &*call.func else { return false };
            let Some(name) = function.path.segments.last().map(|segment| segment.ident.to_string()) else {
                return false;
            };
            let is_wrapper = name.starts_with(char::is_uppercase);
            name == "Err" || is_word(&name) || is_wrapper && call.args.iter().any(|argument| is_error(argument, names))
        }
        Expr::MethodCall(call) => is_word(&call.method.to_string()),
        _ => false,
    }
}
