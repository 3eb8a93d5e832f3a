//! Asking, and reading the answers.

use std::fmt;

use mcp_transport_http::Rejection;
use mcp_types::{InputRequest, Json};
use sha2::{Digest as _, Sha256};

use super::carried::Given;
use super::question::{Malformed, Question, Reading};
use super::{InputKinds, QuestionDigest, Round, invalid};
use crate::Context;
use crate::echo::shortened;
use crate::legacy;
use crate::limits;
use crate::reply::write_json;
use crate::scope::RequestScope;
use crate::tool_error::failure;

/// Why a question has no answer to go on with.
///
/// Whatever a handler makes of it, [`Required`](AskError::Required) and the errors after it decide the reply: the
/// client gets the open questions, or the error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AskError {
    /// The user refused. Asking the same again is no use.
    Declined,
    /// The user went away without a choice.
    Cancelled,
    /// The client has to be asked first: return, and the handler runs again with the answer.
    Required,
    /// The client did not declare that it answers such questions; it is told so with −32021.
    Unsupported,
    /// The client's answer has not the form of the question; it is told so with −32602.
    Malformed,
    /// The handler broke a rule for questions; the client gets −32603.
    Misuse,
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AskError::Declined => "the user declined to answer",
            AskError::Cancelled => "the user closed the question without an answer",
            AskError::Required => "the client has to be asked first",
            AskError::Unsupported => "the client does not support such questions",
            AskError::Malformed => "the answer has not the form of the question",
            AskError::Misuse => "the question breaks a rule",
        })
    }
}

impl std::error::Error for AskError {}

impl<S> Context<S> {
    /// Asks the user of the client, and gives the answer.
    ///
    /// Without the answer this fails with [`AskError::Required`], and `?` carries the question to the client. When the
    /// client retries, on whatever replica, the handler runs again from its top, and the same line gives the answer. So
    /// what stands before a question runs once per round: put effects behind [`step`](Context::step).
    ///
    /// `key` names the question within one request and is used once. An answer belongs to the question that was asked: if
    /// the handler asks something else under the same key in the next round, it is asked again. The target declares what
    /// it asks, by [`Tool::may_ask`](crate::Tool::may_ask). Never ask for passwords, keys or payment details in a form;
    /// that is what [`Elicit::url`](crate::Elicit::url) is for.
    ///
    /// # Errors
    ///
    /// [`AskError`], which `?` turns into the failure of a tool where the user refused.
    ///
    /// # Specification
    ///
    /// <https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr>
    ///
    /// # Examples
    ///
    /// ```
    /// use mcp_server::{Context, Elicit, InputKinds, KeyRing, NoArgs, Server, Tool, ToolError};
    /// use schemars::JsonSchema;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize, JsonSchema)]
    /// struct Name { name: String }
    ///
    /// async fn greet(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    ///     let Name { name } = cx.ask("name", Elicit::form("What is your name?")).await?;
    ///     Ok(format!("Hello, {name}!"))
    /// }
    ///
    /// let tool = Tool::new("greet").may_ask(InputKinds::FORM).handler(greet);
    /// let server = Server::builder("greeter", "1.0.0").keys(KeyRing::generate()?).tool(tool).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn ask<Q: Question>(&self, key: &str, question: Q) -> Result<Q::Answer, AskError> {
        self.ask_all(((key, question),)).await.map(|(answer,)| answer)
    }

    /// Asks several questions in one round, each under its own key.
    ///
    /// # Errors
    ///
    /// The first [`AskError`], after all of them were asked.
    ///
    /// # Examples
    ///
    /// ```
    /// # use mcp_server::{Context, Elicit, ListRoots, NoArgs, ToolError};
    /// # #[derive(serde::Deserialize, schemars::JsonSchema)]
    /// # struct Name { name: String }
    /// async fn survey(_: NoArgs, cx: Context<()>) -> Result<String, ToolError> {
    ///     let questions = (("name", Elicit::form::<Name>("Who are you?")), ("roots", ListRoots));
    ///     let (person, roots) = cx.ask_all(questions).await?;
    ///     Ok(format!("{} has {} roots", person.name, roots.len()))
    /// }
    /// ```
    pub async fn ask_all<Q: Questions>(&self, questions: Q) -> Result<Q::Answers, AskError> {
        let asking = Asking { scope: self.scope() };
        match (&self.scope().session, questions.ask(asking)) {
            // Why: a client of the legacy era is asked while the handler waits.
            (Some(within), Err(AskError::Required)) => {
                legacy::answer_open(self.scope(), &within.session).await?;
                questions.ask(asking)
            }
            (_, answers) => answers,
        }
    }

    /// Whether the client answers questions of all these kinds.
    ///
    /// For a handler that has a choice; one that has none simply asks.
    pub fn can_ask(&self, kinds: InputKinds) -> bool {
        InputKinds::declared(self.client_capabilities()).contains(kinds)
    }
}

/// Where a group of questions is asked.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    scope: &'a RequestScope,
}

/// A group of questions: a tuple of pairs of key and [`Question`], up to eight.
pub trait Questions: Send + Sync {
    /// The answers, in the order of the questions.
    type Answers;

