//! Which candidates match what was typed.

/// How well a candidate matches; the least is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Prefix,
    Infix,
    Subsequence,
}

/// The candidates that match `typed`, best first.
pub(super) fn ranked(typed: &str, candidates: impl Iterator<Item = String>) -> Vec<String> {
    let typed = typed.to_lowercase();
    let mut matches: Vec<_> =
        candidates.filter_map(|candidate| Some((rank(&typed, &candidate.to_lowercase())?, candidate))).collect();
    // spec: COMPL-005 suggestions are sorted by relevance.
    matches.sort_by_key(|(rank, _)| *rank);
    matches.into_iter().map(|(_, candidate)| candidate).collect()
}

fn rank(typed: &str, candidate: &str) -> Option<Rank> {
    if candidate.starts_with(typed) {
        return Some(Rank::Prefix);
    }
    if candidate.contains(typed) {
        return Some(Rank::Infix);
    }
    let mut rest = candidate.chars();
    typed.chars().all(|character| rest.any(|other| other == character)).then_some(Rank::Subsequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(typed: &str, candidates: &[&str]) -> Vec<String> {
        ranked(typed, candidates.iter().map(|candidate| (*candidate).to_owned()))
    }

    // spec: COMPL-005
    #[test]
    fn better_matches_come_first() {
        let languages = ["ActionPython", "Pony", "python", "PyTorch", "p-y", "rust"];
        assert_eq!(matches("py", &languages), ["python", "PyTorch", "ActionPython", "Pony", "p-y"]);
        assert_eq!(matches("PYT", &languages), ["python", "PyTorch", "ActionPython"]);
        assert_eq!(matches("", &["b", "a"]), ["b", "a"]);
        assert_eq!(matches("x", &languages), [] as [&str; 0]);
    }
}
