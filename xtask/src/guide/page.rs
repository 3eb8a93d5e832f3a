//! A page of the guide as what it asks its reader to do.

use crate::failure::Failure;

/// One thing that a page asks for, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// To write a file, named by the line before it.
    Write { file: String, content: String },
    /// To type these lines.
    Type(String),
    /// To see these lines, among others; `…` stands for any text.
    See(Vec<String>),
}

/// Reads the fenced blocks of a page: those of `sh` are typed, those of `text` are seen, and those behind a line such as
/// `` `src/main.rs`: `` are files, whatever their language. Others are for reading only.
pub(super) fn steps(page: &str) -> Result<Vec<Step>, Failure> {
    let (mut steps, mut lines, mut named) = (Vec::new(), page.lines(), None);
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            steps.extend(step(named.take(), language, &block));
        } else if !line.trim().is_empty() {
            named = line.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:")).map(str::to_owned);
        }
    }
    if steps.iter().any(|step| matches!(step, Step::Type(_))) {
        return Ok(steps);
    }
    Err(Failure::new("the page has nothing to type"))
}

fn step(file: Option<String>, language: &str, block: &[&str]) -> Option<Step> {
    match (file, language) {
        (Some(file), _) => Some(Step::Write { file, content: block.join("\n") + "\n" }),
        (None, "sh") => Some(Step::Type(block.join("\n"))),
        (None, "text") => Some(Step::See(block.iter().map(|line| (*line).to_owned()).collect())),
        (None, _) => None,
    }
}

/// Whether a line that was printed is the one on the page.
pub(super) fn is_like(printed: &str, shown: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = parts.next().and_then(|start| printed.strip_prefix(start)) else { return false };
    let Some(end) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_steps_in_their_order() {
        let page = "# Title\n\n`a/b.toml`:\n\n```toml\n[x]\n\ny = 1\n```\n\nThen\n\n```sh\none\ntwo\n```\n\nprints\n\n\
                    ```text\n1…\n```\n\n```json\n{}\n```\n";
        let expected = [
            Step::Write { file: "a/b.toml".to_owned(), content: "[x]\n\ny = 1\n".to_owned() },
            Step::Type("one\ntwo".to_owned()),
            Step::See(vec!["1…".to_owned()]),
        ];
        assert_eq!(steps(page).as_deref(), Ok(&expected[..]));
        assert!(steps("```rust\nfn main() {}\n```").is_err());
    }

    #[test]
    fn a_name_counts_for_the_block_behind_it_only() {
        let page = "`f`:\n\n```sh\nfile\n```\n\n```sh\ntyped\n```";
        let expected =
            [Step::Write { file: "f".to_owned(), content: "file\n".to_owned() }, Step::Type("typed".to_owned())];
        assert_eq!(steps(page).as_deref(), Ok(&expected[..]));
    }

    #[test]
    fn lines_are_alike_with_any_text_where_the_page_leaves_it_out() {
        for (printed, shown, expected) in [
            ("abc", "abc", true),
            ("abcd", "abc", false),
            ("abc", "a…", true),
            ("abc", "…c", true),
            ("abc", "a…c", true),
            ("a1b2c", "a…b…c", true),
            ("a1c", "a…b…c", false),
            ("xbc", "a…", false),
            ("abd", "a…c", false),
            ("", "…", true),
        ] {
            assert_eq!(is_like(printed, shown), expected, "{printed} {shown}");
        }
    }
}
