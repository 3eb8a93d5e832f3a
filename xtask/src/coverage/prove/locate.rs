//! What a mark marks, in the syntax of its file: the largest thing that begins where the comment ends.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, Block, Expr, ReturnType, Signature, Stmt};

/// A marked piece of code.
#[derive(Clone)]
pub(crate) enum Node {
    Function(Box<Signature>, Block),
    /// The value of a constant.
    Constant(Expr),
    Statement {
        statement: Box<Stmt>,
        /// What follows in the same block.
        rest: Vec<Stmt>,
    },
    Arm {
        arms: Vec<Arm>,
        index: usize,
    },
    /// The value of a field in a struct expression, or an argument, or any other expression.
    Expression(Expr),
    /// One of the values of an array, with the comma.
    Element(Expr, Range<usize>),
    /// `.method(…)` within a chain.
    Segment(syn::ExprMethodCall),
    /// A declaration, which does nothing by itself.
    Declaration,
}

/// What surrounds it.
#[derive(Clone, Default)]
pub(crate) struct Around {
    /// What the function around it returns, as far as that is written down.
    pub(crate) returns: Option<ReturnType>,
    /// The match whose arm ends with it.
    pub(crate) arm: Option<(Vec<Arm>, usize)>,
}

/// Where something stands in its file, in bytes.
pub(crate) fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

/// Finds what begins at this place.
pub(crate) fn locate(file: &syn::File, at: usize) -> Option<(Node, Around)> {
    let mut finder = Finder { at, around: Around::default(), found: None };
    finder.visit_file(file);
    finder.found
}

struct Finder {
    at: usize,
    around: Around,
    found: Option<(Node, Around)>,
}

impl Finder {
    fn begins(&self, node: &impl Spanned) -> bool {
        self.found.is_none() && range(node).start == self.at
    }

    /// Whether the place is in the attributes, visibility or keywords of an item, before its name.
    fn heads(&self, item: &impl Spanned, name: &syn::Ident) -> bool {
        self.found.is_none() && (range(item).start..=range(name).start).contains(&self.at)
    }

    fn take(&mut self, node: Node) {
        self.found = Some((node, self.around.clone()));
    }

