//! URI templates (RFC 6570), expanded and matched.

mod deserialize;
mod error;
mod matching;
mod operator;
mod parse;
#[cfg(test)]
mod tests;
mod variables;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

pub use self::deserialize::VariablesError;
pub use self::error::{UriTemplateError, UriTemplateFault};
use self::matching::Element;
use self::operator::Operator;
pub use self::variables::Variables;
use crate::percent::encode;

/// A URI template: text that variables complete to a URI, and that finds them again in such a URI.
///
/// All operators of RFC 6570 are known. Which characters an expression takes when a URI is matched:
///
/// | expression | expands to | a value takes, when matched |
/// | --- | --- | --- |
/// | `{a}` | `value` | one character or more up to `/`, `?` or `#` |
/// | `{+a}` | `val/ue` | one character or more |
/// | `{#a}` | `#value` | anything, or the expression is not there |
/// | `{/a}`, `{.a}` | `/value`, `.value` | anything up to `/`, `?` or `#`, or the expression is not there |
/// | `{;a}` | `;a=value` | the variables named, in any order, none twice |
/// | `{?a,b}`, `{&a}` | `?a=value&b=value` | the same; no others |
///
/// What a URI could be read as in two ways is read so that the variables further left are shorter: `{name}.{extension}`
/// finds `a` and `tar.gz` in `a.tar.gz`. Values are percent-decoded, so a value of `{a}` has a slash where the URI has
/// `%2F`; see [`path_within`](crate::path_within). Everything outside of expressions is compared byte by byte.
///
/// Matching takes time linear in the length of the URI, whatever it is. That is why a template says where its variables
/// end: `{a}{b}` is refused, as are modifiers (`{a*}`, `{a:3}`), since values are single strings here.
///
/// # Specification
///
/// [RFC 6570](https://www.rfc-editor.org/rfc/rfc6570),
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#resource-templates>
///
/// # Examples
///
/// ```
/// use mcp_server::{UriTemplate, Variables};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Commit {
///     repository: String,
///     number: u32,
///     diff: Option<bool>,
/// }
///
/// let template = UriTemplate::parse("git://{repository}/commits/{number}{?diff}")?;
/// let variables = template.matches("git://caf%C3%A9/commits/7").expect("it is such a URI");
/// let commit: Commit = variables.deserialize()?;
/// assert_eq!((commit.repository.as_str(), commit.number, commit.diff), ("café", 7, None));
///
/// assert!(template.matches("git://a/b/commits/7").is_none());
/// assert_eq!(template.expand(&variables), "git://caf%C3%A9/commits/7");
///
/// let error = UriTemplate::parse("git://{owner}{repository}").unwrap_err();
/// assert_eq!(error.at(), 13);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UriTemplate {
    text: Box<str>,
    // Invariant: without duplicates; expressions hold ranges of it.
    names: Vec<Box<str>>,
    parts: Vec<Part>,
    elements: Vec<Element>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(Box<str>),
    Expression { operator: Operator, names: Range<usize> },
}

impl UriTemplate {
    /// Parses a template, which begins with the scheme of its URIs.
    ///
    /// # Errors
    ///
    /// [`UriTemplateError`] where the text is no template, is larger than [`limits`](crate::limits) allow, or cannot be
    /// matched in linear time.
    pub fn parse(text: &str) -> Result<Self, UriTemplateError> {
        parse::parse(text)
    }

    /// The text of the template.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The names of the variables, in the order of the template.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// Finds the values of the variables in `uri`; `None` where it is no URI of this template.
    ///
    /// Variables of expressions that are not there are left out.
    pub fn matches(&self, uri: &str) -> Option<Variables> {
        matching::matches(&self.elements, &self.names, uri)
    }

    /// Completes the template to a URI.
    ///
    /// Variables that are not among `variables` are undefined: nothing stands for them. Values are percent-encoded as
    /// their expressions demand; the reserved characters and triplets of `{+a}` and `{#a}` stay as they are.
    pub fn expand(&self, variables: &Variables) -> String {
        let mut uri = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Literal(text) => uri.push_str(text),
                Part::Expression { operator, names } => {
                    expand_expression(*operator, &self.names[names.clone()], variables, &mut uri);
                }
            }
        }
        uri
    }
}

fn expand_expression(operator: Operator, names: &[Box<str>], variables: &Variables, uri: &mut String) {
    let defined = names.iter().filter_map(|name| Some((name, variables.get(name)?)));
    for (index, (name, value)) in defined.enumerate() {
        uri.extend(if index == 0 { operator.first() } else { Some(operator.separator()) });
        if operator.is_named() {
            uri.push_str(name);
            if !value.is_empty() || operator != Operator::Parameters {
                uri.push('=');
            }
        }
        encode(value, operator.keeps(), uri);
    }
}

impl fmt::Debug for UriTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UriTemplate").field(&self.text).finish()
    }
}

impl fmt::Display for UriTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for UriTemplate {
    type Err = UriTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        UriTemplate::parse(text)
    }
}
