//! Expressions: an error becomes an acceptance, a condition holds, a constant is another, a value is empty.

use std::ops::Range;

use proc_macro2::TokenTree;
use syn::{BinOp, Expr, Lit, UnOp};

use super::super::locate::range;
use super::flow::makes_fault;
use super::refusals::is_refusal;
use super::{Writer, short};

/// How deep values are taken apart.
const DEPTH: usize = 4;
/// Calls with a predicate, and what it answers when nothing is refused any more.
const PREDICATES: [(&str, &str); 8] = [
    ("find", "true"),
    ("filter", "true"),
    ("position", "true"),
    ("take_while", "true"),
    ("all", "true"),
    ("is_none_or", "true"),
    ("any", "false"),
    ("is_some_and", "false"),
];
/// Methods that change the type and nothing else, besides those that begin with `as_`, `to_` and `into`.
const CONVERSIONS: [&str; 6] = ["clone", "cloned", "collect", "copied", "iter", "borrow"];

impl Writer<'_> {
    /// Everything that can be done to a value, from the outside to the inside.
    pub(super) fn value(&mut self, value: &Expr, depth: usize) {
        if depth > DEPTH {
            return;
        }
        if is_refusal(value, &self.refusing) {
            self.accept(value);
        }
        match value {
            Expr::If(found) => self.condition(found),
            Expr::Match(found) => self.matching(found),
            Expr::Try(attempt) => {
                if depth > 0 {
                    // Why: inside a larger value it is the value that counts, not the error.
                    self.push("is `Default::default()`", range(value), "Default::default()");
                }
                self.attempt(attempt);
            }
            Expr::Return(returned) => {
                if let Some(value) = &returned.expr {
                    self.value(value, depth);
                }
                return;
            }
            Expr::Block(block) => {
                let last = block.block.stmts.len();
                for (index, statement) in block.block.stmts.iter().enumerate() {
                    self.statement(statement, index + 1 == last);
                }
            }
            Expr::Closure(closure) => return self.value(&closure.body, depth),
            Expr::Macro(call) => self.macro_value(&call.mac, range(call)),
            Expr::MethodCall(call) => {
                if makes_fault(call) && depth == 0 {
                    self.fault(value);
                }
                self.predicate(call);
            }
            _ => {}
        }
        if depth == 0 && !matches!(value, Expr::Match(_) | Expr::If(_) | Expr::Block(_) | Expr::Try(_)) {
            self.returned(value);
        }
        self.replaced(value, depth);
        self.inside(value, depth);
    }

    /// The value of a function that answers without looking.
    fn returned(&mut self, value: &Expr) {
        if is_condition(value) {
            for truth in ["true", "false"] {
                self.push(format!("is {truth}"), range(value), truth);
            }
        }
    }

    /// An error becomes an acceptance, or another error.
    pub(super) fn accept(&mut self, value: &Expr) {
        match value {
            Expr::Path(_) => {
                return self.push("is `Some(Default::default())`", range(value), "Some(Default::default())");
            }
            Expr::Lit(_) => return self.push("is true", range(value), "true"),
            Expr::Return(returned) => {
                if let Some(value) = &returned.expr {
                    self.accept(value);
                }
                return;
            }
            Expr::Block(block) => return self.accept_block(&block.block),
            _ => {}
        }
        for answer in self.acceptances() {
            self.push(format!("accepts with `{answer}`"), range(value), answer);
        }
        if let Expr::Call(call) = value
            && matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Err"))
            && let Some(fault) = call.args.first()
        {
            let own = self.text(fault).to_owned();
            for other in self.faults.clone() {
                if other != own {
                    self.push(format!("error is `{}`", short(&other)), range(fault), other);
                }
            }
        }
    }

    /// A block that ends in an error; one that ends in `None` may report it before.
    fn accept_block(&mut self, block: &syn::Block) {
        let Some((syn::Stmt::Expr(value, _), before)) = block.stmts.split_last() else { return };
        if matches!(value, Expr::Path(_) | Expr::Lit(_)) {
            for report in before {
                if matches!(report, syn::Stmt::Expr(_, Some(_))) {
                    self.push("statement removed", range(report), "");
                }
            }
        }
        self.accept(value);
    }

    /// A value that may be an error made here never is one, or is another.
    fn fault(&mut self, value: &Expr) {
        for answer in self.acceptances() {
            self.push(format!("accepts with `{answer}`"), range(value), answer);
        }
        self.other_fault(value);
    }

    /// Another value in the place of this one.
    fn replaced(&mut self, value: &Expr, depth: usize) {
        let whole = range(value);
        match value {
            Expr::Lit(literal) => {
                if let Some(other) = other_literal(&literal.lit) {
                    self.push(format!("is `{other}`"), whole, other);
                }
            }
            Expr::Path(path) if path.path.segments.len() > 1 => {
                let names: Vec<_> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                let [.., of, name] = &names[..] else { return };
                let others: Vec<_> = self.constants.others(of, name).take(2).map(str::to_owned).collect();
                let last = path.path.segments.last().map_or(whole, |segment| range(&segment.ident));
                for other in others {
                    self.push(format!("is `{of}::{other}`"), last.clone(), other);
                }
            }
            Expr::Call(call) if matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some")) => {
                self.push("is `None`", whole, "None");
            }
            Expr::Reference(_) => {
                self.push("is empty", whole.clone(), "Box::leak(Box::default())");
                self.push("is empty", whole, "&[]");
            }
            Expr::Binary(_) | Expr::Unary(_) if is_condition(value) => {
                for truth in ["true", "false"] {
                    self.push(format!("is {truth}"), whole.clone(), truth);
                }
            }
            Expr::Call(_) | Expr::MethodCall(_) | Expr::Field(_) | Expr::Macro(_) | Expr::Path(_) | Expr::Struct(_) => {
                if depth <= 1 {
                    self.push("is `None`", whole.clone(), "None");
                }
                if depth <= 1 && matches!(value, Expr::Call(_) | Expr::MethodCall(_)) {
                    self.push("is `Ok(Default::default())`", whole.clone(), "Ok(Default::default())");
                }
                self.push("is `Default::default()`", whole.clone(), "Default::default()");
                if depth == 1 && !matches!(value, Expr::Struct(_)) {
                    // Why: parameters that take anything which becomes a string do not tell what the default is of.
                    self.push("is empty", whole, "\"\"");
                }
            }
            _ => {}
        }
    }

    /// The parts of a value.
    fn inside(&mut self, value: &Expr, depth: usize) {
        match value {
            Expr::MethodCall(call) if makes_fault(call) => {
                self.value(&call.receiver, depth + 1);
                self.arguments(call, depth);
            }
            Expr::MethodCall(call) => {
                self.arguments(call, depth);
                self.peeled(value);
                self.value(&call.receiver, depth + 1);
            }
            Expr::Call(call) => {
                self.peeled(value);
                for argument in &call.args {
                    self.value(argument, depth + 1);
                }
            }
            Expr::Struct(found) => {
                for field in &found.fields {
                    self.value(&field.expr, depth + 1);
                }
            }
            Expr::Tuple(tuple) => {
                for element in &tuple.elems {
                    self.value(element, depth + 1);
                }
            }
            Expr::Array(array) => {
                for pair in array.elems.pairs().take(2) {
                    self.push("left out of the list", range(&pair), "");
                }
            }
            Expr::Binary(binary) => {
                self.value(&binary.left, depth + 1);
                self.value(&binary.right, depth + 1);
            }
            Expr::Unary(unary) => self.value(&unary.expr, depth + 1),
            Expr::Reference(reference) => self.value(&reference.expr, depth + 1),
            Expr::Paren(inner) => self.value(&inner.expr, depth + 1),
            Expr::Assign(assignment) => self.value(&assignment.right, depth + 1),
            Expr::Await(awaited) => self.value(&awaited.base, depth + 1),
            _ => {}
        }
    }

    /// A predicate that refuses nothing.
    fn predicate(&mut self, call: &syn::ExprMethodCall) {
        let name = call.method.to_string();
        if let Some((_, truth)) = PREDICATES.iter().find(|(predicate, _)| *predicate == name)
            && let Some(argument) = call.args.first()
        {
            self.push(format!("`.{name}` asks nothing"), range(argument), format!("|_| {truth}"));
        }
    }

    /// The arguments of a method: a predicate that refuses nothing, another error.
    pub(super) fn arguments(&mut self, call: &syn::ExprMethodCall, depth: usize) {
        self.predicate(call);
        self.other_fault(&Expr::MethodCall(call.clone()));
        for argument in &call.args {
            self.value(argument, depth + 1);
        }
    }

    /// `f(x)` becomes `x`, `x.f()` becomes `x`, the outermost first.
    pub(super) fn peeled(&mut self, value: &Expr) {
        match value {
            Expr::MethodCall(call) if !is_conversion(&call.method.to_string()) => {
                let text = self.text(&call.receiver).to_owned();
                self.push(format!("without `.{}(…)`", call.method), range(value), text);
            }
            Expr::Call(call) if call.args.len() == 1 => {
                let text = self.text(&call.args[0]).to_owned();
                let name = short(self.text(&call.func));
                self.push(format!("without `{name}(…)`"), range(value), text);
                self.peeled(&call.args[0]);
            }
            _ => {}
        }
    }

    /// A macro whose value is known by its name, else with its first literal changed.
    pub(super) fn macro_value(&mut self, call: &syn::Macro, whole: Range<usize>) {
        if call.path.is_ident("matches") {
            self.push("is true", whole.clone(), "true");
            self.push("is false", whole, "false");
            return;
        }
        self.push("is `Default::default()`", whole, "Default::default()");
        self.literals(call.tokens.clone().into_iter().collect());
    }

    /// The first literals among some tokens become others.
    pub(super) fn literals(&mut self, tokens: Vec<TokenTree>) {
        let mut left = 2;
        for token in tokens {
            match token {
                TokenTree::Literal(literal) if left > 0 => {
                    if let Some(other) = other_literal(&Lit::new(literal.clone())) {
                        left -= 1;
                        self.push(format!("{literal} is `{other}`"), literal.span().byte_range(), other);
                    }
                }
                TokenTree::Group(group) => self.literals(group.stream().into_iter().collect()),
                _ => {}
            }
        }
    }
}

