//! What is done to each kind of code, and what is tried first.

use super::*;

/// The mutations of what follows the `@`, each with the whole file after it.
fn found(text: &str) -> Vec<(String, String)> {
    let at = text.find('@').expect("the place is marked");
    let text = text.replacen('@', "", 1);
    let mut constants = Constants::default();
    constants.read("let x = [Code::BAD, Code::GOOD, Kind::Large, Kind::Small];");
    let mutations = mutations(&text, at, &constants).expect("it is Rust");
    mutations.into_iter().map(|mutation| (mutation.label.clone(), mutation.apply(&text))).collect()
}

/// The first mutation is this one.
#[track_caller]
fn check(text: &str, label: &str, expected: &str) {
    let found = found(text);
    let (first, after) = found.first().expect("there is a way");
    assert_eq!((first.as_str(), after.as_str()), (label, expected), "{found:#?}");
}

/// One of the mutations is this one.
#[track_caller]
fn check_later(text: &str, label: &str, expected: &str) {
    let found = found(text);
    assert!(found.iter().any(|(name, after)| name == label && after == expected), "{found:#?}");
}

#[test]
fn refusing_conditions_never_hold() {
    check(
        "fn a() { @if x > 1 { return Err(E) } b() }",
        "condition is false",
        "fn a() { if false && (x > 1) { return Err(E) } b() }",
    );
    check(
        "fn a() { @if let Some(x) = y && x { b() } c() }",
        "condition is false",
        "fn a() { if false && let Some(x) = y && x { b() } c() }",
    );
    check(
        "fn a() { @if x { Err(E) } else { Ok(y) } }",
        "condition is false",
        "fn a() { if false && (x) { Err(E) } else { Ok(y) } }",
    );
    check(
        "fn a() { @if x { Ok(y) } else { Err(E) } }",
        "condition is true",
        "fn a() { if true || (x) { Ok(y) } else { Err(E) } }",
    );
}

#[test]
fn errors_of_checks_are_ignored() {
    check("fn a() { @check(x)?; b() }", "error ignored", "fn a() { let _ = check(x); b() }");
    check_later("fn a() { @check(x)?; b() }", "statement removed", "fn a() {  b() }");
}

#[test]
fn errors_of_values_become_defaults_acceptances_or_other_errors() {
    let text = "fn a() -> Result<Option<u8>, E> { @let y = x.ok_or(E::One)?; if z { return Err(E::Two) } b(y) }";
    let replaced = |value: &str| text.replace('@', "").replace("x.ok_or(E::One)?", value);
    check(text, "default in place of the error", &replaced("x.unwrap_or_default()"));
    let early = "match x.ok_or(E::One) { Ok(passed) => passed, Err(_) => return Ok(None) }";
    check_later(text, "an error returns `Ok(None)`", &replaced(early));
    check_later(text, "error is `E::Two`", &replaced("x.ok_or(E::Two)?"));
}

#[test]
fn let_else_accepts_or_always_leaves() {
    check(
        "fn a() { @let Some(x) = y else { return Ok(None) }; b(x) }",
        "always leaves here",
        "fn a() { if true { return Ok(None) } let Some(x) = y else { return Ok(None) }; b(x) }",
    );
    check(
        "fn a() { @let Some(x) = y else { return Err(E) }; b(x) }",
        "default in place of the refusal",
        "fn a() { let x = y.unwrap_or_default(); b(x) }",
    );
    check_later(
        "fn a() -> Result<(), E> { @let Some(x) = y else { return Err(E) }; b(x) }",
        "returns `Ok(())`",
        "fn a() -> Result<(), E> { let Some(x) = y else { return Ok(()) }; b(x) }",
    );
}

#[test]
fn refusing_arms_fall_through_or_answer_like_a_neighbour() {
    let guarded = "fn a() { match x { @N if y => Err(E), N => Ok(1), _ => Err(F) } }";
    check(guarded, "arm removed", "fn a() { match x {  N => Ok(1), _ => Err(F) } }");
    let last = "fn a() { match x { N => Ok(1), @_ => Err(F) } }";
    check(last, "answers like its neighbour, `Ok(1)`", "fn a() { match x { N => Ok(1), _ => Ok(1) } }");
    let alone = "fn a() -> Result<u8, E> { match x { N => Err(E), @_ => Err(F) } }";
    let accepted = "fn a() -> Result<u8, E> { match x { N => Err(E), _ => Ok(Default::default()) } }";
    check(alone, "accepts with `Ok(Default::default())`", accepted);
}

#[test]
fn refusals_by_a_closure_are_refusals() {
    let text = "fn a() { let bad = |why| Err(E(why)); match x { @N => bad(1), M => bad(2), _ => Ok(()) } }";
    let expected = "fn a() { let bad = |why| Err(E(why)); match x { N => Ok(()), M => bad(2), _ => Ok(()) } }";
    check(text, "answers like its neighbour, `Ok(())`", expected);
}

