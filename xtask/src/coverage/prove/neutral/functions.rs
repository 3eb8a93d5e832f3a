//! Functions: a body that does nothing, and what the return type says of values.

use syn::{Block, Expr, GenericArgument, PathArguments, ReturnType, Signature, Stmt, Type};

use super::super::locate::{Around, range};
use super::{Writer, short};

impl Writer<'_> {
    /// A function answers without looking; where its type has no such answer, its last statement is neutralised.
    pub(super) fn function(&mut self, signature: &Signature, body: &Block) {
        self.around = Around { returns: Some(signature.output.clone()), arm: None };
        let inside = inside(body);
        for value in answers(&signature.output) {
            let label = if value.is_empty() { "empty body".to_owned() } else { format!("always `{value}`") };
            self.push(label, inside.clone(), format!(" {value} "));
        }
        for value in constant_answers(body) {
            let text = self.text(&value).to_owned();
            self.push(format!("always `{}`", short(&text)), inside.clone(), format!(" {text} "));
        }
        for (index, statement) in body.stmts.iter().enumerate().rev().take(3) {
            self.statement(statement, index + 1 == body.stmts.len());
        }
    }

    /// What the function around may return instead of an error.
    pub(super) fn acceptances(&self) -> Vec<String> {
        let written = self.around.returns.as_ref().map(answers).unwrap_or_default();
        let known = ["Ok(())", "Ok(None)", "Ok(Default::default())"].map(str::to_owned);
        let mut values: Vec<_> = written.into_iter().filter(|value| value.starts_with("Ok(")).collect();
        for value in known {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }
}

/// What stands between the braces.
fn inside(body: &Block) -> std::ops::Range<usize> {
    let whole = range(body);
    whole.start + 1..whole.end - 1
}

/// Values of a type that say yes, nothing or zero.
pub(super) fn answers(output: &ReturnType) -> Vec<String> {
    match output {
        ReturnType::Default => vec![String::new()],
        ReturnType::Type(_, returned) => values(returned),
    }
}

fn values(of: &Type) -> Vec<String> {
    match of {
        Type::Tuple(tuple) if tuple.elems.is_empty() => vec!["()".to_owned()],
        Type::Tuple(_) => vec!["Default::default()".to_owned()],
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => vec!["\"\"".to_owned()],
            Type::Slice(_) => vec!["&[]".to_owned()],
            _ => vec!["Box::leak(Box::default())".to_owned()],
        },
        Type::ImplTrait(bounds) if quoted(bounds).contains("Iterator") => vec!["std::iter::empty()".to_owned()],
        Type::Path(path) => path.path.segments.last().map_or_else(Vec::new, named),
        _ => Vec::new(),
    }
}

fn named(segment: &syn::PathSegment) -> Vec<String> {
    let argument = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(argument) => Some(argument),
            _ => None,
        }),
        _ => None,
    };
    let within = |wrapper: &str| -> Vec<String> {
        let inner = argument.map_or_else(|| vec!["()".to_owned()], values);
        inner.into_iter().map(|value| format!("{wrapper}({value})")).collect()
    };
    match segment.ident.to_string().as_str() {
        "bool" => vec!["true".to_owned()],
        "Option" => vec!["None".to_owned()],
        "Result" => within("Ok"),
        "Poll" => within("std::task::Poll::Ready"),
        _ => vec!["Default::default()".to_owned()],
    }
}

fn quoted(bounds: &syn::TypeImplTrait) -> String {
    use syn::spanned::Spanned;

    bounds.span().source_text().unwrap_or_default()
}

/// The values of a function that it writes down as they are: `Field::Absent` of one arm of its last match.
fn constant_answers(body: &Block) -> Vec<Expr> {
    let Some(Stmt::Expr(Expr::Match(last), None)) = body.stmts.last() else { return Vec::new() };
    let bodies = last.arms.iter().map(|arm| &*arm.body);
    bodies.filter(|body| matches!(body, Expr::Path(path) if path.path.segments.len() > 1)).take(2).cloned().collect()
}
