//! The operations that are measured, by the names that the load client gives them.

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Operation {
    /// How `bench-load` calls it.
    pub(crate) name: &'static str,
    /// How the table calls it.
    pub(crate) title: &'static str,
    /// Requests by which instructions are counted: so many more are sent in the second of two runs.
    pub(crate) counted: u32,
}

/// The simplest call.
pub(crate) const ADD: Operation = Operation { name: "add", title: "`tools/call`, two integers", counted: 200 };

/// All of them, in the order of the table.
pub(crate) const ALL: [Operation; 5] = [
    ADD,
    Operation { name: "echo-1k", title: "`tools/call`, 1 KiB of text", counted: 200 },
    Operation { name: "echo-64k", title: "`tools/call`, 64 KiB of text", counted: 50 },
    Operation { name: "list", title: "`tools/list`, 52 tools", counted: 60 },
    Operation { name: "discover", title: "`server/discover`", counted: 200 },
];

/// A call whose arguments are judged by a schema of ten properties; `bench-validated` alone has the tool.
const ORDER: Operation = Operation { name: "order", title: "`tools/call`, ten judged properties", counted: 200 };

/// What is counted with validation: a call that types see to, and one that the schema has to.
pub(crate) const VALIDATED: [Operation; 2] = [ADD, ORDER];

impl Operation {
    pub(crate) fn parse(name: &str) -> Result<Self, String> {
        ALL.into_iter().find(|operation| operation.name == name).ok_or_else(|| {
            let names = ALL.map(|operation| operation.name);
            format!("expected one of {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_their_operations() {
        for operation in ALL {
            assert_eq!(Operation::parse(operation.name), Ok(operation));
        }
        assert_eq!(Operation::parse("ping"), Err("expected one of add, echo-1k, echo-64k, list, discover".to_owned()));
    }
}
