//! The requests in flight, and what may still be said of them.

use std::collections::HashMap;
use std::fmt;

use mcp_types::RequestId;

use crate::limits::MAX_IN_FLIGHT;

/// The requests of one client that have no response yet, with what it takes to abandon the work of each.
///
/// A request ends once, by its response or by its cancellation, whichever comes first; what comes second finds nothing.
///
/// ```text
///   begin ──▶ in flight ──── finish ───▶ its response is written
///                 │
///                 └───────── cancel ───▶ its work is abandoned, and nothing more is written
/// ```
///
/// # Specification
///
/// [Cancellation](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/cancellation)
///
/// # Examples
///
/// ```
/// use mcp_transport_stdio::{BeginError, InFlight};
/// use mcp_types::RequestId;
///
/// let mut requests = InFlight::default();
/// let one = requests.begin(RequestId::from(1), "the work of 1")?;
/// let two = requests.begin(RequestId::from(2), "the work of 2")?;
/// assert_eq!(requests.begin(RequestId::from(2), "again").unwrap_err(), BeginError::IdInUse);
///
/// // The client gives up 1, and its response comes too late.
/// assert_eq!(requests.cancel(&RequestId::from(1)), Some("the work of 1"));
/// assert!(!requests.may_write(&one));
/// assert_eq!(requests.finish(one), None);
///
/// // It gives up 2 too late.
/// assert_eq!(requests.finish(two), Some("the work of 2"));
/// assert_eq!(requests.cancel(&RequestId::from(2)), None);
/// # Ok::<(), BeginError>(())
/// ```
pub struct InFlight<W> {
    limit: usize,
    requests: HashMap<RequestId, (u64, W)>,
    last: u64,
}

/// The right to answer one request; it is lost with the request's cancellation.
///
/// A client may use the id of a cancelled request again, so the id alone would not tell whose response it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Ticket {
    id: RequestId,
    number: u64,
}

/// Why a request is not begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BeginError {
    /// A request with this id has no response yet: the peer broke a rule, and an error with this id would answer the
    /// wrong one.
    IdInUse,
    /// There are as many as there may be: the client may try again when it has had responses.
    Full {
        /// The most there may be.
        limit: usize,
    },
}

impl fmt::Display for BeginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BeginError::IdInUse => f.write_str("a request with this id is in flight"),
            BeginError::Full { limit } => write!(f, "too many requests in flight: expected at most {limit}"),
        }
    }
}

impl std::error::Error for BeginError {}

impl Ticket {
    /// The id to answer with.
    pub fn id(&self) -> &RequestId {
        &self.id
    }
}

impl<W> InFlight<W> {
    /// Makes a table for at most `limit` requests.
    pub fn new(limit: usize) -> Self {
        InFlight { limit, requests: HashMap::new(), last: 0 }
    }

    /// Begins a request; `work` is what it takes to abandon it, and comes back when it ends.
    ///
    /// # Errors
    ///
    /// [`BeginError::IdInUse`] and [`BeginError::Full`]; `work` is dropped.
    pub fn begin(&mut self, id: RequestId, work: W) -> Result<Ticket, BeginError> {
        if self.requests.contains_key(&id) {
            return Err(BeginError::IdInUse);
        }
        if self.requests.len() >= self.limit {
            return Err(BeginError::Full { limit: self.limit });
        }
        self.last += 1;
        self.requests.insert(id.clone(), (self.last, work));
        Ok(Ticket { id, number: self.last })
    }

    /// Ends a request by cancellation, and gives back the work that is to be abandoned.
    ///
    /// `None` if no such request is in flight: it was never made, has its response, or was cancelled before. There is
    /// nothing to be done then, and nothing to be said.
    pub fn cancel(&mut self, id: &RequestId) -> Option<W> {
        // spec: STDIO-011 — from here on nobody holds a ticket for this request.
        // spec: CANCEL-009 — a cancellation that comes after the response finds nothing.
        self.requests.remove(id).map(|(_, work)| work)
    }

    /// Whether something may still be written about a request, such as its progress.
    pub fn may_write(&self, ticket: &Ticket) -> bool {
        // spec: STDIO-011 — of a cancelled request nothing more is written.
        self.requests.get(&ticket.id).is_some_and(|(number, _)| *number == ticket.number)
    }

