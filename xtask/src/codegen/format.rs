//! Last pass: the layout that rustfmt would give, where it looks, and the same where it does not.

/// Width of a line, as in `rustfmt.toml`.
const WIDTH: usize = 120;

/// A documentation comment, wrapped; the text keeps its paragraphs and its lines that start a list, table or code.
pub(super) fn doc_comment(indent: &str, text: &str) -> String {
    let mut comment = String::new();
    for (index, paragraph) in text.trim().split("\n\n").enumerate() {
        if index > 0 {
            comment.push_str(&format!("{indent}///\n"));
        }
        for line in wrapped(paragraph, WIDTH - indent.len() - 4) {
            comment.push_str(&format!("{indent}/// {line}\n"));
        }
    }
    comment
}

fn wrapped(paragraph: &str, width: usize) -> Vec<String> {
    if paragraph.lines().any(|line| line.starts_with("- ") || line.starts_with(['|', ' '])) {
        return paragraph.lines().map(str::to_owned).collect();
    }
    fill(paragraph.split_whitespace(), " ", width)
}

/// A `use` of several names, as rustfmt lays it out; nothing for no names.
pub(super) fn use_list<'n>(path: &str, names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    let one_line = match names.as_slice() {
        [] => return String::new(),
        [only] => format!("{path}::{only};\n"),
        several => format!("{path}::{{{}}};\n", several.join(", ")),
    };
    if one_line.len() <= WIDTH + 1 {
        return one_line;
    }
    // Why: rustfmt leaves the last column of a line in a list free.
    let with_commas: Vec<String> = names.iter().map(|name| format!("{name},")).collect();
    let lines = fill(with_commas.iter().map(String::as_str), " ", WIDTH - 5);
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("{path}::{{\n{lines}}};\n")
}

/// Puts words into lines, as many as fit.
fn fill<'w>(words: impl Iterator<Item = &'w str>, between: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if line.len() + between.len() + word.len() <= width => {
                line.push_str(between);
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_wrapped_and_keep_paragraphs() {
        let long = "word ".repeat(40);
        let comment = doc_comment("    ", &format!("{long}\n\n# Specification\n\n- a\n- b"));
        assert!(comment.lines().all(|line| line.len() <= WIDTH && line.starts_with("    ///")), "{comment}");
        assert!(
            comment.ends_with("    ///\n    /// # Specification\n    ///\n    /// - a\n    /// - b\n"),
            "{comment}"
        );
    }

    #[test]
    fn names_are_imported_as_rustfmt_lays_them_out() {
        assert_eq!(use_list("use super", [].into_iter()), "");
        assert_eq!(use_list("use super", ["A"].into_iter()), "use super::A;\n");
        assert_eq!(use_list("use crate", ["B", "wire_map", "A"].into_iter()), "use crate::{A, B, wire_map};\n");
        let names: Vec<String> = (10..40).map(|number| format!("Name{number}")).collect();
        let list = use_list("use crate", names.iter().map(String::as_str));
        assert!(list.lines().all(|line| line.len() <= WIDTH), "{list}");
        assert!(list.starts_with("use crate::{\n    Name10, Name11,") && list.ends_with(" Name39,\n};\n"), "{list}");
    }
}
