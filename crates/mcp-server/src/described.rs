//! What tools, prompts and resources say alike about themselves.

/// Methods of everything whose `$holder` has `title`, `description`, `icons` and `meta`; `$description` documents the
/// second.
macro_rules! described {
    ($holder:ident, $description:literal) => {
        /// Sets the name to show to people; without it they see the name for programs.
        pub fn title(mut self, title: impl Into<String>) -> Self {
            self.$holder.title = Some(title.into());
            self
        }

        #[doc = $description]
        pub fn description(mut self, description: impl Into<String>) -> Self {
            self.$holder.description = Some(description.into());
            self
        }

        /// Sets the icons to show next to the name.
        pub fn icons(mut self, icons: impl IntoIterator<Item = mcp_types::Icon>) -> Self {
            self.$holder.icons = Some(icons.into_iter().collect());
            self
        }

        /// Sets the `_meta` of the entry in the list.
        pub fn meta(mut self, meta: mcp_types::MetaObject) -> Self {
            self.$holder.meta = Some(meta);
            self
        }
    };
}

pub(crate) use described;
