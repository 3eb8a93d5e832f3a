//! Forms and pages for the user.

use std::fmt;
use std::marker::PhantomData;

use mcp_schema::{FormSchema, url_request};
use mcp_types::{
    ElicitAction, ElicitRequest, ElicitRequestFormParams, ElicitResult, ElicitSchema, InputRequest, JsonObject, Raw,
};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::InputKinds;
use super::question::{Malformed, Question, Reading};

/// Makes questions to the user of a client.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation>
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Elicit;

impl Elicit {
    /// A form with the fields of `T`: a struct of texts, numbers, booleans and enums of names.
    ///
    /// The answer is checked against the form and decoded. Not for secrets: what is entered passes through the client.
    pub fn form<T: JsonSchema + DeserializeOwned>(message: impl Into<String>) -> FormElicitation<T> {
        let schema = FormSchema::of::<T>().map_err(|error| Malformed::new(error.to_string()));
        FormElicitation { message: message.into(), schema, fields: PhantomData }
    }

    /// A form written by hand; the answer is what was entered.
    pub fn written_form(message: impl Into<String>, schema: ElicitSchema) -> WrittenForm {
        WrittenForm { message: message.into(), schema }
    }

    /// A page for the user to open, where what is entered does not pass through the client.
    ///
    /// The answer says that the user agreed to open it, not that anything was done there. The page has to make sure that
    /// whoever opens it is the user who was asked: the address says nothing of the kind, carries no secret and grants no
    /// access. It is `https`, or `http` on this machine.
    pub fn url(message: impl Into<String>, url: impl Into<String>) -> UrlElicitation {
        UrlElicitation { message: message.into(), url: url.into() }
    }
}

/// A form for the fields of `T`; made by [`Elicit::form`].
#[must_use = "a question is asked by `Context::ask`"]
pub struct FormElicitation<T> {
    message: String,
    schema: Result<FormSchema, Malformed>,
    fields: PhantomData<fn() -> T>,
}

/// A form with a schema written by hand; made by [`Elicit::written_form`].
#[derive(Debug, Clone)]
#[must_use = "a question is asked by `Context::ask`"]
pub struct WrittenForm {
    message: String,
    schema: ElicitSchema,
}

/// A page to open; made by [`Elicit::url`].
#[derive(Debug, Clone)]
#[must_use = "a question is asked by `Context::ask`"]
pub struct UrlElicitation {
    message: String,
    url: String,
}

impl<T: JsonSchema + DeserializeOwned> Question for FormElicitation<T> {
    type Answer = T;

    fn kind(&self) -> InputKinds {
        InputKinds::FORM
    }

    fn request(&self) -> Result<InputRequest, Malformed> {
        Ok(form(&self.message, self.schema.clone()?.into_schema()))
    }

    fn read(&self, answer: Raw<'_>) -> Result<Reading<T>, Malformed> {
        entered(answer, self.schema.as_ref().map_err(Malformed::clone)?)
    }
}

impl Question for WrittenForm {
    type Answer = JsonObject;

    fn kind(&self) -> InputKinds {
        InputKinds::FORM
    }

    fn request(&self) -> Result<InputRequest, Malformed> {
        Ok(form(&self.message, self.schema.clone()))
    }

    fn read(&self, answer: Raw<'_>) -> Result<Reading<JsonObject>, Malformed> {
        entered(answer, &FormSchema::new(self.schema.clone()).map_err(|error| Malformed::new(error.to_string()))?)
    }
}

impl Question for UrlElicitation {
    type Answer = ();

    fn kind(&self) -> InputKinds {
        InputKinds::URL
    }

    fn request(&self) -> Result<InputRequest, Malformed> {
        // spec: ELIC-028 addresses are encrypted, except on the machine itself.
        if !is_safe(&self.url) {
            return Err(Malformed::new("url: expected https, or http on this machine"));
        }
        // spec: ELIC-026 what logs somebody in does not pass through the client.
        if has_user_information(&self.url) {
            return Err(Malformed::new("url: expected no user name or password"));
        }
        let params = url_request(&*self.message, &self.url).map_err(|error| Malformed::new(error.to_string()))?;
        Ok(InputRequest::Elicit(ElicitRequest::new(params)))
    }

    fn read(&self, answer: Raw<'_>) -> Result<Reading<()>, Malformed> {
        Ok(match decode(answer)?.action {
            ElicitAction::Accept => Reading::Given(()),
            action => refused(action),
        })
    }
}

impl<T> fmt::Debug for FormElicitation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormElicitation").field("message", &self.message).finish_non_exhaustive()
    }
}

fn form(message: &str, schema: ElicitSchema) -> InputRequest {
    InputRequest::Elicit(ElicitRequest::new(ElicitRequestFormParams::new(message, schema)))
}

fn decode(answer: Raw<'_>) -> Result<ElicitResult, Malformed> {
    answer.decode().map_err(|error| Malformed::new(error.to_string()))
}

/// Reads what was entered into a form.
fn entered<T: DeserializeOwned>(answer: Raw<'_>, schema: &FormSchema) -> Result<Reading<T>, Malformed> {
    let result = decode(answer)?;
    if result.action != ElicitAction::Accept {
        return Ok(refused(result.action));
    }
    let content = result.content.ok_or_else(|| Malformed::new("content: expected what was entered"))?;
    // spec: ELIC-037 what was entered is what the form asked for.
    schema.accepts(&content).map_err(|violations| Malformed::new(format!("content: {violations}")))?;
    let entered = answer.get("content").ok_or_else(|| Malformed::new("content: expected what was entered"))?;
    entered.deserialize().map(Reading::Given).map_err(|_| Malformed::new("content: not what the form asked for"))
}

fn refused<T>(action: ElicitAction) -> Reading<T> {
    match action {
        ElicitAction::Decline => Reading::Declined,
        _ => Reading::Cancelled,
    }
}

fn is_safe(url: &str) -> bool {
    if !url.starts_with("http://") {
        return url.starts_with("https://");
    }
    let local =
        |host: &str| authority(url).strip_prefix(host).is_some_and(|port| port.is_empty() || port.starts_with(':'));
    ["localhost", "127.0.0.1", "[::1]"].into_iter().any(local)
}

fn has_user_information(url: &str) -> bool {
    authority(url).contains('@')
}

/// What stands between the scheme of a URL and its path.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    // spec: ELIC-026 ELIC-028
    #[test]
    fn pages_are_encrypted_or_local_and_carry_no_password() {
        for url in ["https://example.com", "https://example.com/a?b@c#d", "http://localhost:8080/a", "http://[::1]/"] {
            assert!(Elicit::url("Sign in", url).request().is_ok(), "{url}");
        }
        for url in [
            "http://example.com",
            "http://localhost.example.com",
            "http://localhost@example.com/",
            "javascript:alert(1)",
            "https://user:password@example.com",
            "https://token@example.com/a",
            "",
        ] {
            assert!(Elicit::url("Sign in", url).request().is_err(), "{url}");
        }
    }
}
