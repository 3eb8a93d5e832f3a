//! What an operator says of limits.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};

use super::allowance::Terms;
use super::rate::RateLimit;
use crate::{duration, limits};

/// How much a server takes on, from whom, and how long that may take.
///
/// What is beyond a limit is refused with the code [`TRY_LATER`](mcp_transport_http::TRY_LATER) and told when to come
/// back, in `Retry-After` and in the error's `data` (`{"retryAfter": 2}`, in seconds): 429 for a rate, 503 for a line that
/// is full, a wait that was too long, or a deadline. Limits are of one process: replicas have them each.
///
/// **What runs, and what waits.** What counts are calls of tools, completions, prompts and reads of resources, from all
/// transports and eras alike; lists and discovery are answered at once, and subscriptions have bounds of their own. A
/// call that may not run yet stands in line, first come, first served; its handler has not begun. It leaves the line when
/// its client does. A call that sends messages counts until its end; one that asks the client's user is over when it has
/// asked, unless its client is of the legacy era, for which the handler waits. A handler on a
/// [blocking](crate::Tool::blocking) thread counts until it returns, whoever waits for it.
///
/// **Rates.** A call takes a token of everyone's bucket, of its tool's and of its principal's, or of none if one of them
/// is empty. Arguments that do not decode take none, as the tool does not run; nor does what a layer answers itself.
///
/// **Principals** are told apart by their [key](crate::Principal::key). Whoever did not authenticate has the same one, on
/// whatever machine: a rate for all of them together would let one of them shut the others out, and their addresses are
/// known to the proxy in front and not here. So [`anonymous`](Limits::anonymous) bounds nothing unless told to. Up to
/// [`MAX_ACCOUNTS`](limits::MAX_ACCOUNTS) principals have an account of their own. One at rest makes room for another;
/// who comes when none is at rest shares one account with all others who do.
///
/// As text, members have the names that they have here, all of them have a default, unknown ones are refused, durations
/// are text as [`duration`] reads it, and what may be without a limit takes the text `"unlimited"`. Everything needs
/// tokio's clock but numbers and rates: without a runtime waits have no end, and deadlines are only told
/// ([`Context::deadline`](crate::Context::deadline)).
///
/// # Examples
///
/// ```
/// use mcp_server::{Limits, NoArgs, RateLimit, Server, Tool};
///
/// let mut limits = Limits::default();
/// limits.server.deadline = Some(std::time::Duration::from_secs(30));
/// limits.anonymous.tool_calls = Some(RateLimit::new(50.0, 100)?);
/// let report = Tool::new("report").handler(async |_: NoArgs| "…");
/// let server = Server::builder("reports", "1.0.0").tool(report).limits(limits).build()?;
///
/// // The same from a file, here as JSON; and what nobody knows is an error.
/// let limits: Limits = serde_json::from_str(
///     r#"{
///         "server": { "deadline": "30s", "max_running": "unlimited" },
///         "tools": { "report": { "max_running": 2, "tool_calls": { "per_second": 0.5, "burst": 5 } } }
///     }"#,
/// )?;
/// assert_eq!(limits.principal, Limits::default().principal);
/// assert!(serde_json::from_str::<Limits>(r#"{ "servers": {} }"#).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// All callers together.
    pub server: ServerLimits,
    /// Each principal that has authenticated.
    pub principal: PrincipalLimits,
    /// All callers together that have not.
    pub anonymous: AnonymousLimits,
    /// All callers of one tool together, by its name. A name that the server does not have is an error of
    /// [`build`](crate::ServerBuilder::build).
    pub tools: BTreeMap<String, ToolLimits>,
    /// Streams that are open for news.
    pub subscriptions: SubscriptionLimits,
}

/// What all callers of a server may do together.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ServerLimits {
    /// Calls that run at a time; [`DEFAULT_MAX_RUNNING`](limits::DEFAULT_MAX_RUNNING) by default.
    #[serde(deserialize_with = "or_unlimited")]
    pub max_running: Option<NonZeroU32>,
    /// Calls that wait until they may run; [`DEFAULT_MAX_WAITING`](limits::DEFAULT_MAX_WAITING) by default.
    pub max_waiting: u32,
    /// How long each of them waits at most; [`DEFAULT_MAX_WAIT`](limits::DEFAULT_MAX_WAIT) by default.
    #[serde(deserialize_with = "duration::deserialize")]
    pub max_wait: Duration,
    /// How often tools are called; without a limit by default, as a rate for everyone lets one shut out the others.
    #[serde(deserialize_with = "or_unlimited")]
    pub tool_calls: Option<RateLimit>,
    /// How often something is completed; without a limit by default, for the same reason.
    #[serde(deserialize_with = "or_unlimited")]
    pub completions: Option<RateLimit>,
    /// How long a call takes at most, waiting included; without a limit by default, as only the author of a tool knows.
    ///
    /// Then its handler is dropped where it waits. One on a [blocking](crate::Tool::blocking) thread that does not look
    /// at [`Context::deadline`](crate::Context::deadline) goes on unseen.
    #[serde(deserialize_with = "or_unlimited")]
    pub deadline: Option<Duration>,
}