#[test]
fn accepting_arms_lose_their_guard_or_their_place() {
    let guarded = "fn a() { match x { @N if y => Ok(1), _ => Err(F) } }";
    check(guarded, "guard is true", "fn a() { match x { N if true || (y) => Ok(1), _ => Err(F) } }");
    let plain = "fn a() { match x { @N => 1, _ => 2 } }";
    check(plain, "arm removed", "fn a() { match x {  _ => 2 } }");
    let inner = "fn a() { match x { @N => match y { P => Ok(1), Q => Err(F) }, M => Err(G) } }";
    let expected = "fn a() { match x { N => match y { P => Ok(1), Q => Ok(1) }, M => Err(G) } }";
    check(inner, "answers like its neighbour, `Ok(1)`", expected);
    let row = "fn a() { match x { @N => (1, Code::BAD), M => (2, Code::GOOD) } }";
    let expected = "fn a() { match x { N => (2, Code::GOOD), M => (2, Code::GOOD) } }";
    check(row, "answers like its neighbour, `(2, Code::GOOD)`", expected);
}

#[test]
fn value_that_ends_an_arm_answers_like_a_neighbour() {
    let text = "fn a() { match x { N => Ok(1), _ => { b(); @Err(F) } } }";
    check(text, "answers like its neighbour, `Ok(1)`", "fn a() { match x { N => Ok(1), _ => Ok(1) } }");
}

#[test]
fn functions_answer_without_looking() {
    for (output, label, body) in [
        ("", "empty body", "  "),
        (" -> bool", "always `true`", " true "),
        (" -> Result<(), E>", "always `Ok(())`", " Ok(()) "),
        (" -> fmt::Result", "always `Ok(())`", " Ok(()) "),
        (" -> Result<Option<u8>, E>", "always `Ok(None)`", " Ok(None) "),
        (" -> Option<u8>", "always `None`", " None "),
        (" -> &str", "always `\"\"`", " \"\" "),
        (" -> impl Iterator<Item = u8>", "always `std::iter::empty()`", " std::iter::empty() "),
        (" -> Response", "always `Default::default()`", " Default::default() "),
    ] {
        check(&format!("@fn a(){output} {{ b() }}"), label, &format!("fn a(){output} {{{body}}}"));
    }
    let constant = "@fn a() -> F { match b() { X => F::Absent, Y => c() } }";
    check_later(constant, "always `F::Absent`", "fn a() -> F { F::Absent }");
}

#[test]
fn let_that_prepares_a_refusal_is_not_the_refusal() {
    let text = "fn a() { @let n = b(); let m = n + 1; if m > 2 { return Err(E) } Ok(n) }";
    let expected = "fn a() { let n = b(); let m = n + 1; if false && (m > 2) { return Err(E) } Ok(n) }";
    check(text, "condition is false", expected);
    let other = "fn a() { @let n = b(); if m > 2 { return Err(E) } Ok(n) }";
    check(other, "is `None`", "fn a() { let n = None; if m > 2 { return Err(E) } Ok(n) }");
    let tail = "fn a() -> Result<u8, E> { @let n = b(); n.ok_or(E) }";
    check(
        tail,
        "accepts with `Ok(Default::default())`",
        "fn a() -> Result<u8, E> { let n = b(); Ok(Default::default()) }",
    );
}

#[test]
fn values_become_others() {
    check("@const A: Code = Code::BAD;", "is `Code::GOOD`", "const A: Code = Code::GOOD;");
    check("@const A: Kind = Kind::Small;", "is `Kind::Large`", "const A: Kind = Kind::Large;");
    check("@const A: Code = Code(-5);", "is `None`", "const A: Code = None;");
    check_later("@const A: Code = Code(-5);", "is `6`", "const A: Code = Code(-6);");
    check("@static A: &str = \"a\";", "is `\"neutralised\"`", "static A: &str = \"neutralised\";");
    check("const A: [u8; 2] = [b(),\n@c(),\nd()];", "left out of the list", "const A: [u8; 2] = [b(),\n\nd()];");
    check("fn a() { b\n@.trim()\n.c() }", "without `.trim(…)`", "fn a() { b\n\n.c() }");
    check("fn a() { B { @c: d == e } }", "is true", "fn a() { B { c: true } }");
    check("fn a() { b(); @c.d = e; }", "statement removed", "fn a() { b();  }");
    check(
        "fn a() { @let b = c.iter().find(|d| e(d)); }",
        "`.find` asks nothing",
        "fn a() { let b = c.iter().find(|_| true); }",
    );
    check("fn a() { @let b = |c| c > 1; }", "always true", "fn a() { let b = |c| true; }");
    check_later(
        "fn a() { match b { @C => D(trim(e)), F => G } }",
        "without `trim(…)`",
        "fn a() { match b { C => D(e), F => G } }",
    );
}

#[test]
fn code_inside_macros_is_taken_as_tokens() {
    check("m! { @if a > 1 { b() } }", "condition is false", "m! { if false && a > 1 { b() } }");
    check("m! { a(); @b(1); c() }", "statement removed", "m! { a();  c() }");
    check(
        "m! { @a: A = \"b\", c: C = \"d\" }",
        "\"b\" is `\"neutralised\"`",
        "m! { a: A = \"neutralised\", c: C = \"d\" }",
    );
}

#[test]
fn declarations_cannot_be_neutralised() {
    for text in ["@struct A;", "struct A { @b: u8 }", "@use a::b;", "@type A = B;", "fn a() { b(); @}"] {
        assert_eq!(found(text), [], "{text}");
    }
}
