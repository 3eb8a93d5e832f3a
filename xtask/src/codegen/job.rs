//! What a run of the generator reads and writes: the pinned schema of the core, or a schema by path.

use std::fs;
use std::path::{Path, PathBuf};

use super::docs::{Docs, wanted};
use super::emit::{Surroundings, header};
use super::errata::{Applied, Errata};
use super::format::use_list;
use super::names::Names;
use super::output::Output;
use super::pipeline::{Core, Outcome, Tables, plan_schema, write_plan};
use crate::failure::Failure;
use crate::schema;

/// The pinned schema that the core is generated from.
const SCHEMA: &str = "2026-07-28/schema.json";

/// The command that mends the core's files.
const COMMAND: &str = "cargo xtask codegen";

/// A schema that is not the pinned one.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByPath<'a> {
    pub(super) schema: &'a Path,
    pub(super) core: Option<&'a str>,
    pub(super) tables: Option<&'a Path>,
    pub(super) out: Option<&'a Path>,
    pub(super) schema_dir: Option<&'a Path>,
    pub(super) check: bool,
}

/// Generates the core, or checks that it is as generated.
pub(super) fn pinned(check: bool, schema_dir: Option<&Path>) -> Result<(), Failure> {
    let (outcome, tables) = plan_core(schema_dir)?;
    let crate_directory = crate::workspace().join("crates/mcp-types");
    let surroundings = Surroundings { core: "crate".to_owned(), command: COMMAND.to_owned() };
    let generated = crate_directory.join("src/generated");
    let proofs = crate::workspace().join("tests/proofs/src/generated");
    let mut output = Output { files: Vec::new(), directories: vec![generated.clone(), proofs.clone()] };
    for (name, text) in write_plan(&outcome, &tables, &surroundings) {
        output.files.push((generated.join(name), text));
    }
    output.files.push((proofs.join("mod.rs"), definitions(&outcome)));
    output.add_part(crate_directory.join("src/lib.rs"), &exports(&outcome))?;
    finish(&output, &outcome, check, COMMAND)
}

/// Prints what `docs.toml` is to speak about, one item or member a line.
pub(super) fn list_documented(schema_dir: Option<&Path>) -> Result<(), Failure> {
    let tables = core_tables(Docs::default(), false)?;
    let outcome = plan_schema(&core_schema(schema_dir)?, &tables, &Core::default())?;
    print!("{}", wanted(&outcome.plan.items));
    Ok(())
}

/// Generates from a schema by path.
pub(super) fn by_path(job: &ByPath<'_>) -> Result<(), Failure> {
    let text = read(job.schema)?;
    let base = match job.core {
        None => Core::default(),
        Some(_) => {
            let (core, _) = plan_core(job.schema_dir)?;
            Core { model: core.model, names: core.plan.definitions }
        }
    };
    let tables = tables_by_path(job)?;
    let outcome = plan_schema(&text, &tables, &base)?;
    let core = job.core.map_or_else(|| "crate".to_owned(), |name| name.replace('-', "_"));
    let command = command(job);
    let surroundings = Surroundings { core, command: command.clone() };
    let out = job.out.map_or_else(|| default_out(job.schema), Path::to_owned);
    let mut output = Output { files: Vec::new(), directories: vec![out.clone()] };
    for (name, text) in write_plan(&outcome, &tables, &surroundings) {
        output.files.push((out.join(name), text));
    }
    println!("directory: {}", out.display());
    finish(&output, &outcome, job.check, &command)
}

fn finish(output: &Output, outcome: &Outcome, check: bool, command: &str) -> Result<(), Failure> {
    report_errata(&outcome.errata);
    let counts =
        format!("{} definitions, {} generated types", outcome.plan.definitions.len(), outcome.plan.items.len());
    if check {
        output.check(command)?;
        println!("{counts}: up to date");
    } else {
        println!("{counts}: {} file(s) written", output.write()?);
    }
    Ok(())
}

