//! Lines from a stream, and what becomes of each.

use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use mcp_transport_stdio::{Admitted, BeginError, Eras, LineDecoder, Rejection, Speaker, Traffic, admit, parse_failure};
use mcp_types::jsonrpc::{Message, ScanLimits, scan};
use mcp_types::{Method, RequestId, RequestMetaObject};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::mpsc;

use super::answer::{deliver, in_turn};
use super::lane::{About, Lane, Outgoing, line};
use super::requests::Requests;
use super::{RETRY_AFTER, Stdio};
use crate::layer::Carrier;
use crate::legacy::Session;
use crate::limits;
use crate::refused;
use crate::reply::error_message;
use crate::server::Request;
use crate::subscription::Stopping;

/// The stream that the client writes, and where its requests go.
pub(super) struct Input<'a> {
    pub(super) settings: &'a Stdio,
    pub(super) requests: &'a Requests,
    pub(super) output: mpsc::Sender<Outgoing>,
    /// Tells streams when the input has ended.
    pub(super) stopping: Stopping,
    scan_limits: ScanLimits,
    eras: Eras,
    /// The session of a legacy client.
    pub(super) session: Option<Arc<Session>>,
}

impl<'a> Input<'a> {
    pub(super) fn new(
        settings: &'a Stdio,
        requests: &'a Requests,
        output: mpsc::Sender<Outgoing>,
        stopping: Stopping,
    ) -> Self {
        let (scan_limits, eras) = (ScanLimits::default(), Eras::default());
        Input { settings, requests, output, stopping, scan_limits, eras, session: None }
    }

    /// Takes every line, until there are no more.
    pub(super) async fn run(mut self, mut reader: impl AsyncRead + Unpin) -> io::Result<()> {
        let mut lines = LineDecoder::new(self.settings.max_line);
        let mut buffer = BytesMut::new();
        loop {
            buffer.reserve(limits::STDIO_CHUNK_BYTES);
            if reader.read_buf(&mut buffer).await? == 0 {
                break;
            }
            let mut chunk = buffer.split().freeze();
            while let Some(line) = lines.poll_line(&mut chunk) {
                match line {
                    Ok(line) => self.receive(&line).await,
                    Err(fault) => self.refuse(&fault.into(), None).await,
                }
            }
        }
        if let Some(fault) = lines.handle_eof() {
            self.refuse(&fault.into(), None).await;
        }
        Ok(())
    }

    async fn receive(&mut self, line: &Bytes) {
        let message = match scan(line, &self.scan_limits) {
            Ok(message) => message,
            Err(error) => return self.refuse(&parse_failure(&error), error.id()).await,
        };
        if self.settings.server.is_dual() && matches!(self.eras.classify(&message), Traffic::Legacy(_)) {
            return self.take(&message, line).await;
        }
        match admit(&message, &self.settings.server) {
            Ok(Admitted::Request { id, meta, .. }) => {
                if let Err(error) = self.begin(&message, id, meta) {
                    self.not_begun(&error, id).await;
                }
            }
            Ok(Admitted::Cancelled(params)) => self.requests.cancel(&params.request_id),
            // A notification is answered in no way.
            Ok(Admitted::Notification { .. }) => {}
            // spec: JSON-013 a refusal repeats the id of what it refuses.
            Err(rejection) => self.refuse(&rejection, message.id()).await,
        }
    }

    /// Begins to answer a request, in a task of its own.
    fn begin(&self, message: &Message<'_>, id: &RequestId, meta: RequestMetaObject) -> Result<(), BeginError> {
        let (ticket, abandoned) = self.requests.begin(id.clone())?;
        let lane = Lane::new(ticket, self.output.clone(), Speaker::Server);
        let (method, params) = (message.method(), message.params());
        let addressed = Method::from_name(method).and_then(Method::mirrored_name);
        let name = addressed.and_then(|member| params.get(member)?.as_str());
        let principal = self.settings.principal.clone();
        let stopping = Some(&self.stopping);
        let carrier = Carrier::Stdio;
        let request =
            Request { id, method, params, meta, principal, session: None, stopping, name, head: None, carrier };
        let answer = self.settings.server.answer(request);
        tokio::spawn(in_turn(abandoned, deliver(answer, lane)));
        Ok(())
    }

    /// Tells the client of a request that was not begun.
    pub(super) async fn not_begun(&self, error: &BeginError, id: &RequestId) {
        // Why: whoever waits for an answer with an id in use would take the refusal for it.
        if let BeginError::Full { .. } = error {
            self.turn_away(id).await;
        }
    }

    /// Row 18: refuses a request because there are too many.
    async fn turn_away(&self, id: &RequestId) {
        let refusal = mcp_transport_http::Rejection::Overloaded { retry_after: RETRY_AFTER };
        refused::tell_over_streams(refusal.row().number, refusal.code());
        if let Ok(lines) = line(Speaker::Server, error_message(&refusal.error_object(), Some(id))) {
            self.queue(lines).await;
        }
    }

    async fn refuse(&self, rejection: &Rejection, id: Option<&RequestId>) {
        refused::tell_over_streams(rejection.row(), rejection.code());
        if let Some(lines) = rejection.answer(id) {
            self.queue(lines).await;
        }
    }

    /// Queues lines about nothing that is in flight, and reads nothing more until there is room for them.
    pub(super) async fn queue(&self, lines: Bytes) {
        // There is nobody to tell once the output is closed.
        let _ = self.output.send(Outgoing { about: About::Nothing, lines }).await;
    }
}
