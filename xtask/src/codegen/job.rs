//! What a run of the generator reads and writes: the pinned schema of the core, or a schema by path.

use std::fs;
use std::path::{Path, PathBuf};

use super::docs::{Docs, wanted};
use super::emit::{Surroundings, header};
use super::errata::{Applied, Errata};
use super::format::use_list;
use super::names::Names;
use super::output::Output;
use super::pipeline::{Core, Outcome, Relation, Tables, plan_schema, write_plan};
use super::select::Selection;
use crate::failure::Failure;
use crate::schema;

/// The pinned schema that the core is generated from.
const SCHEMA: &str = "2026-07-28/schema.json";

/// The pinned schema of the revision that a server of both eras needs a part of.
const LEGACY_SCHEMA: &str = "2025-11-25/schema.json";

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

/// Generates the core and the legacy types, or checks that they are as generated.
pub(super) fn pinned(check: bool, schema_dir: Option<&Path>) -> Result<(), Failure> {
    let core = plan_core(schema_dir)?;
    // Why: no published crate carries the legacy schema, so a check goes as far as the machine that it runs on.
    let found = match check {
        true => schema::find_or_say(LEGACY_SCHEMA, schema_dir)?,
        false => Some(schema::find(LEGACY_SCHEMA, schema_dir)?),
    };
    let mut output = Output::default();
    add_core(&mut output, &core)?;
    let Some(found) = found else {
        println!("NOT CHECKED: the legacy types, and the list of definitions for the proofs");
        return finish(&output, &[&core.0], check, COMMAND);
    };
    let legacy = plan_legacy(&core.0, &text(found)?, types_docs("legacy-docs.toml")?, true)?;
    add_legacy(&mut output, &legacy)?;
    let proofs = crate::workspace().join("tests/proofs/src/generated");
    output.files.push((proofs.join("mod.rs"), definitions(&core.0, &legacy.0)));
    output.directories.push(proofs);
    finish(&output, &[&core.0, &legacy.0], check, COMMAND)
}

fn add_core(output: &mut Output, (outcome, tables): &(Outcome, Tables)) -> Result<(), Failure> {
    let source = crate::workspace().join("crates/mcp-types/src");
    let surroundings = Surroundings { core: "crate".to_owned(), command: COMMAND.to_owned(), below: &["legacy"] };
    output.add_directory(source.join("generated"), write_plan(outcome, tables, &surroundings));
    output.add_part(source.join("lib.rs"), &exports("self::generated", outcome))
}

fn add_legacy(output: &mut Output, (outcome, tables): &(Outcome, Tables)) -> Result<(), Failure> {
    let source = crate::workspace().join("crates/mcp-types/src");
    let surroundings = Surroundings { core: "crate".to_owned(), command: COMMAND.to_owned(), below: &[] };
    output.add_directory(source.join("generated/legacy"), write_plan(outcome, tables, &surroundings));
    output.add_part(source.join("legacy.rs"), &exports("crate::generated::legacy", outcome))
}

/// Prints what the tables of documentation are to speak about, one item or member a line.
pub(super) fn list_documented(schema_dir: Option<&Path>) -> Result<(), Failure> {
    let tables = core_tables(Docs::default(), false)?;
    let outcome = plan_schema(&pinned_schema(SCHEMA, schema_dir)?, &tables, Relation::Itself)?;
    let (legacy, _) = plan_legacy(&outcome, &pinned_schema(LEGACY_SCHEMA, schema_dir)?, Docs::default(), false)?;
    print!("docs.toml:\n{}\nlegacy-docs.toml:\n{}", wanted(&outcome.plan.items), wanted(&legacy.plan.items));
    Ok(())
}