fn is_conversion(method: &str) -> bool {
    CONVERSIONS.contains(&method) || ["as_", "to_", "into"].iter().any(|start| method.starts_with(start))
}

/// Whether a value is true or false, by its own words.
pub(super) fn is_condition(value: &Expr) -> bool {
    match value {
        Expr::Binary(binary) => matches!(
            binary.op,
            BinOp::And(_)
                | BinOp::Or(_)
                | BinOp::Eq(_)
                | BinOp::Ne(_)
                | BinOp::Lt(_)
                | BinOp::Le(_)
                | BinOp::Gt(_)
                | BinOp::Ge(_)
        ),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Not(_)) && is_condition(&unary.expr),
        Expr::Paren(inner) => is_condition(&inner.expr),
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            ["is_", "has_", "contains", "starts_with", "ends_with"].iter().any(|start| name.starts_with(start))
                || ["any", "all", "eq", "eq_ignore_ascii_case"].contains(&&*name)
        }
        Expr::Macro(call) => call.mac.path.is_ident("matches"),
        _ => false,
    }
}

/// Another literal of the same kind.
fn other_literal(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Str(_) => Some("\"neutralised\"".to_owned()),
        Lit::ByteStr(_) => Some("b\"neutralised\"".to_owned()),
        Lit::Byte(_) => Some("b'~'".to_owned()),
        Lit::Char(_) => Some("'~'".to_owned()),
        Lit::Int(number) => Some(format!("{}{}", number.base10_parse::<u64>().ok()?.wrapping_add(1), number.suffix())),
        Lit::Bool(truth) => Some((!truth.value).to_string()),
        _ => None,
    }
}
