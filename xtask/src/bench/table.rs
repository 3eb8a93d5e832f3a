//! The one table, in Markdown, so that it can be pasted into `docs/performance.md`.

use super::contestants::Contestant;
use super::count::{Count, Counts};
use super::operations::{self, Operation};
use super::rounds::{Series, Times, median};

/// What stands where nothing was measured.
const NOTHING: &str = "–";

/// One line of the table for every operation.
type Row = (&'static str, fn(Option<&Count>, Option<&Series>) -> Option<String>);

const ROWS: [Row; 6] = [
    ("CPU per request, × raw", |_, series| {
        let ratios = &series?.cpu_of_raw;
        let ends =
            ratios.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), &ratio| (low.min(ratio), high.max(ratio)));
        let spread = if ends.0 < ends.1 { format!(" ({:.2}–{:.2})", ends.0, ends.1) } else { String::new() };
        (!ratios.is_empty()).then(|| format!("{:.2}{spread}", median(ratios)))
    }),
    ("… µs", |_, series| Some(format!("{:.1}", median(&series?.cpu)))),
    ("requests/s, of raw", |_, series| {
        let ratios = &series?.rate_of_raw;
        (!ratios.is_empty()).then(|| format!("{:.2}", median(ratios)))
    }),
    ("page faults", |_, series| Some(format!("{:.0}", median(&series?.page_faults)))),
    ("instructions", |count, _| Some(grouped(count?.instructions))),
    ("allocations", |count, _| Some(format!("{:.0}", count?.allocations))),
];

/// Renders rows by operation and columns by contestant; a line on which nobody has a value but zero is left out.
pub(crate) fn render(contestants: &[Contestant], counts: &Counts, times: &Times) -> String {
    let names: Vec<_> = contestants.iter().map(|contestant| contestant.name.as_str()).collect();
    let mut table = format!("| | {} |\n| --- |{}\n", names.join(" | "), " --- |".repeat(names.len()));
    for operation in operations::ALL {
        table.push_str(&of_operation(operation, &names, counts, times));
    }
    table
}

fn of_operation(operation: Operation, names: &[&str], counts: &Counts, times: &Times) -> String {
    let mut rows = String::new();
    for (title, value) in ROWS {
        let values = names.iter().map(|name| {
            let key = ((*name).to_owned(), operation);
            value(counts.get(&key), times.get(&key))
        });
        let values: Vec<_> = values.collect();
        // Nobody faults on the pages of short messages.
        if values.iter().flatten().all(|value| value == "0") {
            continue;
        }
        let title = if rows.is_empty() { format!("{}: {title}", operation.title) } else { title.to_owned() };
        let cells: Vec<_> = values.iter().map(|value| value.as_deref().unwrap_or(NOTHING)).collect();
        rows.push_str(&format!("| {title} | {} |\n", cells.join(" | ")));
    }
    rows
}

/// A whole number with a comma after every three digits.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(1.4), "1");
        assert_eq!(grouped(1234.0), "1,234");
        assert_eq!(grouped(1_234_567.0), "1,234,567");
    }

    #[test]
    fn what_was_not_measured_is_a_dash_and_what_nobody_measured_is_no_line() {
        let count = Count { instructions: 12_345.0, allocations: 6.0 };
        let operation = operations::ALL[0];
        let counts = Counts::from([(("ours".to_owned(), operation), count)]);
        let rows = of_operation(operation, &["raw", "ours"], &counts, &Times::default());
        assert_eq!(rows, "| `tools/call`, two integers: instructions | – | 12,345 |\n| allocations | – | 6 |\n");
    }

    #[test]
    fn ratios_come_with_their_range() {
        let series =
            Series { cpu: vec![10.0], cpu_of_raw: vec![1.5, 1.0, 2.0], rate_of_raw: vec![0.5], page_faults: vec![0.2] };
        let operation = operations::ALL[0];
        let times = Times::from([(("ours".to_owned(), operation), series)]);
        let rows = of_operation(operation, &["ours"], &Counts::default(), &times);
        assert!(rows.contains("CPU per request, × raw | 1.50 (1.00–2.00) |"), "{rows}");
        assert!(rows.contains("| requests/s, of raw | 0.50 |"), "{rows}");
        assert!(!rows.contains("page faults"), "{rows}");
    }
}
