//! Documentation of generated items: our own sentences, from `docs.toml`.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Problems;
use super::rust::Item;
use crate::failure::Failure;

/// Key of the sentence about an item itself.
const ITSELF: &str = "_";

/// Table of sentences about members that many types have.
const ANYWHERE: &str = "*";

/// The sentences, and which of them were of use.
#[derive(Debug, Clone, Default)]
pub(super) struct Docs {
    sentences: BTreeMap<String, BTreeMap<String, String>>,
}

impl Docs {
    /// Reads `docs.toml`.
    pub(super) fn parse(sentences: &str) -> Result<Self, Failure> {
        let sentences =
            toml::from_str(sentences).map_err(|error| Failure::new(format!("docs.toml cannot be read: {error}")))?;
        Ok(Docs { sentences })
    }

    /// What is said about an item.
    pub(super) fn item(&self, item: &Item) -> String {
        let own = self.sentences.get(&item.key).and_then(|table| table.get(ITSELF));
        own.cloned().unwrap_or_else(|| format!("`{}` as the schema defines it.", item.key))
    }

    /// What is said about a member or value of an item.
    pub(super) fn member(&self, item: &Item, member: &str) -> String {
        let name = member.trim_start_matches('=');
        self.sentence(&item.key, member).cloned().unwrap_or_else(|| format!("`{name}` as the schema defines it."))
    }

    fn sentence(&self, key: &str, member: &str) -> Option<&String> {
        let own = self.sentences.get(key).and_then(|table| table.get(member));
        own.or_else(|| self.sentences.get(ANYWHERE).and_then(|table| table.get(member)))
    }

    /// Names what is undocumented, and what is documented and gone.
    pub(super) fn check(&self, items: &[Item], problems: &mut Problems) {
        let all = all(items);
        for (key, member) in &all {
            let documented = match member {
                Some(member) => self.sentence(key, member).is_some(),
                None => self.sentences.get(key).is_some_and(|table| table.contains_key(ITSELF)),
            };
            if !documented {
                problems.add(label(key, member.as_deref()), "docs.toml", "it has no sentence");
            }
        }
        for (key, table) in &self.sentences {
            for member in table.keys() {
                let found = all.iter().any(|(known, name)| match name.as_deref() {
                    Some(name) => name == member && (known == key || key == ANYWHERE),
                    None => member == ITSELF && known == key,
                });
                if !found {
                    problems.add(label(key, Some(member)), "docs.toml", "there is no such item");
                }
            }
        }
    }
}

/// The items and members that want a sentence, one line each.
pub(super) fn wanted(items: &[Item]) -> String {
    all(items).iter().map(|(key, member)| label(key, member.as_deref()) + "\n").collect()
}

fn all(items: &[Item]) -> BTreeSet<(String, Option<String>)> {
    let members = |item: &Item| {
        let named: Vec<_> = item.body.documented().iter().map(|member| Some(member.clone())).collect();
        std::iter::once(None).chain(named).map(|member| (item.key.clone(), member)).collect::<Vec<_>>()
    };
    items.iter().flat_map(members).collect()
}

fn label(key: &str, member: Option<&str>) -> String {
    match member {
        Some(member) => format!("{key}.{member}"),
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::rust::{Body, Value};
    use super::*;

    fn role() -> Item {
        let value = |text: &str| Value { name: text.to_owned(), text: text.to_owned() };
        Item {
            name: "Role".to_owned(),
            key: "Role".to_owned(),
            definition: "Role".to_owned(),
            area: "base".to_owned(),
            address: None,
            body: Body::Enum(vec![value("user"), value("assistant")]),
        }
    }

    fn check(sentences: &str) -> Vec<String> {
        let mut problems = Problems::default();
        Docs::parse(sentences).unwrap().check(&[role()], &mut problems);
        problems.list()
    }

    const WHOLE: &str =
        "[Role]\n_ = \"Who speaks.\"\n\"=user\" = \"A person.\"\n[\"*\"]\n\"=assistant\" = \"A model.\"";

    #[test]
    fn whole_documentation_is_accepted() {
        assert_eq!(check(WHOLE), [] as [&str; 0]);
        let docs = Docs::parse(WHOLE).unwrap();
        assert_eq!(docs.item(&role()), "Who speaks.");
        assert_eq!(docs.member(&role(), "=assistant"), "A model.");
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(check(""), ["Role docs.toml", "Role.=assistant docs.toml", "Role.=user docs.toml"]);
        assert_eq!(Docs::default().item(&role()), "`Role` as the schema defines it.");
    }

    #[test]
    fn sentences_about_nothing_are_named() {
        let more = format!("{WHOLE}\nowner = \"x\"\n[Gone]\n_ = \"x\"");
        assert_eq!(check(&more), ["*.owner docs.toml", "Gone._ docs.toml"]);
    }
}