    /// Ends a request by its response, and gives back its work; `None` if it was cancelled, and then the response is
    /// not written.
    pub fn finish(&mut self, ticket: Ticket) -> Option<W> {
        // spec: STDIO-011 — a response that comes after the cancellation is not written.
        if !self.may_write(&ticket) {
            return None;
        }
        let Ticket { id, .. } = ticket;
        // spec: CANCEL-009 — what has its response is no longer there to be cancelled.
        self.requests.remove(&id).map(|(_, work)| work)
    }

    /// Ends all requests, because the client has gone, and gives back the work that is to be abandoned.
    pub fn abandon(&mut self) -> impl Iterator<Item = (RequestId, W)> + use<'_, W> {
        self.requests.drain().map(|(id, (_, work))| (id, work))
    }

    /// How many requests are in flight.
    pub fn len(&self) -> usize {
        self.requests.len()
    }

    /// Whether no request is in flight.
    pub fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }
}

/// For at most [`MAX_IN_FLIGHT`] requests.
impl<W> Default for InFlight<W> {
    fn default() -> Self {
        InFlight::new(MAX_IN_FLIGHT)
    }
}

/// Shows how many there are.
impl<W> fmt::Debug for InFlight<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InFlight").field("requests", &self.len()).field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(literal: &str) -> RequestId {
        RequestId::parse(literal).unwrap()
    }

    #[test]
    fn a_cancelled_request_is_silent() {
        // spec: STDIO-011
        let mut requests = InFlight::default();
        let ticket = requests.begin(id("1"), ()).unwrap();
        assert!(requests.may_write(&ticket));
        assert_eq!(requests.cancel(&id("1")), Some(()));
        assert!(!requests.may_write(&ticket) && requests.is_empty());
        assert_eq!(requests.finish(ticket), None);
    }

    #[test]
    fn the_first_of_response_and_cancellation_ends_a_request() {
        // spec: CANCEL-009
        let mut requests = InFlight::default();
        let ticket = requests.begin(id("1"), "work").unwrap();
        assert_eq!(requests.finish(ticket), Some("work"));
        assert_eq!((requests.cancel(&id("1")), requests.cancel(&id("\"1\""))), (None, None));
        let ticket = requests.begin(id("1"), "again").unwrap();
        assert_eq!((requests.cancel(&id("1")), requests.cancel(&id("1"))), (Some("again"), None));
        assert_eq!(requests.finish(ticket), None);
    }

    #[test]
    fn an_id_used_again_is_another_request() {
        // spec: STDIO-011
        let mut requests = InFlight::default();
        let old = requests.begin(id("1"), "old").unwrap();
        requests.cancel(&id("1"));
        let new = requests.begin(id("1"), "new").unwrap();
        assert!(!requests.may_write(&old));
        assert_eq!(requests.finish(old), None, "the old response does not answer the new request");
        assert_eq!(requests.finish(new), Some("new"));
    }

    #[test]
    fn ids_are_told_apart_by_type_and_value() {
        let mut requests = InFlight::default();
        for literal in ["1", "\"1\"", "\"a\""] {
            requests.begin(id(literal), literal).unwrap();
        }
        assert_eq!(requests.begin(id(r#""\u0061""#), ""), Err(BeginError::IdInUse));
        assert_eq!(requests.cancel(&id(r#""\u0061""#)), Some("\"a\""));
        assert_eq!(requests.cancel(&id("\"1\"")), Some("\"1\""));
        assert_eq!(requests.len(), 1);
    }

    #[test]
    fn requests_in_flight_are_bounded() {
        let mut requests = InFlight::new(2);
        let first = requests.begin(id("1"), ()).unwrap();
        requests.begin(id("2"), ()).unwrap();
        assert_eq!(requests.begin(id("3"), ()), Err(BeginError::Full { limit: 2 }));
        assert_eq!(requests.begin(id("2"), ()), Err(BeginError::IdInUse));
        requests.finish(first);
        requests.begin(id("3"), ()).unwrap();
        assert_eq!(format!("{requests:?}"), "InFlight { requests: 2, limit: 2, .. }");
        assert_eq!(InFlight::<()>::default().limit, MAX_IN_FLIGHT);
    }

    #[test]
    fn all_work_is_abandoned_when_the_client_has_gone() {
        let mut requests = InFlight::default();
        let ticket = requests.begin(id("1"), "one").unwrap();
        requests.begin(id("2"), "two").unwrap();
        let mut abandoned: Vec<_> = requests.abandon().map(|(_, work)| work).collect();
        abandoned.sort_unstable();
        assert_eq!(abandoned, ["one", "two"]);
        assert_eq!(requests.finish(ticket), None);
    }
}