    /// Asks them all.
    #[doc(hidden)]
    fn ask(&self, asking: Asking<'_>) -> Result<Self::Answers, AskError>;
}

macro_rules! questions {
    ($($key:ident $question:ident $answer:ident),+) => {
        impl<$($question: Question),+> Questions for ($((&str, $question),)+) {
            type Answers = ($($question::Answer,)+);

            #[allow(non_snake_case, reason = "names of type parameters serve as names of values")]
            fn ask(&self, asking: Asking<'_>) -> Result<Self::Answers, AskError> {
                let ($(($key, $question),)+) = self;
                // Why: all are asked before the first failure counts, so that one round is enough.
                $(let $answer = ask(asking.scope, $key, $question);)+
                Ok(($($answer?,)+))
            }
        }
    };
}

questions!(k1 Q1 a1);
questions!(k1 Q1 a1, k2 Q2 a2);
questions!(k1 Q1 a1, k2 Q2 a2, k3 Q3 a3);
questions!(k1 Q1 a1, k2 Q2 a2, k3 Q3 a3, k4 Q4 a4);
questions!(k1 Q1 a1, k2 Q2 a2, k3 Q3 a3, k4 Q4 a4, k5 Q5 a5);
questions!(k1 Q1 a1, k2 Q2 a2, k3 Q3 a3, k4 Q4 a4, k5 Q5 a5, k6 Q6 a6);
questions!(k1 Q1 a1, k2 Q2 a2, k3 Q3 a3, k4 Q4 a4, k5 Q5 a5, k6 Q6 a6, k7 Q7 a7);
questions!(k1 Q1 a1, k2 Q2 a2, k3 Q3 a3, k4 Q4 a4, k5 Q5 a5, k6 Q6 a6, k7 Q7 a7, k8 Q8 a8);

fn ask<Q: Question>(scope: &RequestScope, key: &str, question: &Q) -> Result<Q::Answer, AskError> {
    let dialogue = scope.dialogue.as_deref().filter(|dialogue| dialogue.kinds.contains(question.kind()));
    let Some(dialogue) = dialogue else {
        return Err(misuse(scope, &format!("asks for {:?}, which `may_ask` does not declare", question.kind())));
    };
    // spec: MRTR-007 ELIC-009 ROOTS-006 a client is asked only for what it declared with this very request.
    if !question.is_supported(&scope.meta.client_capabilities) {
        let required = Box::new(question.requires());
        scope.fail(Rejection::CapabilityNotDeclared { required });
        return Err(AskError::Unsupported);
    }
    // spec: MRTR-005 a key names one question.
    if !dialogue.round().keys.insert(key.to_owned()) {
        return Err(misuse(scope, &format!("the key `{key}` is used for two questions")));
    }
    // Invariant: what a question does of its own, here and where it reads, is done while the round is not locked.
    let request = match question.request() {
        Ok(request) => request,
        Err(malformed) => return Err(misuse(scope, &format!("the question `{key}`: {malformed}"))),
    };
    let digest = digest(&request);
    let answer = dialogue.round().answer(key, digest, dialogue.continued);
    let Some(answer) = answer else {
        let opened = dialogue.round().open(key, digest, request);
        return Err(opened.map_or_else(|fact| misuse(scope, fact), |()| AskError::Required));
    };
    match question.read(answer.as_raw()) {
        Ok(reading) => {
            dialogue.round().carried.answers.insert(key.to_owned(), Given { question: digest, answer });
            given(reading)
        }
        // spec: MRTR-027 MRTR-028 an answer of the wrong form is an error, not a reason to ask again.
        Err(malformed) => Err(refuse(scope, key, &malformed)),
    }
}

fn given<T>(reading: Reading<T>) -> Result<T, AskError> {
    match reading {
        Reading::Given(answer) => Ok(answer),
        // spec: ELIC-023 refusing is an answer.
        Reading::Declined => Err(AskError::Declined),
        // spec: ELIC-023 so is going away.
        Reading::Cancelled => Err(AskError::Cancelled),
    }
}

/// Tells the client that its answer has not the form of the question.
fn refuse(scope: &RequestScope, key: &str, malformed: &Malformed) -> AskError {
    scope.fail(invalid(format!("inputResponses/{}: {malformed}", shortened(key))));
    AskError::Malformed
}

/// Tells of a mistake of the author.
fn misuse(scope: &RequestScope, fact: &str) -> AskError {
    scope.fail(failure(fact));
    AskError::Misuse
}

impl Round {
    /// The answer to this very question, from this request or an earlier one.
    fn answer(&self, key: &str, digest: QuestionDigest, continued: bool) -> Option<Json> {
        if let Some(given) = self.carried.answers.get(key) {
            return (given.question == digest).then(|| given.answer.clone());
        }
        let received = self.received.get(key)?;
        // Why: a client that sends answers without state was asked by nobody we know of; it may know the questions.
        let asked = !continued || self.carried.pending.get(key) == Some(&digest);
        asked.then(|| received.clone())
    }

    /// Notes a question that the client has to be asked.
    fn open(&mut self, key: &str, digest: QuestionDigest, request: InputRequest) -> Result<(), &'static str> {
        if self.open.len() >= limits::MAX_QUESTIONS_PER_ROUND {
            return Err("too many questions in one round");
        }
        // spec: SAMP-019 a loop of tools ends, however long the model would go on.
        if !self.carried.has_rounds_left() {
            return Err("too many rounds of questions");
        }
        // spec: MRTR-030 an answer to another question does not count.
        self.carried.answers.remove(key);
        // spec: MRTR-019 MRTR-030 what is missing is asked for again.
        self.open.push((key.to_owned(), digest, request));
        Ok(())
    }
}

fn digest(request: &InputRequest) -> QuestionDigest {
    let mut text = Vec::new();
    write_json(&mut text, request);
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::digest(&text)[..16]);
    digest
}
