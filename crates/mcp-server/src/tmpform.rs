#![allow(missing_docs)]
use mcp_types::*;
pub struct FormSchema(ElicitSchema);
pub fn form_schema<T: schemars::JsonSchema>() -> Result<FormSchema, String> {
    let j = mcp_schema::tool::input_schema::<T>();
    j.as_raw().decode().map(FormSchema).map_err(|e| e.to_string())
}
impl FormSchema {
    pub fn new(s: ElicitSchema) -> Result<Self, String> {
        Ok(FormSchema(s))
    }
    pub fn accepts(&self, _: Raw<'_>) -> Result<(), Vec<String>> {
        Ok(())
    }
}
impl From<FormSchema> for ElicitSchema {
    fn from(f: FormSchema) -> Self {
        f.0
    }
}
