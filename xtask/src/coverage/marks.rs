//! Marks: comments that tie a place in a file to requirements.

use super::outline::Outline;

/// The word that makes a comment a mark; in two halves so that this file does not mark itself.
const WORD: [&str; 2] = ["spec", ": "];

/// One requirement named at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) id: String,
    /// Counted from one.
    pub(crate) line: usize,
    /// Where the comment begins.
    pub(crate) comment: usize,
    /// Where what it marks begins: the next token, or for a comment at the end of a line the first one of that line.
    pub(crate) target: Option<usize>,
}

/// Finds the marks of a file; sections of other standards, such as `rfc9207#2.4`, are no requirements of the list.
pub(crate) fn find(text: &str, outline: &Outline) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (gap, next) in outline.gaps(text.len()) {
        let mut start = gap.start;
        for line in text[gap.clone()].split_inclusive('\n') {
            if let Some((comment, ids)) = ids_of(line) {
                let comment = start + comment;
                let number = text[..comment].matches('\n').count() + 1;
                let target = if start == gap.start { line_start(text, comment, outline).or(next) } else { next };
                marks.extend(ids.into_iter().map(|id| Mark { id: id.to_owned(), line: number, comment, target }));
            }
            start += line.len();
        }
    }
    marks
}

/// The first token of the line that a comment ends.
fn line_start(text: &str, comment: usize, outline: &Outline) -> Option<usize> {
    let start = text[..comment].rfind('\n').map_or(0, |end| end + 1);
    outline.token_from(start).filter(|&token| token < comment)
}

/// Where the comment of a line begins, and the requirements it names.
fn ids_of(line: &str) -> Option<(usize, Vec<&str>)> {
    let comment = line.find("//")?;
    let word = WORD.concat();
    let is_word = |at: &usize| line[..*at].ends_with([' ', '/', '(', ';']);
    let places = line.match_indices(&word).map(|(at, _)| at).filter(|at| *at > comment && is_word(at));
    let ids: Vec<_> = places.flat_map(|at| listed(&line[at + word.len()..])).collect();
    (!ids.is_empty()).then_some((comment, ids))
}

/// The ids at the start of a text, `HTTP-031, HTTP-032 and words that say the rule`.
fn listed(text: &str) -> impl Iterator<Item = &str> {
    let mut words = text.split_whitespace().map(|word| word.trim_end_matches([',', ';', ':', '.', ')']));
    // The first word is an id, whatever it looks like; a later one only if it has the shape of one.
    let first = words.next().filter(|word| !word.starts_with("rfc"));
    first.into_iter().chain(words.take_while(|word| has_shape_of_id(word)))
}

fn has_shape_of_id(word: &str) -> bool {
    let Some((area, number)) = word.rsplit_once('-') else { return false };
    let is_number = number.len() == 3 && number.chars().all(|digit| digit.is_ascii_digit());
    is_number && !area.is_empty() && area.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marks of a file in which `§` stands for the word.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, usize, &str)]) {
        let text = text.replace('§', &WORD.concat());
        let outline = Outline::parse(&text).expect("it is Rust");
        let marks = find(&text, &outline);
        let shown = |mark: &Mark| {
            let target = mark.target.map_or("", |target| text[target..].split_whitespace().next().unwrap_or_default());
            (mark.id.clone(), mark.line, target.to_owned())
        };
        let found: Vec<_> = marks.iter().map(shown).collect();
        let expected = expected.iter().map(|(id, line, target)| ((*id).to_owned(), *line, (*target).to_owned()));
        assert_eq!(found, expected.collect::<Vec<_>>());
    }

    #[test]
    fn mark_belongs_to_the_token_that_follows_its_comment() {
        check("// §A-001 The rule.\n// More words.\nfn a() {}", &[("A-001", 1, "fn")]);
        check("fn a() {\n    // §A-001\n    b();\n}", &[("A-001", 2, "b();")]);
        check("fn a() {\n    b(); // §A-001\n    c();\n}", &[("A-001", 2, "b();")]);
        check("fn a() {\n    // §A-001\n}", &[("A-001", 2, "}")]);
        check("// §A-001", &[("A-001", 1, "")]);
        check("fn a() {} // words\n// §A-001\nfn b() {}", &[("A-001", 2, "fn")]);
    }

    #[test]
    fn every_spelling_of_a_list_is_read() {
        let a = |ids: [&'static str; 2]| ids.map(|id| (id, 1, "x"));
        check("// §A-001, A-002 — the rule\nx", &a(["A-001", "A-002"]));
        check("// §A-001 A-002 the rule of UTF-8\nx", &a(["A-001", "A-002"]));
        check("// §A-001 §A-002\nx", &a(["A-001", "A-002"]));
        check("// §A-001 one rule; §A-002 another.\nx", &a(["A-001", "A-002"]));
        check("// §A-001\n// §A-002\nx", &[("A-001", 1, "x"), ("A-002", 2, "x")]);
        check("// §X-Y-001: the rule\nx", &[("X-Y-001", 1, "x")]);
        check("// §nonsense\nx", &[("nonsense", 1, "x")]);
    }

    #[test]
    fn what_is_no_mark_is_left_alone() {
        check("/// §A-001\n//! §A-002\nfn a() { \"// §A-003\"; }", &[]);
        check("// a §A-001 that is not at the start counts\nx", &[("A-001", 1, "x")]);
        check("// subspec: A-001\n// §rfc9207#2.4\nx", &[]);
    }
}
