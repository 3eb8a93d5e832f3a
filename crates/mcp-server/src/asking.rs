//! What tools, prompts and resources say alike: whom they ask, and who sees them.

/// Methods of everything whose `about` has `asks` and `visibility`.
macro_rules! asking {
    () => {
        /// Declares what the handler may ask the client's user for, through [`Context::ask`](crate::Context::ask).
        ///
        /// Asking for anything else is an error. The server then needs [`keys`](crate::ServerBuilder::keys).
        pub fn may_ask(mut self, kinds: $crate::InputKinds) -> Self {
            self.about.asks.ever = self.about.asks.ever | kinds;
            self
        }

        /// Declares what the handler cannot do without: requests of clients that do not declare all of it are refused
        /// with −32021 before the handler starts. Includes `may_ask`.
        pub fn must_ask(mut self, kinds: $crate::InputKinds) -> Self {
            self.about.asks.always = self.about.asks.always | kinds;
            self.may_ask(kinds)
        }

        /// Takes the state of a dialogue once: for what must not be confirmed twice with one answer.
        ///
        /// A client that sends a state again is refused, and answers without a state do not count. The server then needs
        /// a [`store`](crate::ServerBuilder::store) that all replicas share.
        pub fn single_use(mut self) -> Self {
            self.about.asks.once = true;
            self
        }

        /// Sets who sees it: to others it is neither listed nor there at all. Everyone, unless set.
        ///
        /// The function is asked with every request, so it should be quick, and for the same viewer its answer should
        /// rarely change. One that panics says no. The list that it stands in is then rendered for each request and
        /// marked `private`.
        ///
        /// # Examples
        ///
        /// ```
        /// use mcp_server::{NoArgs, PrincipalKey, Tool};
        ///
        /// let admin = PrincipalKey::of("https://login.example", "root");
        /// let tool = Tool::new("shut_down").visible_to(move |viewer| viewer.principal() == admin);
        /// # mcp_server::Server::builder("s", "1").tool(tool.handler(async |_: NoArgs| "bye")).build()?;
        /// # Ok::<(), mcp_server::BuildError>(())
        /// ```
        pub fn visible_to(
            mut self,
            judge: impl Fn(&$crate::viewer::Viewer<'_>) -> bool + Send + Sync + 'static,
        ) -> Self {
            self.about.visibility = $crate::viewer::Visibility::judged_by(judge);
            self
        }
    };
}

pub(crate) use asking;
