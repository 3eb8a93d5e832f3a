//! Statements, conditions and `?`.

use std::collections::BTreeSet;

use syn::{Expr, ExprIf, Local, Pat, ReturnType, Stmt};

use super::super::locate::range;
use super::refusals::{ends_in_refusal, is_refusal};
use super::values::is_condition;
use super::{Writer, short};

impl Writer<'_> {
    /// A `let` that only prepares something: what it prepares, if that refuses or if nothing else is asked.
    ///
    /// That is the first statement after it that is no such `let`, and it mentions a name that they bind.
    pub(super) fn passage(&mut self, statement: &Stmt, rest: &[Stmt], if_refusing: bool) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (index, statement) in std::iter::once(statement).chain(rest).enumerate() {
            let mentions = names.iter().any(|name| mentions(self.text(statement), name));
            match statement {
                _ if index > 0 && !mentions => return,
                Stmt::Local(local) if !has_attempt(local) => names.extend(bound(&local.pat)),
                // Why: the marked statement itself comes next anyway.
                _ if index == 0 => return,
                statement => {
                    let is_last = index == rest.len();
                    if self.refuses(statement, is_last) || !if_refusing {
                        self.statement(statement, is_last);
                    }
                    return;
                }
            }
        }
    }

    fn refuses(&self, statement: &Stmt, is_last: bool) -> bool {
        match statement {
            Stmt::Local(_) | Stmt::Expr(Expr::Try(_), _) => true,
            Stmt::Expr(Expr::If(found), _) => ends_in_refusal(&found.then_branch, &self.refusing),
            Stmt::Expr(Expr::MethodCall(call), None) => is_last && makes_fault(call),
            _ => false,
        }
    }

    pub(super) fn statement(&mut self, statement: &Stmt, is_last: bool) {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Expr(value, semicolon) => {
                if is_last && semicolon.is_none() {
                    self.like_neighbours();
                    self.value(value, 0);
                } else {
                    self.action(statement, value);
                }
            }
            Stmt::Macro(call) if call.semi_token.is_some() => self.push("statement removed", range(statement), ""),
            Stmt::Macro(call) => self.macro_value(&call.mac, range(call)),
            Stmt::Item(syn::Item::Fn(item)) => self.function(&item.sig, &item.block),
            Stmt::Item(_) => {}
        }
    }

    /// A statement that is there for what it does.
    fn action(&mut self, statement: &Stmt, value: &Expr) {
        let removed = |writer: &mut Self| writer.push("statement removed", range(statement), "");
        match value {
            Expr::If(condition) => self.condition(condition),
            Expr::Match(_) => {
                self.value(value, 0);
                removed(self);
            }
            Expr::Try(attempt) => {
                let attempt = self.text(&attempt.expr).to_owned();
                self.push("error ignored", range(statement), format!("let _ = {attempt};"));
                removed(self);
                self.value(value, 0);
            }
            Expr::Return(returned) if returned.expr.as_ref().is_some_and(|value| is_refusal(value, &self.refusing)) => {
                removed(self);
                self.value(value, 0);
            }
            _ => {
                removed(self);
                self.value(value, 0);
            }
        }
    }

    /// A condition that never refuses again, or for one that refuses nothing, never holds.
    pub(super) fn condition(&mut self, found: &ExprIf) {
        let refuses = |writer: &Self, value: &Expr| is_refusal(value, &writer.refusing);
        let other = found.else_branch.as_ref().map(|(_, other)| &**other);
        let then_refuses = ends_in_refusal(&found.then_branch, &self.refusing);
        let condition = self.text(&found.cond).to_owned();
        let has_let = has_let(&found.cond);
        if other.is_some_and(|other| refuses(self, other)) && !then_refuses && !has_let {
            self.push("condition is true", range(&found.cond), format!("true || ({condition})"));
        }
        let never = if has_let { format!("false && {condition}") } else { format!("false && ({condition})") };
        self.push("condition is false", range(&found.cond), never);
        if let Some(value) = tail(&found.then_branch) {
            self.value(value, 1);
        }
    }

    fn local(&mut self, local: &Local) {
        let Some(init) = &local.init else { return };
        if let Some((_, other)) = &init.diverge {
            self.let_else(local, &init.expr, other);
        }
        match &*init.expr {
            Expr::Closure(closure) if is_condition(&closure.body) => {
                self.push("always true", range(&closure.body), "true");
            }
            Expr::Closure(closure) => self.value(&closure.body, 1),
            value if is_condition(value) => {
                for truth in ["false", "true"] {
                    self.push(format!("is {truth}"), range(value), truth);
                }
            }
            value => self.value(value, 0),
        }
    }

    /// `let … else`: what refuses accepts, what accepts does so always.
    fn let_else(&mut self, local: &Local, value: &Expr, other: &Expr) {
        let whole = range(local);
        if !is_refusal(other, &self.refusing) {
            let text = format!("if true {} {}", self.text(other), self.text(local));
            self.push("always leaves here", whole, text);
            return;
        }
        if let Pat::TupleStruct(pattern) = &local.pat
            && let Some(Pat::Ident(name)) = pattern.elems.first()
        {
            let text = format!("let {} = {}.unwrap_or_default();", name.ident, self.text(value));
            self.push("default in place of the refusal", whole, text);
        }
        let unit = matches!(self.around.returns, None | Some(ReturnType::Default));
        let answers = if unit { vec![String::new()] } else { self.acceptances() };
        for answer in answers {
            self.push(format!("returns `{answer}`"), range(other), format!("{{ return {answer} }}"));
        }
        for truth in ["true", "None"] {
            self.push(format!("returns `{truth}`"), range(other), format!("{{ return {truth} }}"));
        }
    }

    /// `attempt?` as a value: a default, an early acceptance, another error.
    pub(super) fn attempt(&mut self, attempt: &syn::ExprTry) {
        let whole = range(attempt);
        let inner = self.text(&attempt.expr).to_owned();
        let bare = self.without_fault(&attempt.expr).to_owned();
        self.push("default in place of the error", whole.clone(), format!("{bare}.unwrap_or_default()"));
        for answer in self.acceptances() {
            let text = format!("match {inner} {{ Ok(passed) => passed, Err(_) => return {answer} }}");
            self.push(format!("an error returns `{answer}`"), whole.clone(), text);
        }
        self.other_fault(&attempt.expr);
        self.value(&attempt.expr, 1);
    }

    /// An attempt without the call at its end that makes the error.
    fn without_fault(&self, attempt: &Expr) -> &str {
        match attempt {
            Expr::MethodCall(call) if makes_fault(call) => self.text(&call.receiver),
            attempt => self.text(attempt),
        }
    }

    /// Another error of the file in the place of this one.
    pub(super) fn other_fault(&mut self, attempt: &Expr) {
        let Expr::MethodCall(call) = attempt else { return };
        let Some(fault) = call.args.first() else { return };
        let lazy = match call.method.to_string().as_str() {
            "ok_or" => "",
            "ok_or_else" => "|| ",
            "map_err" => "|_| ",
            _ => return,
        };
        let own = self.text(fault).to_owned();
        for other in self.faults.clone() {
            if !own.contains(&other) {
                self.push(format!("error is `{}`", short(&other)), range(fault), format!("{lazy}{other}"));
            }
        }
    }
}

/// The value of a block.
pub(super) fn tail(block: &syn::Block) -> Option<&Expr> {
    match block.stmts.last() {
        Some(Stmt::Expr(value, _)) => Some(value),
        _ => None,
    }
}

fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Whether a call turns what is missing or wrong into an error.
pub(super) fn makes_fault(call: &syn::ExprMethodCall) -> bool {
    ["ok_or", "ok_or_else", "map_err"].contains(&&*call.method.to_string())
}

/// Whether a `let` may leave the function.
fn has_attempt(local: &Local) -> bool {
    let Some(init) = &local.init else { return false };
    init.diverge.is_some() || matches!(&*init.expr, Expr::Try(_))
}

/// The names that a simple pattern binds.
fn bound(pattern: &Pat) -> Vec<String> {
    match pattern {
        Pat::Ident(name) => vec![name.ident.to_string()],
        Pat::Tuple(tuple) => tuple.elems.iter().flat_map(bound).collect(),
        Pat::Type(typed) => bound(&typed.pat),
        _ => Vec::new(),
    }
}

/// Whether a name stands in a text as a word.
fn mentions(text: &str, name: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part))
}