fn plan_core(schema_dir: Option<&Path>) -> Result<(Outcome, Tables), Failure> {
    let types = crate::workspace().join("crates/mcp-types");
    let docs = Docs::parse(&read(&types.join("docs.toml"))?)?;
    let tables = core_tables(docs, true)?;
    Ok((plan_schema(&core_schema(schema_dir)?, &tables, &Core::default())?, tables))
}

fn core_schema(schema_dir: Option<&Path>) -> Result<String, Failure> {
    let found = schema::find(SCHEMA, schema_dir)?;
    eprintln!("schema: {}", found.origin);
    String::from_utf8(found.bytes).map_err(|_| Failure::new("the schema is not UTF-8"))
}

fn core_tables(docs: Docs, strict: bool) -> Result<Tables, Failure> {
    let xtask = crate::workspace().join("xtask");
    let errata = Errata::parse(&read(&xtask.join("errata.toml"))?)?;
    let names = Names::parse(&[read(&xtask.join("names.toml"))?], &read(&xtask.join("unions.toml"))?)?;
    Ok(Tables { errata, names, docs, strict })
}

/// The tables of the core, with those of the job in addition; the entries need not fit.
fn tables_by_path(job: &ByPath<'_>) -> Result<Tables, Failure> {
    let xtask = crate::workspace().join("xtask");
    let own = |name: &str| match job.tables.map(|directory| directory.join(name)).filter(|file| file.exists()) {
        Some(file) => read(&file),
        None => Ok(String::new()),
    };
    let errata = format!("{}\n{}", read(&xtask.join("errata.toml"))?, own("errata.toml")?);
    let names = [read(&xtask.join("names.toml"))?, own("names.toml")?];
    Ok(Tables {
        errata: Errata::parse(&errata)?,
        names: Names::parse(&names, &read(&xtask.join("unions.toml"))?)?,
        docs: Docs::parse(&own("docs.toml")?)?,
        strict: false,
    })
}

fn report_errata(errata: &Applied) {
    for patch in &errata.applied {
        println!("erratum {}: {}", patch.at, patch.reason);
    }
}

/// A macro that hands every definition and its type to another macro, so that a test can forget none.
fn definitions(outcome: &Outcome) -> String {
    let mut text = header(COMMAND);
    text.push_str("\n//! Every definition of the schema, with the type that stands for it.\n\n");
    text.push_str("/// Calls a macro with all definitions: `\"Name\" => Type,`.\nmacro_rules! for_each_definition {\n");
    text.push_str("    ($callback:ident) => {\n        $callback! {\n");
    for (definition, name) in &outcome.plan.definitions {
        text.push_str(&format!("            {definition:?} => mcp_types::{name},\n"));
    }
    text.push_str("        }\n    };\n}\n\npub(crate) use for_each_definition;\n");
    text
}

/// The re-export of all generated types from the crate's root.
fn exports(outcome: &Outcome) -> String {
    use_list("pub use self::generated", outcome.plan.items.iter().map(|item| item.name.as_str()))
}

/// The command that does the same again, with paths as seen from the workspace.
fn command(job: &ByPath<'_>) -> String {
    let mut command = format!("{COMMAND} --schema {}", relative(job.schema).display());
    let options = [("--core", job.core.map(Path::new)), ("--tables", job.tables), ("--out", job.out)];
    for (option, value) in options {
        if let Some(value) = value {
            command.push_str(&format!(" {option} {}", relative(value).display()));
        }
    }
    command
}

fn relative(path: &Path) -> &Path {
    path.strip_prefix(crate::workspace()).unwrap_or(path)
}

fn default_out(schema: &Path) -> PathBuf {
    let parent = schema.parent().and_then(Path::file_name).unwrap_or_default();
    crate::workspace().join("target/codegen").join(parent).join(schema.file_stem().unwrap_or_default())
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| Failure::io("read", file, &error))
}