/// What each principal may do.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PrincipalLimits {
    /// Calls of one principal that run at a time, less than those of the server so that nobody has them all;
    /// [`DEFAULT_MAX_RUNNING_PER_PRINCIPAL`](limits::DEFAULT_MAX_RUNNING_PER_PRINCIPAL) by default.
    #[serde(deserialize_with = "or_unlimited")]
    pub max_running: Option<NonZeroU32>,
    /// Calls of one principal that wait until they may run;
    /// [`DEFAULT_MAX_WAITING_PER_PRINCIPAL`](limits::DEFAULT_MAX_WAITING_PER_PRINCIPAL) by default.
    pub max_waiting: u32,
    /// How long each of them waits for others of its principal at most; [`DEFAULT_MAX_WAIT`](limits::DEFAULT_MAX_WAIT) by
    /// default.
    #[serde(deserialize_with = "duration::deserialize")]
    pub max_wait: Duration,
    /// How often one principal calls tools; [`DEFAULT_TOOL_CALLS`](limits::DEFAULT_TOOL_CALLS) by default.
    #[serde(deserialize_with = "or_unlimited")]
    pub tool_calls: Option<RateLimit>,
    /// How often one principal has something completed; [`DEFAULT_COMPLETIONS`](limits::DEFAULT_COMPLETIONS) by default.
    #[serde(deserialize_with = "or_unlimited")]
    pub completions: Option<RateLimit>,
}

/// What all callers may do together that have not authenticated: by default, whatever the server takes on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct AnonymousLimits {
    /// Calls that run at a time; without a limit by default, but for that of the server.
    #[serde(deserialize_with = "or_unlimited")]
    pub max_running: Option<NonZeroU32>,
    /// Calls that wait until they may run; [`DEFAULT_MAX_WAITING`](limits::DEFAULT_MAX_WAITING) by default.
    pub max_waiting: u32,
    /// How long each of them waits at most; [`DEFAULT_MAX_WAIT`](limits::DEFAULT_MAX_WAIT) by default.
    #[serde(deserialize_with = "duration::deserialize")]
    pub max_wait: Duration,
    /// How often tools are called; without a limit by default, as one caller could shut out the others.
    #[serde(deserialize_with = "or_unlimited")]
    pub tool_calls: Option<RateLimit>,
    /// How often something is completed; without a limit by default, for the same reason.
    #[serde(deserialize_with = "or_unlimited")]
    pub completions: Option<RateLimit>,
}

/// What all callers of one tool may do together: by default, whatever the server takes on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ToolLimits {
    /// Calls that run at a time; without a limit by default, but for that of the server.
    #[serde(deserialize_with = "or_unlimited")]
    pub max_running: Option<NonZeroU32>,
    /// Calls that wait until they may run; [`DEFAULT_MAX_WAITING`](limits::DEFAULT_MAX_WAITING) by default.
    pub max_waiting: u32,
    /// How long each of them waits at most; [`DEFAULT_MAX_WAIT`](limits::DEFAULT_MAX_WAIT) by default.
    #[serde(deserialize_with = "duration::deserialize")]
    pub max_wait: Duration,
    /// How often the tool is called; without a limit by default.
    #[serde(deserialize_with = "or_unlimited")]
    pub tool_calls: Option<RateLimit>,
    /// How long a call takes at most, in place of the server's [`deadline`](ServerLimits::deadline); that one by default,
    /// and none at all with [`Duration::MAX`].
    #[serde(deserialize_with = "or_forever")]
    pub deadline: Option<Duration>,
}

/// How many streams are open for news.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SubscriptionLimits {
    /// Streams of all callers together; [`DEFAULT_MAX_SUBSCRIPTIONS`](limits::DEFAULT_MAX_SUBSCRIPTIONS) by default.
    pub max_open: usize,
    /// Streams of one principal that has authenticated;
    /// [`DEFAULT_MAX_SUBSCRIPTIONS_PER_PRINCIPAL`](limits::DEFAULT_MAX_SUBSCRIPTIONS_PER_PRINCIPAL) by default.
    pub max_open_per_principal: usize,
}

