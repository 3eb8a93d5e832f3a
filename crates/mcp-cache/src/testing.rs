//! A check that stored responses give nothing away, for the tests of servers.
//!
//! Whoever tests a server tells a [`LeakCheck`] of every request and response, for two principals at least, and asks at
//! the end what was found.

use std::collections::HashMap;
use std::fmt;

use mcp_types::{CacheScope, Raw, ResultObject, ResultType};

use crate::CacheableMethod;
use crate::limits::{MAX_OBSERVED_RESPONSES, MAX_TTL_MS};

/// Watches responses, and finds those that a cache would give to the wrong caller.
///
/// # Examples
///
/// ```
/// use mcp_cache::CacheableMethod;
/// use mcp_cache::testing::{Finding, LeakCheck};
/// use mcp_types::Raw;
///
/// let mut check = LeakCheck::default();
/// let list = |names: &str| format!(r#"{{"resultType":"complete","tools":[{names}],"ttlMs":1000,"cacheScope":"public"}}"#);
/// check.observe(CacheableMethod::ListTools, Raw::parse("{}")?, "ann", Raw::parse(&list(r#"{"name":"a"}"#))?);
/// assert!(check.findings().is_empty());
///
/// check.observe(CacheableMethod::ListTools, Raw::parse("{}")?, "bob", Raw::parse(&list(""))?);
/// assert!(matches!(check.findings(), [Finding::PublicDiffers { .. }]));
/// # Ok::<(), mcp_types::DecodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct LeakCheck {
    /// By operation and parameters.
    seen: HashMap<(CacheableMethod, String), Vec<Observed>>,
    /// The scope of each list, by operation and principal.
    scopes: HashMap<(CacheableMethod, String), CacheScope>,
    responses: usize,
    findings: Vec<Finding>,
}

#[derive(Debug)]
struct Observed {
    principal: String,
    public: bool,
    /// The result without its hints, in canonical spelling.
    content: Vec<u8>,
}

/// Something that a stored response would get wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A public result is another for another principal.
    PublicDiffers {
        /// The operation.
        method: CacheableMethod,
        /// Whose results differ.
        principals: (Box<str>, Box<str>),
    },
    /// Pages of one list have different scopes.
    ScopeDiffers {
        /// The operation.
        method: CacheableMethod,
    },
    /// A complete result lacks a hint, or has one that no client could read.
    HintInvalid {
        /// The operation.
        method: CacheableMethod,
        /// The member.
        member: &'static str,
    },
    /// A result that asks for input carries a hint.
    HintOnQuestion {
        /// The operation.
        method: CacheableMethod,
    },
    /// More was observed than is remembered; the rest was not checked.
    TooMany,
}

impl LeakCheck {
    /// Notes the result of one request: `params` without `_meta`, `result` as it was sent.
    pub fn observe(&mut self, method: CacheableMethod, params: Raw<'_>, principal: &str, result: Raw<'_>) {
        self.responses += 1;
        if self.responses > MAX_OBSERVED_RESPONSES {
            return self.find(Finding::TooMany);
        }
        let kind = result.decode_lenient::<ResultObject>().map(|(result, _)| result.result_type);
        if kind.is_ok_and(|kind| kind != ResultType::COMPLETE) {
            // spec: CACHE-007 what asks for input is not stored.
            if result.get("ttlMs").is_some() || result.get("cacheScope").is_some() {
                self.find(Finding::HintOnQuestion { method });
            }
            return;
        }
        if let Some(scope) = self.hints(method, result) {
            self.compare_scope(method, principal, scope);
            self.compare(method, params, principal, scope, result);
        }
    }

    /// What was found so far.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn find(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// The scope of a result whose hints are in order.
    fn hints(&mut self, method: CacheableMethod, result: Raw<'_>) -> Option<CacheScope> {
        let ttl = result.get("ttlMs").and_then(|ttl| ttl.deserialize::<u64>().ok());
        // spec: CACHE-010 a whole number of milliseconds.
        if ttl.is_none_or(|ttl| ttl > MAX_TTL_MS) {
            self.find(Finding::HintInvalid { method, member: "ttlMs" });
        }
        let scope = result.get("cacheScope").and_then(|scope| scope.decode::<CacheScope>().ok());
        // spec: CACHE-011 public or private.
        if scope.is_none() {
            self.find(Finding::HintInvalid { method, member: "cacheScope" });
        }
        scope
    }

    fn compare_scope(&mut self, method: CacheableMethod, principal: &str, scope: CacheScope) {
        if method == CacheableMethod::ReadResource {
            return;
        }
        let first = *self.scopes.entry((method, principal.to_owned())).or_insert(scope);
        // spec: CACHE-029 one scope for all pages.
        if first != scope {
            self.find(Finding::ScopeDiffers { method });
        }
    }

    fn compare(
        &mut self,
        method: CacheableMethod,
        params: Raw<'_>,
        principal: &str,
        scope: CacheScope,
        result: Raw<'_>,
    ) {
        let mut key = Vec::new();
        params.write_canonical(&mut key);
        let key = (method, String::from_utf8_lossy(&key).into_owned());
        let observed =
            Observed { principal: principal.to_owned(), public: scope == CacheScope::Public, content: content(result) };
        let seen = self.seen.entry(key).or_default();
        let differs = |other: &&Observed| {
            (other.public || observed.public)
                && other.principal != observed.principal
                && other.content != observed.content
        };
        // spec: CACHE-030 what is public is the same for everybody.
        let finding = seen.iter().find(differs).map(|other| Finding::PublicDiffers {
            method,
            principals: (other.principal.as_str().into(), principal.into()),
        });
        seen.push(observed);
        if let Some(finding) = finding {
            self.find(finding);
        }
    }
}

/// A result without what is said about storing it.
fn content(result: Raw<'_>) -> Vec<u8> {
    let members = result.members().into_iter().flatten();
    let kept = members.filter(|(name, _)| !matches!(&**name, "ttlMs" | "cacheScope"));
    let mut content = Vec::new();
    for (name, value) in kept {
        let mut member = Vec::new();
        value.write_canonical(&mut member);
        content.push((name.into_owned(), member));
    }
    content.sort();
    content.into_iter().flat_map(|(name, member)| [name.into_bytes(), vec![0], member, vec![0]].concat()).collect()
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |method: &CacheableMethod| method.method().as_str();
        match self {
            Finding::PublicDiffers { method, principals: (one, other) } => {
                write!(f, "{}: public, but another for {one} than for {other}", name(method))
            }
            Finding::ScopeDiffers { method } => write!(f, "{}: pages have different scopes", name(method)),
            Finding::HintInvalid { method, member } => write!(f, "{}: {member} is missing or not valid", name(method)),
            Finding::HintOnQuestion { method } => write!(f, "{}: a question carries a hint", name(method)),
            Finding::TooMany => write!(f, "more than {MAX_OBSERVED_RESPONSES} responses"),
        }
    }
}

#[cfg(test)]
mod tests;
