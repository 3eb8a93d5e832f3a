//! Tables and properties of URI templates.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::limits::{MAX_URI_BYTES, MAX_URI_TEMPLATE_BYTES, MAX_URI_TEMPLATE_VARIABLES, MAX_VARIABLE_NAME_BYTES};

fn template(text: &str) -> UriTemplate {
    UriTemplate::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn variables(entries: &[(&str, &str)]) -> Variables {
    entries.iter().copied().collect()
}

#[track_caller]
fn matched(text: &str, uri: &str, expected: Option<&[(&str, &str)]>) {
    assert_eq!(
        template(text).matches(uri).map(|found| found.iter().map(own).collect::<Vec<_>>()),
        expected.map(|entries| entries.iter().copied().map(own).collect()),
        "{text} {uri}"
    );
}

fn own((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[track_caller]
fn refused(text: &str, at: usize, fault: UriTemplateFault) {
    let error = UriTemplate::parse(text).expect_err(text);
    assert_eq!((error.at(), error.fault()), (at, fault), "{text}");
}

#[test]
fn templates_are_expanded_as_the_standard_shows() {
    let values = variables(&[
        ("var", "value"),
        ("hello", "Hello World!"),
        ("path", "/foo/bar"),
        ("empty", ""),
        ("x", "1024"),
        ("y", "768"),
        ("who", "fred"),
        ("half", "50%"),
        ("base", "http://example.com/home/"),
        ("v", "6"),
    ]);
    for (text, expected) in [
        ("a:{var}", "a:value"),
        ("a:{hello}", "a:Hello%20World%21"),
        ("a:{half}", "a:50%25"),
        ("a:O{empty}X", "a:OX"),
        ("a:O{undef}X", "a:OX"),
        ("a:{x,y}", "a:1024,768"),
        ("a:{x,hello,y}", "a:1024,Hello%20World%21,768"),
        ("a:?{x,empty}", "a:?1024,"),
        ("a:?{x,undef}", "a:?1024"),
        ("a:?{undef,y}", "a:?768"),
        ("a:{+hello}", "a:Hello%20World!"),
        ("a:{+half}", "a:50%25"),
        ("a:{base}index", "a:http%3A%2F%2Fexample.com%2Fhome%2Findex"),
        ("a:{+base}index", "a:http://example.com/home/index"),
        ("a:{+path}/here", "a:/foo/bar/here"),
        ("a:{+path,x}/here", "a:/foo/bar,1024/here"),
        ("a:{#path,x}here", "a:#/foo/bar,1024here"),
        ("a:X{#empty}", "a:X#"),
        ("a:X{#undef}", "a:X"),
        ("a:X{.x,y}", "a:X.1024.768"),
        ("a:X{.empty}", "a:X."),
        ("a:{/var,empty}", "a:/value/"),
        ("a:{/var,undef}", "a:/value"),
        ("a:{;x,y}", "a:;x=1024;y=768"),
        ("a:{;x,y,empty}", "a:;x=1024;y=768;empty"),
        ("a:{;v,undef,who}", "a:;v=6;who=fred"),
        ("a:{?x,y}", "a:?x=1024&y=768"),
        ("a:{?x,undef}", "a:?x=1024"),
        ("a:{?x,y,empty}", "a:?x=1024&y=768&empty="),
        ("a:?fixed=yes{&x}", "a:?fixed=yes&x=1024"),
        ("a:{&x,y,empty}", "a:&x=1024&y=768&empty="),
    ] {
        assert_eq!(template(text).expand(&values), expected, "{text}");
    }
}

#[test]
fn values_are_found_and_decoded() {
    matched("a://{x}", "a://b", Some(&[("x", "b")]));
    matched("a://{x}/c", "a://b%2Fb%20%C3%A4/c", Some(&[("x", "b/b ä")]));
    matched("a://{x}", "a://b:c@d!e", Some(&[("x", "b:c@d!e")]));
    matched("a://fixed", "a://fixed", Some(&[]));
    matched("a://{x,y}", "a://1,2", Some(&[("x", "1"), ("y", "2")]));
    matched("file:///{+path}", "file:///b/c.txt", Some(&[("path", "b/c.txt")]));
    matched("a:{+u}{#f}", "a:b/c?d#e", Some(&[("u", "b/c?d"), ("f", "e")]));
    matched("a:{+u}{#f}", "a:b/c?d", Some(&[("u", "b/c?d")]));
    matched("a:x{/y,z}", "a:x/1/2", Some(&[("y", "1"), ("z", "2")]));
    matched("a:x{/y,z}", "a:x/1", Some(&[("y", "1")]));
    matched("a:x{/y,z}", "a:x", Some(&[]));
    matched("a:x{/y}", "a:x/", Some(&[("y", "")]));
    matched("a:x{.y}{?q}", "a:x.json?q=1", Some(&[("y", "json"), ("q", "1")]));
    matched("a:{x}{;p,r}/z", "a:1;r;p=2/z", Some(&[("x", "1"), ("p", "2"), ("r", "")]));
    matched("a:x{;p,r}/z", "a:x;r;p=2/z", Some(&[("p", "2"), ("r", "")]));
    matched("a:x{;p,r}/z", "a:x/z", Some(&[]));
    matched("a:x{?p,r}", "a:x?r=%26&p=/=?", Some(&[("p", "/=?"), ("r", "&")]));
    matched("a:x{?p,r}", "a:x?p=", Some(&[("p", "")]));
    matched("a:x{?p,r}{#f}", "a:x?p=1#2", Some(&[("p", "1"), ("f", "2")]));
    matched("a:x?k=v{&p}", "a:x?k=v&p=1", Some(&[("p", "1")]));
}

#[test]
fn other_uris_are_not_matched() {
    for (text, uri) in [
        ("a://{x}", "a://b/c"),
        ("a://{x}", "a://b?c"),
        ("a://{x}", "a://b#c"),
        ("a://{x}", "a://"),
        ("a://{x}/", "a:///"),
        ("a://{x}", "b://c"),
        ("a://fixed", "a://fixed/"),
        ("a://fixed", "A://fixed"),
        ("a:{+x}", "a:"),
        ("a:x{/y}", "a:xy"),
        ("a:x{/y}", "a:x/1/2"),
        ("a:x{?p}", "a:x?"),
        ("a:x{?p}", "a:x?q=1"),
        ("a:x{?p}", "a:x?p=1&q=1"),
        ("a:x{?p}", "a:x?p=1&p=2"),
        ("a:x{?p}", "a:x?p"),
        ("a:x{?p}", "a:x?p=1#f"),
        ("a:x{;p}", "a:x;p=1/y"),
    ] {
        matched(text, uri, None);
    }
}

// spec: RES-019
#[test]
fn what_is_no_uri_matches_nothing() {
    for uri in ["a://b c", "a://b%", "a://b%zz", "a://\u{e4}", "a://b\0", "a://b{"] {
        matched("a://{x}", uri, None);
    }
    // A URI, but no text.
    matched("a://{x}", "a://%FF", None);
}

#[test]
fn variables_further_left_are_shorter() {
    matched("a:{x}.{y}", "a:b.tar.gz", Some(&[("x", "b"), ("y", "tar.gz")]));
    matched("a:{x}.gz", "a:b.gz.gz", Some(&[("x", "b.gz")]));
    matched("a:{+x}.{y}", "a:b.c/d.e", Some(&[("x", "b.c/d"), ("y", "e")]));
    matched("a:{+x}/{y}", "a:b/c/d", Some(&[("x", "b/c"), ("y", "d")]));
    matched("a:{x}{.y}", "a:b.c.d", Some(&[("x", "b"), ("y", "c.d")]));
    matched("a:{x}4{y}", "a:%41x4z", Some(&[("x", "Ax"), ("y", "z")]));
    matched("a:{x}{;p}", "a:1;p=2", Some(&[("x", "1"), ("p", "2")]));
}

#[test]
fn text_that_is_no_template_is_refused() {
    let unknown = |operator| UriTemplateFault::UnknownOperator { operator };
    let modified = |modifier| UriTemplateFault::Modifier { modifier };
    for (text, at, fault) in [
        ("", 0, UriTemplateFault::Scheme),
        ("a/b", 0, UriTemplateFault::Scheme),
        ("{scheme}://x", 0, UriTemplateFault::Scheme),
        ("1a:b", 0, UriTemplateFault::Scheme),
        ("a:}", 2, UriTemplateFault::Character),
        ("a:b c", 3, UriTemplateFault::Character),
        ("a:ä", 2, UriTemplateFault::Character),
        ("a:%4", 2, UriTemplateFault::Character),
        ("a:{", 2, UriTemplateFault::Unclosed),
        ("a:{b", 2, UriTemplateFault::Unclosed),
        ("a:{?b,c", 2, UriTemplateFault::Unclosed),
        ("a:{}", 3, UriTemplateFault::VariableName),
        ("a:{+}", 4, UriTemplateFault::VariableName),
        ("a:{b,}", 5, UriTemplateFault::VariableName),
        ("a:{b c}", 4, UriTemplateFault::VariableName),
        ("a:{b-c}", 4, UriTemplateFault::VariableName),
        ("a:{b{c}}", 4, UriTemplateFault::VariableName),
        ("a:{b.}", 5, UriTemplateFault::VariableName),
        ("a:{b..c}", 5, UriTemplateFault::VariableName),
        ("a:{ä}", 3, UriTemplateFault::VariableName),
        ("a:{=b}", 3, unknown('=')),
        ("a:{!b}", 3, unknown('!')),
        ("a:{@b}", 3, unknown('@')),
        ("a:{|b}", 3, unknown('|')),
        ("a:{,b}", 3, unknown(',')),
        ("a:{b*}", 4, modified('*')),
        ("a:{/b,c*}", 7, modified('*')),
        ("a:{b:3}", 4, modified(':')),
        ("a:{b}/{b}", 7, UriTemplateFault::DuplicateVariable),
        ("a:{b,b}", 5, UriTemplateFault::DuplicateVariable),
        ("a:{b}{c}", 5, UriTemplateFault::Adjacent),
        ("a:{+b}{c}", 6, UriTemplateFault::Adjacent),
        ("a:{/b}{+c}", 6, UriTemplateFault::Adjacent),
        ("a:{?b}{&c}", 6, UriTemplateFault::Unreachable),
        ("a:{?b}x", 6, UriTemplateFault::Unreachable),
        ("a:{;b}x", 6, UriTemplateFault::Unreachable),
        ("a:{;b}{.c}", 6, UriTemplateFault::Unreachable),
    ] {
        refused(text, at, fault);
    }
    for text in ["a:{b.c_d%20}", "a:{b}{/c}{?d}{#e}", "a:{;b}/c{;d}{?e}", "a:{b}{;c}", "a:", "a:%20"] {
        assert_eq!(template(text).as_str(), text);
    }
}

// spec: RES-013
#[test]
fn templates_without_a_scheme_are_refused() {
    refused("weather/{city}", 0, UriTemplateFault::Scheme);
}

#[test]
fn templates_are_bounded() {
    let of = |length: usize| format!("a:{}", "b".repeat(length - 2));
    assert_eq!(template(&of(MAX_URI_TEMPLATE_BYTES)).variables().count(), 0);
    refused(&of(MAX_URI_TEMPLATE_BYTES + 1), MAX_URI_TEMPLATE_BYTES, UriTemplateFault::TooLong);

    let with = |count: usize| (0..count).map(|index| format!("/{{v{index}}}")).fold("a:".to_owned(), |a, b| a + &b);
    assert_eq!(template(&with(MAX_URI_TEMPLATE_VARIABLES)).variables().count(), MAX_URI_TEMPLATE_VARIABLES);
    let text = with(MAX_URI_TEMPLATE_VARIABLES + 1);
    refused(&text, text.len() - 4, UriTemplateFault::TooManyVariables);

    let named = |length: usize| format!("a:{{{}}}", "n".repeat(length));
    assert_eq!(template(&named(MAX_VARIABLE_NAME_BYTES)).variables().count(), 1);
    refused(&named(MAX_VARIABLE_NAME_BYTES + 1), 3, UriTemplateFault::VariableNameTooLong);
    assert!(size_of::<UriTemplateError>() <= 32);
    assert!(size_of::<VariablesError>() <= 32);
}

#[test]
fn hostile_uris_are_matched_in_linear_time() {
    let mut text = "a:".to_owned();
    for index in 0..MAX_URI_TEMPLATE_VARIABLES {
        text.push_str(&format!("{{+v{index}}}x"));
    }
    let template = template(&text);
    let uri = format!("a:{}y", "x".repeat(MAX_URI_BYTES - 3));
    // A backtracking matcher would not come to an end.
    assert!(template.matches(&uri).is_none());
}

#[test]
fn variables_are_read_into_types() {
    #[derive(Deserialize, Debug, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Unit {
        Celsius,
        Kelvin,
    }
    #[derive(Deserialize, Debug, PartialEq)]
    struct City(String);
    #[derive(Deserialize, Debug, PartialEq)]
    struct Forecast<'v> {
        city: City,
        country: &'v str,
        day: u8,
        offset: i64,
        scale: f64,
        exact: bool,
        unit: Unit,
        letter: char,
        note: Option<u32>,
        missing: Option<u32>,
    }
    let given = variables(&[
        ("city", "Ulm"),
        ("country", "de"),
        ("day", "3"),
        ("offset", "-7"),
        ("scale", "0.5"),
        ("exact", "true"),
        ("unit", "kelvin"),
        ("letter", "ä"),
        ("note", "9"),
        ("other", "skipped"),
    ]);
    let forecast: Forecast<'_> = given.deserialize().expect("it reads");
    let expected = Forecast {
        city: City("Ulm".into()),
        country: "de",
        day: 3,
        offset: -7,
        scale: 0.5,
        exact: true,
        unit: Unit::Kelvin,
        letter: 'ä',
        note: Some(9),
        missing: None,
    };
    assert_eq!(forecast, expected);
    assert_ne!(forecast.unit, Unit::Celsius);
    assert_eq!(given.deserialize::<BTreeMap<String, String>>().expect("it reads").len(), given.iter().len());
    given.deserialize::<()>().expect("nothing is asked for");
}

#[test]
fn variables_that_do_not_read_are_named_without_their_values() {
    #[derive(Deserialize, Debug)]
    enum Unit {
        Celsius,
        Kelvin,
    }
    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what is refused is looked at")]
    struct Forecast {
        day: u8,
        unit: Option<Unit>,
    }
    let said = |entries: &[(&str, &str)]| {
        let error = variables(entries).deserialize::<Forecast>().expect_err("it does not read");
        assert!(!error.to_string().contains("secret"), "{error}");
        error.to_string()
    };
    assert_eq!(said(&[("day", "secret")]), "variable day: expected a non-negative integer of 8 bits");
    assert_eq!(said(&[("day", "256")]), "variable day: expected a non-negative integer of 8 bits");
    assert_eq!(said(&[("day", "1"), ("unit", "secret")]), "variable unit: expected one of Celsius, Kelvin");
    assert_eq!(said(&[]), "variable day: expected a value, received none");
    assert_eq!(said(&[("day", "1"), ("x", "secret")]), "unknown field `x`, expected `day` or `unit`");
    assert!(
        matches!(variables(&[("u", "Celsius")]).deserialize::<BTreeMap<String, Unit>>(), Ok(map) if map.len() == 1)
    );
    assert!(matches!(Unit::Kelvin, Unit::Kelvin));

    let long = <VariablesError as serde::de::Error>::custom("é".repeat(1000)).to_string();
    assert!(long.len() <= crate::limits::MAX_VARIABLE_MESSAGE_BYTES);
    assert_eq!(format!("{:?}", variables(&[("day", "secret")])), r#"{"day"}"#);
}

/// Templates in which every value ends where its expression says.
const CLEAR: [&str; 8] = [
    "a://{x}/{y}/{z}",
    "a://{x,y,z}",
    "a:x{/x,y,z}",
    "a:{x}{/y}{?z}",
    "a:{;x,y}/b{;z}",
    "a:{?x,y,z}",
    "a:?k=v{&x,y,z}",
    "a:{x}{?y}#{z}",
];

proptest! {
    #[test]
    fn what_was_expanded_is_found_again(
        text in proptest::sample::select(&CLEAR[..]),
        x in "\\PC{1,12}", y in "\\PC{1,12}", z in "[ -~]{1,12}",
    ) {
        let values = variables(&[("x", &x), ("y", &y), ("z", &z)]);
        let template = template(text);
        let uri = template.expand(&values);
        prop_assert_eq!(crate::check_uri(&uri), Ok(()));
        let found = template.matches(&uri);
        prop_assert!(found.as_ref() == Some(&values), "{} {}", text, uri);
    }

    #[test]
    fn reserved_values_are_found_again(x in "[a-z/:?@!$&'()*+,;= ä]{1,12}", y in "[a-z/?@ ]{0,12}") {
        let values = variables(&[("x", &x), ("y", &y)]);
        let template = template("a:{+x}{#y}");
        prop_assert!(template.matches(&template.expand(&values)).as_ref() == Some(&values));
    }

    #[test]
    fn what_was_found_expands_to_what_finds_the_same(
        text in "a:(b|/|\\.|\\{x\\}|\\{\\+y\\}|\\{/z\\}|\\{\\.w\\}|\\{#v\\}|\\{;u\\}|\\{\\?t,s\\}){1,5}",
        uri in "a:(b|/|\\.|%20|c|;u=1|\\?t=1|&s|#d){0,8}",
    ) {
        let Ok(template) = UriTemplate::parse(&text) else { return Ok(()) };
        if let Some(found) = template.matches(&uri) {
            let again = template.expand(&found);
            prop_assert!(template.matches(&again).is_some(), "{} {} {}", text, uri, again);
        }
    }

    #[test]
    fn any_text_is_parsed_or_refused(text in "(a:)?[a-z{}+#./;?&,*:%0-9 ä]{0,40}", uri in "a:\\PC{0,20}") {
        if let Ok(template) = UriTemplate::parse(&text) {
            let _ = template.matches(&uri);
            let _ = template.matches(&text);
        }
    }
}
