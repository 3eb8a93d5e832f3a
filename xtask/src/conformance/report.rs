//! What the person at the terminal reads about a run of the suite.

use super::judgement::Judgement;

/// A table of the scenarios, what is worth a look below each, and the totals.
pub(crate) fn render(judgements: &[Judgement]) -> String {
    let width = judgements.iter().map(|judgement| judgement.scenario.len()).max().unwrap_or_default().max(8);
    let mut text = format!("\n{:width$}  success  failure  warning  skipped\n", "scenario");
    for judgement in judgements {
        let Judgement { scenario, success, failure, warning, skipped, problems, notes } = judgement;
        let outcome = if problems.is_empty() { "ok" } else { "FAILED" };
        text.push_str(&format!("{scenario:width$}  {success:7}  {failure:7}  {warning:7}  {skipped:7}  {outcome}\n"));
        problems.iter().for_each(|problem| text.push_str(&format!("    ✗ {problem}\n")));
        notes.iter().for_each(|note| text.push_str(&format!("    · {note}\n")));
    }
    let total = |of: fn(&Judgement) -> usize| judgements.iter().map(of).sum::<usize>();
    let (success, failure) = (total(|judgement| judgement.success), total(|judgement| judgement.failure));
    let (warning, skipped) = (total(|judgement| judgement.warning), total(|judgement| judgement.skipped));
    text.push_str(&format!("{:width$}  {success:7}  {failure:7}  {warning:7}  {skipped:7}\n", "total"));
    let failed = failed(judgements);
    text.push_str(&format!("\n{} passed, {failed} failed\n", judgements.len() - failed));
    text
}

/// How many scenarios have a problem.
pub(crate) fn failed(judgements: &[Judgement]) -> usize {
    judgements.iter().filter(|judgement| !judgement.problems.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_shows_counts_problems_and_totals() {
        let clean = Judgement { scenario: "tools-list".to_owned(), success: 4, ..Judgement::default() };
        let mut broken = Judgement::not_run("ping", "connection refused".to_owned());
        broken.notes.push("expected: nothing".to_owned());
        let expected = "
scenario    success  failure  warning  skipped
tools-list        4        0        0        0  ok
ping              0        0        0        0  FAILED
    ✗ connection refused
    · expected: nothing
total             4        0        0        0

1 passed, 1 failed
";
        assert_eq!(render(&[clean, broken]), expected);
    }
}