    /// Looks inside a function or closure.
    fn within(&mut self, returns: Option<ReturnType>, look: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.around, Around { returns, arm: None });
        look(self);
        self.around = outer;
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            syn::Item::Fn(item) if self.heads(item, &item.sig.ident) => {
                self.take(Node::Function(Box::new(item.sig.clone()), (*item.block).clone()));
            }
            syn::Item::Const(item) if self.heads(item, &item.ident) => self.take(Node::Constant((*item.expr).clone())),
            syn::Item::Static(item) if self.heads(item, &item.ident) => {
                self.take(Node::Constant((*item.expr).clone()));
            }
            syn::Item::Impl(item) if self.begins(item) => {
                let function = item.items.iter().find_map(|item| match item {
                    syn::ImplItem::Fn(function) => Some(function),
                    _ => None,
                });
                self.take(function.map_or(Node::Declaration, |function| {
                    Node::Function(Box::new(function.sig.clone()), function.block.clone())
                }));
            }
            syn::Item::Struct(item) if self.heads(item, &item.ident) => self.take(Node::Declaration),
            syn::Item::Enum(item) if self.heads(item, &item.ident) => self.take(Node::Declaration),
            syn::Item::Fn(_) | syn::Item::Const(_) | syn::Item::Static(_) => visit::visit_item(self, item),
            item if self.begins(item) => self.take(Node::Declaration),
            item => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        match item {
            syn::ImplItem::Fn(item) if self.heads(item, &item.sig.ident) => {
                self.take(Node::Function(Box::new(item.sig.clone()), item.block.clone()));
            }
            syn::ImplItem::Const(item) if self.heads(item, &item.ident) => self.take(Node::Constant(item.expr.clone())),
            item => visit::visit_impl_item(self, item),
        }
    }

    fn visit_trait_item(&mut self, item: &'ast syn::TraitItem) {
        match item {
            syn::TraitItem::Fn(item) if self.heads(item, &item.sig.ident) => {
                self.take(
                    item.default
                        .clone()
                        .map_or(Node::Declaration, |body| Node::Function(Box::new(item.sig.clone()), body)),
                );
            }
            item => visit::visit_trait_item(self, item),
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.within(Some(item.sig.output.clone()), |finder| visit::visit_item_fn(finder, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.within(Some(item.sig.output.clone()), |finder| visit::visit_impl_item_fn(finder, item));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.within(Some(item.sig.output.clone()), |finder| visit::visit_trait_item_fn(finder, item));
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let returns = Some(closure.output.clone()).filter(|output| matches!(output, ReturnType::Type(..)));
        self.within(returns, |finder| visit::visit_expr_closure(finder, closure));
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if self.begins(field) {
            self.take(Node::Declaration);
        }
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        if self.heads(variant, &variant.ident) {
            self.take(Node::Declaration);
        }
    }

    fn visit_block(&mut self, block: &'ast Block) {
        for (index, statement) in block.stmts.iter().enumerate() {
            if self.begins(statement) {
                let rest = block.stmts[index + 1..].to_vec();
                self.take(Node::Statement { statement: Box::new(statement.clone()), rest });
            }
            self.visit_stmt(statement);
        }
    }

    fn visit_expr_match(&mut self, found: &'ast syn::ExprMatch) {
        self.visit_expr(&found.expr);
        let outer = self.around.arm.take();
        for (index, arm) in found.arms.iter().enumerate() {
            if self.begins(arm) {
                self.take(Node::Arm { arms: found.arms.clone(), index });
            }
            self.around.arm = (last(&arm.body) == self.at).then(|| (found.arms.clone(), index));
            self.visit_arm(arm);
        }
        self.around.arm = outer;
    }

    fn visit_expr_array(&mut self, array: &'ast syn::ExprArray) {
        for pair in array.elems.pairs() {
            let element = *pair.value();
            if self.begins(element) {
                let whole = range(&pair);
                self.take(Node::Element(element.clone(), whole));
            }
            self.visit_expr(element);
        }
    }

    fn visit_field_value(&mut self, field: &'ast syn::FieldValue) {
        if self.begins(field) {
            self.take(Node::Expression(field.expr.clone()));
        }
        visit::visit_field_value(self, field);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if self.begins(expr) {
            self.take(Node::Expression(expr.clone()));
        }
        visit::visit_expr(self, expr);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if self.begins(&call.dot_token) {
            self.take(Node::Segment(call.clone()));
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// Where the last statement of an arm's body begins.
fn last(body: &Expr) -> usize {
    match body {
        Expr::Block(body) => body.block.stmts.last().map_or(usize::MAX, |statement| range(statement).start),
        body => range(body).start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(node: &Node) -> &'static str {
        match node {
            Node::Function(..) => "Function",
            Node::Constant(_) => "Constant",
            Node::Statement { .. } => "Statement",
            Node::Arm { .. } => "Arm",
            Node::Expression(_) => "Expression",
            Node::Element(..) => "Element",
            Node::Segment(_) => "Segment",
            Node::Declaration => "Declaration",
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let at = text.find('@').expect("the place is marked");
        let text = text.replacen('@', "", 1);
        let file = syn::parse_file(&text).expect("it is Rust");
        let found = match locate(&file, at) {
            None => "nothing".to_owned(),
            Some((node, around)) => {
                let arm = around.arm.map_or(String::new(), |(_, index)| format!(" in arm {index}"));
                format!("{}{arm}", name(&node))
            }
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn items_are_found_by_anything_before_their_name() {
        check("@/// Docs.\n#[inline]\npub fn a() {}", "Function");
        check("/// Docs.\n@#[inline]\npub fn a() {}", "Function");
        check("impl A { @const X: u8 = 1; }", "Constant");
        check("@static X: u8 = 1;", "Constant");
        check("impl A { /// Docs.\n@pub fn a() {} }", "Function");
        check("@impl A { fn a() {} }", "Function");
        check("trait T { @fn a() {} fn b(); }", "Function");
        check("trait T { @fn a(); }", "Declaration");
        check("#[derive(A)] @pub struct A { a: u8 }", "Declaration");
        check("struct A { @a: u8 }", "Declaration");
        check("enum A { @A }", "Declaration");
        check("@use a::b;", "Declaration");
    }

    #[test]
    fn the_largest_thing_that_begins_there_is_found() {
        check("fn a() { @let x = y; z() }", "Statement");
        check("fn a() { @b.c()?.d() }", "Statement");
        check("fn a() { match x { @A => b(), C => d() } }", "Arm");
        check("fn a() { match x { A => @b(), C => { d(); } } }", "Expression in arm 0");
        check("fn a() { match x { A => b(), C => { d(); @e()? } } }", "Statement in arm 1");
        check("fn a() { match x { A => b(), C => { @d(); e() } } }", "Statement");
        check("fn a() { b\n    @.c()\n    .d() }", "Segment");
        check("fn a() { b(c, @d.e()) }", "Expression");
        check("fn a() { B { c, @d: e } }", "Expression");
        check("const A: [u8; 2] = [b(), @c()];", "Element");
        check("fn a() { x(|y| { @z(); }) }", "Statement");
    }

    #[test]
    fn ends_of_blocks_and_insides_of_macros_are_nothing() {
        check("fn a() { b(); @}", "nothing");
        check("m! { a @b }", "nothing");
    }
}