/// Generates from a schema by path.
pub(super) fn by_path(job: &ByPath<'_>) -> Result<(), Failure> {
    let text = read(job.schema)?;
    let core = match job.core {
        None => None,
        Some(_) => Some(Core::from(&plan_core(job.schema_dir)?.0)),
    };
    let tables = tables_by_path(job)?;
    let outcome = plan_schema(&text, &tables, core.as_ref().map_or(Relation::Itself, Relation::Extends))?;
    let core = job.core.map_or_else(|| "crate".to_owned(), |name| name.replace('-', "_"));
    let command = command(job);
    let surroundings = Surroundings { core, command: command.clone(), below: &[] };
    let out = job.out.map_or_else(|| default_out(job.schema), Path::to_owned);
    let mut output = Output::default();
    println!("directory: {}", out.display());
    output.add_directory(out, write_plan(&outcome, &tables, &surroundings));
    finish(&output, &[&outcome], job.check, &command)
}

fn finish(output: &Output, outcomes: &[&Outcome], check: bool, command: &str) -> Result<(), Failure> {
    outcomes.iter().for_each(|outcome| report_errata(&outcome.errata));
    let definitions: usize = outcomes.iter().map(|outcome| outcome.plan.definitions.len()).sum();
    let items: usize = outcomes.iter().map(|outcome| outcome.plan.items.len()).sum();
    let counts = format!("{definitions} definitions, {items} generated types");
    if check {
        output.check(command)?;
        println!("{counts}: up to date");
    } else {
        println!("{counts}: {} file(s) written", output.write()?);
    }
    Ok(())
}

fn plan_core(schema_dir: Option<&Path>) -> Result<(Outcome, Tables), Failure> {
    let tables = core_tables(types_docs("docs.toml")?, true)?;
    Ok((plan_schema(&pinned_schema(SCHEMA, schema_dir)?, &tables, Relation::Itself)?, tables))
}

fn plan_legacy(core: &Outcome, schema: &str, docs: Docs, strict: bool) -> Result<(Outcome, Tables), Failure> {
    let directory = crate::workspace().join("xtask/legacy");
    let selection = Selection::parse(&read(&directory.join("selection.toml"))?)?;
    let names = Names::parse(&[read(&directory.join("names.toml"))?], "")?;
    let tables = Tables { errata: Errata::default(), names, docs, strict };
    let outcome = plan_schema(schema, &tables, Relation::Precedes(&Core::from(core), &selection))?;
    Ok((outcome, tables))
}

fn pinned_schema(path: &str, schema_dir: Option<&Path>) -> Result<String, Failure> {
    text(schema::find(path, schema_dir)?)
}

fn text(found: schema::Found) -> Result<String, Failure> {
    eprintln!("schema: {}", found.origin);
    String::from_utf8(found.bytes).map_err(|_| Failure::new("the schema is not UTF-8"))
}

/// A table of sentences of the crate of types.
fn types_docs(name: &str) -> Result<Docs, Failure> {
    Docs::parse(&read(&crate::workspace().join("crates/mcp-types").join(name))?)
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

/// Macros that hand every definition and its type to another macro, so that a test can forget none.
fn definitions(core: &Outcome, legacy: &Outcome) -> String {
    let mut text = header(COMMAND);
    text.push_str("\n//! Every definition of the schemas, with the type that stands for it.\n");
    text.push_str(&callback("for_each_definition", core, "mcp_types"));
    text.push_str(&callback("for_each_legacy_definition", legacy, "mcp_types::legacy"));
    text.push_str("\npub(crate) use {for_each_definition, for_each_legacy_definition};\n");
    text
}

/// One such macro; types that the outcome does not generate are the core's.
fn callback(name: &str, outcome: &Outcome, module: &str) -> String {
    let mut text = format!("\n/// Calls a macro with all definitions: `\"Name\" => Type,`.\nmacro_rules! {name} {{\n");
    text.push_str("    ($callback:ident) => {\n        $callback! {\n");
    for (definition, name) in &outcome.plan.definitions {
        let module = if outcome.plan.shapes.contains_key(name) { module } else { "mcp_types" };
        text.push_str(&format!("            {definition:?} => {module}::{name},\n"));
    }
    text.push_str("        }\n    };\n}\n");
    text
}

/// The re-export of all generated types from the module that users see.
fn exports(path: &str, outcome: &Outcome) -> String {
    use_list(&format!("pub use {path}"), outcome.plan.items.iter().map(|item| item.name.as_str()))
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
