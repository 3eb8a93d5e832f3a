//! What the person at the terminal reads about the matrix.

use std::collections::BTreeMap;

use super::column::Column;
use super::expected::Expectations;
use super::judgement::{Field, Judgement};

/// Cells of a field.
const WIDTH: usize = 6;

/// The table, why fields of it do not pass, and the totals.
pub(crate) fn render(judgement: &Judgement, expectations: &Expectations) -> String {
    let cells: Vec<_> = expectations.cells().filter(|cell| is_run(judgement, cell)).collect();
    let first = cells.iter().map(|cell| cell.len()).max().unwrap_or_default().max(8) + 1;
    let mut text = String::from("\n");
    let head: [fn(&Column) -> &str; 3] =
        [|column| column.peer, |column| column.transport.name(), |column| &column.revision[2..7]];
    for line in head {
        text.push_str(&" ".repeat(first));
        push_head(&mut text, &judgement.columns, line);
    }
    for cell in cells {
        text.push_str(&format!("{cell:first$}"));
        let fields = judgement.columns.iter().map(|column| judgement.fields.get(&(cell.to_owned(), *column)));
        push_row(&mut text, fields.map(|field| symbol(field).to_owned()));
    }
    text.push_str(&format!("{:first$}", "passes"));
    push_row(&mut text, judgement.columns.iter().map(|column| judgement.passes(column).to_string()));
    text.push_str(
        "\nok passes   · does not, as expected   – the client cannot   ✗ differs   (empty) not in this revision\n\n",
    );
    push_reasons(&mut text, judgement, expectations);
    judgement.problems.iter().for_each(|problem| text.push_str(&format!("✗ {problem}\n")));
    text.push_str(&totals(judgement));
    text
}

fn is_run(judgement: &Judgement, cell: &str) -> bool {
    judgement.columns.iter().any(|column| judgement.fields.contains_key(&(cell.to_owned(), *column)))
}

/// One line above the columns; what is the same as in the column before is left out, except in the last line.
fn push_head(text: &mut String, columns: &[Column], line: fn(&Column) -> &str) {
    let mut before: Option<&Column> = None;
    let mut row = Vec::new();
    for column in columns {
        let word = line(column);
        let is_same = before.is_some_and(|before| line(before) == word && before.peer == column.peer);
        row.push(if is_same { String::new() } else { word.to_owned() });
        before = Some(column);
    }
    push_row(text, row.into_iter());
}

fn push_row(text: &mut String, fields: impl Iterator<Item = String>) {
    let mut row: String = fields.map(|field| format!("{field:WIDTH$}")).collect();
    row.truncate(row.trim_end().len());
    text.push_str(&row);
    text.push('\n');
}

fn symbol(field: Option<&Field>) -> &'static str {
    match field {
        None => "",
        Some(Field::Pass) => "ok",
        Some(Field::Expected(_)) => "·",
        Some(Field::Unsupported(_)) => "–",
        Some(Field::Differs) => "✗",
    }
}

/// How many fields do not pass for each reason.
fn push_reasons(text: &mut String, judgement: &Judgement, expectations: &Expectations) {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for field in judgement.fields.values() {
        if let Field::Expected(place) | Field::Unsupported(place) = field {
            *counts.entry(*place).or_default() += 1;
        }
    }
    for (place, count) in counts {
        let reason = expectations.entries().get(place).map_or("", |entry| &entry.reason);
        text.push_str(&format!("{count:5}  {reason}\n"));
    }
}

fn totals(judgement: &Judgement) -> String {
    let count = |is: fn(&Field) -> bool| judgement.fields.values().filter(|field| is(field)).count();
    let passed = count(|field| *field == Field::Pass);
    let expected = count(|field| matches!(field, Field::Expected(_)));
    let unsupported = count(|field| matches!(field, Field::Unsupported(_)));
    let differ = count(|field| *field == Field::Differs);
    format!(
        "\n{} fields: {passed} pass, {expected} do not as expected, {unsupported} the client cannot, {differ} differ\n",
        judgement.fields.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::column::COLUMNS;

    #[test]
    fn table_shows_fields_reasons_problems_and_totals() {
        let file = "cells = [{ names = [\"connect\", \"ping\"], columns = \"\" }]\n[passes]\n[[expected]]\ncolumns = [\"\"]\noutcome = \"fail\"\nreason = \"not yet\"\n";
        let expectations = Expectations::parse(file).expect("the test writes a file");
        let columns = COLUMNS[4..7].to_vec();
        let mut judgement = Judgement { columns, ..Judgement::default() };
        let mut field = |cell: &str, column: usize, field| {
            judgement.fields.insert((cell.to_owned(), COLUMNS[column]), field);
        };
        field("connect", 4, Field::Expected(0));
        field("connect", 5, Field::Differs);
        field("connect", 6, Field::Pass);
        field("ping", 4, Field::Unsupported(0));
        field("ping", 5, Field::Pass);
        judgement.problems.push("something".to_owned());
        let expected = "
         client-2
         http
         25-06 25-11 26-07
connect  ·     ✗     ok
ping     –     ok
passes   0     1     1

ok passes   · does not, as expected   – the client cannot   ✗ differs   (empty) not in this revision

    2  not yet
✗ something

5 fields: 2 pass, 1 do not as expected, 1 the client cannot, 1 differ
";
        assert_eq!(render(&judgement, &expectations), expected);
    }
}