impl Default for ServerLimits {
    fn default() -> Self {
        ServerLimits {
            max_running: limits::DEFAULT_MAX_RUNNING,
            max_waiting: limits::DEFAULT_MAX_WAITING,
            max_wait: limits::DEFAULT_MAX_WAIT,
            tool_calls: None,
            completions: None,
            deadline: None,
        }
    }
}

impl Default for PrincipalLimits {
    fn default() -> Self {
        PrincipalLimits {
            max_running: limits::DEFAULT_MAX_RUNNING_PER_PRINCIPAL,
            max_waiting: limits::DEFAULT_MAX_WAITING_PER_PRINCIPAL,
            max_wait: limits::DEFAULT_MAX_WAIT,
            tool_calls: limits::DEFAULT_TOOL_CALLS,
            completions: limits::DEFAULT_COMPLETIONS,
        }
    }
}

impl Default for AnonymousLimits {
    fn default() -> Self {
        AnonymousLimits {
            max_running: None,
            max_waiting: limits::DEFAULT_MAX_WAITING,
            max_wait: limits::DEFAULT_MAX_WAIT,
            tool_calls: None,
            completions: None,
        }
    }
}

impl Default for ToolLimits {
    fn default() -> Self {
        ToolLimits {
            max_running: None,
            max_waiting: limits::DEFAULT_MAX_WAITING,
            max_wait: limits::DEFAULT_MAX_WAIT,
            tool_calls: None,
            deadline: None,
        }
    }
}

impl Default for SubscriptionLimits {
    fn default() -> Self {
        SubscriptionLimits {
            max_open: limits::DEFAULT_MAX_SUBSCRIPTIONS,
            max_open_per_principal: limits::DEFAULT_MAX_SUBSCRIPTIONS_PER_PRINCIPAL,
        }
    }
}

/// Makes the terms of a party whose limits have these members.
macro_rules! terms {
    ($($party:ident: $completions:expr;)+) => {
        $(impl $party {
            pub(crate) fn terms(&self) -> Terms {
                let completions: fn(&Self) -> Option<RateLimit> = $completions;
                Terms {
                    max_running: self.max_running,
                    max_waiting: self.max_waiting,
                    max_wait: self.max_wait,
                    tool_calls: self.tool_calls,
                    completions: completions(self),
                }
            }
        })+
    };
}

terms! {
    ServerLimits: |limits| limits.completions;
    PrincipalLimits: |limits| limits.completions;
    AnonymousLimits: |limits| limits.completions;
    ToolLimits: |_| None;
}

/// What may be without a limit.
trait Limited: Sized {
    const EXPECTED: &'static str;

    fn of_integer(_: u64) -> Option<Self> {
        None
    }

    fn of_text(_: &str) -> Option<Self> {
        None
    }

    fn of_map<'de, A: MapAccess<'de>>(map: A, expected: &OrUnlimited<Self>) -> Result<Self, A::Error> {
        drop(map);
        Err(A::Error::invalid_type(Unexpected::Map, expected))
    }
}

impl Limited for NonZeroU32 {
    const EXPECTED: &'static str = "a whole number from 1 on";

    fn of_integer(number: u64) -> Option<Self> {
        u32::try_from(number).ok().and_then(NonZeroU32::new)
    }
}

impl Limited for Duration {
    const EXPECTED: &'static str = "a time of at least \"1ms\", such as \"500ms\", \"30s\" or \"5m\"";

    fn of_text(text: &str) -> Option<Self> {
        duration::parse(text).ok().filter(|duration| !duration.is_zero())
    }
}

impl Limited for RateLimit {
    const EXPECTED: &'static str = "a rate such as { per_second = 10, burst = 20 }";

    fn of_map<'de, A: MapAccess<'de>>(map: A, _: &OrUnlimited<Self>) -> Result<Self, A::Error> {
        RateLimit::deserialize(MapAccessDeserializer::new(map))
    }
}

struct OrUnlimited<T>(PhantomData<T>);

/// Reads a limit, or the text `"unlimited"`.
fn or_unlimited<'de, D: Deserializer<'de>, T: Limited>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(OrUnlimited(PhantomData))
}

/// Reads a deadline that is in the place of another, also where it is none.
fn or_forever<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    or_unlimited(deserializer).map(|deadline| Some(deadline.unwrap_or(Duration::MAX)))
}

impl<'de, T: Limited> Visitor<'de> for OrUnlimited<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, or \"unlimited\"", T::EXPECTED)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        T::of_integer(number).map(Some).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        let unsigned = u64::try_from(number).ok().and_then(T::of_integer);
        unsigned.map(Some).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text == "unlimited" {
            return Ok(None);
        }
        T::of_text(text).map(Some).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::of_map(map, &self).map(Some)
    }
}

#[cfg(test)]
mod tests;
