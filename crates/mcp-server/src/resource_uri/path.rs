//! From what a peer names to a path below a directory, by the text alone.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use super::{UriFault, check_uri, scheme};
use crate::limits::MAX_URI_BYTES;
use crate::percent::decode;

/// Why text names no path below a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathFault {
    /// A part consists of dots and spaces: `..` leads up, and so do longer ones on some systems; `.` names nothing.
    DotSegment,
    /// It begins with a slash.
    Absolute,
    /// A part is empty: nothing at all, two slashes in a row, or one at the end.
    EmptySegment,
    /// It has a backslash, which separates parts on some systems.
    Backslash,
    /// It has a colon, which stands after a drive or before a stream of a file on some systems.
    Colon,
    /// It has a control character, such as NUL.
    Control,
    /// A dot, a slash, a backslash, a colon, a percent sign or a control character is percent-encoded where it would be
    /// decoded into what is refused as itself.
    Encoded,
    /// It has more than [`MAX_URI_BYTES`].
    TooLong,
    /// It is a `file` URI with another host than none or `localhost`.
    Host,
    /// It is a `file` URI with a query or a fragment.
    Query,
    /// It is a `file` URI of another directory.
    Outside,
    /// It begins as a `file` URI and is none.
    Uri(UriFault),
}

/// Turns a variable of a URI template, or a `file` URI, into a path below `root`.
///
/// A variable is a path relative to `root` with `/` between its parts, decoded already, as
/// [`Variables`](crate::Variables) holds it. A `file` URI names an absolute path, which must begin with the parts of
/// `root`. Either way the result is `root` joined with parts that are names on every system.
///
/// This looks at text and at nothing else. **A name may be a symbolic link that leads out**: the caller canonicalizes
/// `root` and the result, and checks that the one still begins with the other, before it opens the file. Device names of
/// Windows, such as `CON`, are names here.
///
/// # Errors
///
/// [`PathFault`], the first that is found. Names with colons, which some systems have, are refused as well.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#security-considerations>
///
/// # Examples
///
/// ```
/// use std::path::Path;
/// use mcp_server::{PathFault, path_within};
///
/// let root = Path::new("/srv/docs");
/// assert_eq!(path_within(root, "guide/a b.md")?, Path::new("/srv/docs/guide/a b.md"));
/// assert_eq!(path_within(root, "file:///srv/docs/a%20b.md")?, Path::new("/srv/docs/a b.md"));
/// assert_eq!(path_within(root, "guide/../../secret"), Err(PathFault::DotSegment));
/// assert_eq!(path_within(root, "file:///etc/passwd"), Err(PathFault::Outside));
/// # Ok::<(), PathFault>(())
/// ```
pub fn path_within(root: &Path, variable_or_file_uri: &str) -> Result<PathBuf, PathFault> {
    let text = variable_or_file_uri;
    if text.len() > MAX_URI_BYTES {
        return Err(PathFault::TooLong);
    }
    // Why: a colon is refused in variables, so that none of them is taken for a URI.
    match scheme(text.as_bytes()) {
        Some(scheme) if scheme.eq_ignore_ascii_case(b"file") => below_by_uri(root, text),
        _ => below(root, text.split('/')),
    }
}

/// The path that a `file` URI names.
fn below_by_uri(root: &Path, uri: &str) -> Result<PathBuf, PathFault> {
    check_uri(uri).map_err(PathFault::Uri)?;
    if uri.contains(['?', '#']) {
        return Err(PathFault::Query);
    }
    let (_, rest) = uri.split_once(':').expect("a URI has a scheme");
    // What has no authority begins with the path: `file:/a`.
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, _) = rest.split_once('/').ok_or(PathFault::Outside)?;
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return Err(PathFault::Host);
            }
            &rest[host.len()..]
        }
        None => rest,
    };
    let mut segments = path.strip_prefix('/').ok_or(PathFault::Outside)?.split('/');
    for component in root.components() {
        let expected = match component {
            Component::Prefix(prefix) => prefix.as_os_str(),
            Component::Normal(name) => name,
            Component::RootDir | Component::CurDir => continue,
            // Invariant: where a root leads up, nobody knows what is below it.
            Component::ParentDir => return Err(PathFault::Outside),
        };
        let segment = segments.next().and_then(decode).ok_or(PathFault::Outside)?;
        if expected != segment.as_str() {
            return Err(PathFault::Outside);
        }
    }
    let decoded: Option<Vec<_>> = segments.map(decode).collect();
    let decoded = decoded.ok_or(PathFault::Encoded)?;
    // spec: RES-020 a slash that was encoded separates nothing, so it must not begin to.
    if decoded.iter().any(|segment| segment.contains('/')) {
        return Err(PathFault::Encoded);
    }
    below(root, decoded.iter().map(String::as_str))
}

/// Joins parts that are names.
fn below<'s>(root: &Path, segments: impl Iterator<Item = &'s str>) -> Result<PathBuf, PathFault> {
    let mut path = root.to_path_buf();
    let mut segments = segments.peekable();
    // spec: RES-020 a path that begins with a slash replaces the root that it is joined to.
    if segments.next_if_eq(&"").is_some() && segments.peek().is_some() {
        return Err(PathFault::Absolute);
    }
    let mut any = false;
    for segment in segments {
        check_segment(segment)?;
        path.push(segment);
        any = true;
    }
    if any { Ok(path) } else { Err(PathFault::EmptySegment) }
}

/// Checks that a part is a name on every system.
fn check_segment(segment: &str) -> Result<(), PathFault> {
    if segment.is_empty() {
        return Err(PathFault::EmptySegment);
    }
    // spec: RES-020 no part leads up.
    if segment.bytes().all(|byte| matches!(byte, b'.' | b' ')) {
        return Err(PathFault::DotSegment);
    }
    // spec: RES-020 no part is more than one where a backslash separates them.
    if segment.contains('\\') {
        return Err(PathFault::Backslash);
    }
    // spec: RES-020 no part names a drive.
    if segment.contains(':') {
        return Err(PathFault::Colon);
    }
    // spec: RES-020 no part ends earlier for the system than for us.
    if segment.contains(|character: char| character.is_control()) {
        return Err(PathFault::Control);
    }
    // spec: RES-020 nothing of this comes into being when somebody decodes once more.
    if has_encoded_separator(segment) {
        return Err(PathFault::Encoded);
    }
    Ok(())
}

/// Whether a triplet stands for something that parts of a path must not have, or for the sign of another triplet.
fn has_encoded_separator(segment: &str) -> bool {
    let triplets = segment.match_indices('%').filter_map(|(at, _)| segment.get(at..at + 3));
    triplets.filter_map(decode).any(|decoded| {
        decoded.contains(|character: char| matches!(character, '.' | '/' | '\\' | ':' | '%') || character.is_control())
    })
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathFault::DotSegment => "path with a part of dots: expected names",
            PathFault::Absolute => "absolute path: expected one relative to the root",
            PathFault::EmptySegment => "path with an empty part: expected names",
            PathFault::Backslash => "path with a backslash: expected names between slashes",
            PathFault::Colon => "path with a colon: expected names without drive or stream",
            PathFault::Control => "path with a control character: expected printable names",
            PathFault::Encoded => "path with an encoded separator: expected names between slashes",
            PathFault::TooLong => return write!(f, "path too long: expected at most {MAX_URI_BYTES} bytes"),
            PathFault::Host => "file URI of another host: expected none, or localhost",
            PathFault::Query => "file URI with a query or fragment: expected a path alone",
            PathFault::Outside => "file URI outside of the root: expected one below it",
            PathFault::Uri(fault) => return fault.fmt(f),
        })
    }
}

impl std::error::Error for PathFault {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOT: &str = "/srv/docs";

    fn within(text: &str) -> Result<PathBuf, PathFault> {
        path_within(Path::new(ROOT), text)
    }

    #[test]
    fn names_are_joined() {
        for (text, below) in [
            ("a", "a"),
            ("a/b c/d.txt", "a/b c/d.txt"),
            ("...a/..b/c..", "...a/..b/c.."),
            ("100%/50%2", "100%/50%2"),
            ("ä/日本", "ä/日本"),
            ("-rf", "-rf"),
            ("file:///srv/docs/a", "a"),
            ("FILE://localhost/srv/docs/a%20b/%C3%A4", "a b/ä"),
            ("file:/srv/docs/a", "a"),
            ("file:///s%72v/docs/a", "a"),
        ] {
            assert_eq!(within(text), Ok(Path::new(ROOT).join(below)), "{text}");
        }
    }

    // spec: RES-020
    #[test]
    fn variables_do_not_lead_out() {
        for (text, fault) in [
            ("..", PathFault::DotSegment),
            ("../secret", PathFault::DotSegment),
            ("a/../../secret", PathFault::DotSegment),
            ("a/..", PathFault::DotSegment),
            (".", PathFault::DotSegment),
            ("a/./b", PathFault::DotSegment),
            ("...", PathFault::DotSegment),
            (".. /secret", PathFault::DotSegment),
            (" ", PathFault::DotSegment),
            ("/etc/passwd", PathFault::Absolute),
            ("//host/share", PathFault::Absolute),
            ("/", PathFault::Absolute),
            ("", PathFault::EmptySegment),
            ("a//b", PathFault::EmptySegment),
            ("a/", PathFault::EmptySegment),
            ("..\\secret", PathFault::Backslash),
            ("\\\\host\\share", PathFault::Backslash),
            ("a\\b", PathFault::Backslash),
            ("C:", PathFault::Colon),
            ("C:/Windows", PathFault::Colon),
            ("c:secret", PathFault::Colon),
            ("a.txt::$DATA", PathFault::Colon),
            ("http://host/a", PathFault::Colon),
            ("a\0.txt", PathFault::Control),
            ("\0", PathFault::Control),
            ("a\nb", PathFault::Control),
            ("%2e%2e/secret", PathFault::Encoded),
            ("%2E%2E", PathFault::Encoded),
            (".%2e/secret", PathFault::Encoded),
            ("..%2fsecret", PathFault::Encoded),
            ("a%2F..%2Fb", PathFault::Encoded),
            ("..%5csecret", PathFault::Encoded),
            ("a%00", PathFault::Encoded),
            ("C%3A", PathFault::Encoded),
            ("%252e%252e", PathFault::Encoded),
        ] {
            assert_eq!(within(text), Err(fault), "{text:?}");
        }
    }

    // spec: RES-020
    #[test]
    fn file_uris_do_not_lead_out() {
        for (text, fault) in [
            ("file:///etc/passwd", PathFault::Outside),
            ("file:///srv/docs-secret/a", PathFault::Outside),
            ("file:///srv", PathFault::Outside),
            ("file://", PathFault::Outside),
            ("file:a", PathFault::Outside),
            ("file:///srv/docs", PathFault::EmptySegment),
            ("file:///srv/docs/", PathFault::EmptySegment),
            ("file:////srv/docs/a", PathFault::Outside),
            ("file:///srv/docs//etc/passwd", PathFault::Absolute),
            ("file:///srv/docs/../secret", PathFault::DotSegment),
            ("file:///srv/docs/%2e%2e/secret", PathFault::DotSegment),
            ("file:///srv/docs/.%2E/secret", PathFault::DotSegment),
            ("file:///srv/../srv/docs/a", PathFault::Outside),
            ("file:///srv/docs/..%2fsecret", PathFault::Encoded),
            ("file:///srv/docs/%2fetc", PathFault::Encoded),
            ("file:///srv/docs/a%5c..%5cb", PathFault::Backslash),
            ("file:///srv/docs/a%00", PathFault::Control),
            ("file:///srv/docs/C:/a", PathFault::Colon),
            ("file:///srv/docs/%43%3a", PathFault::Colon),
            ("file:///srv/docs/%252e%252e/a", PathFault::Encoded),
            ("file:///srv/docs/%252fa", PathFault::Encoded),
            ("file:///srv/docs/%ff", PathFault::Encoded),
            ("file://evil/srv/docs/a", PathFault::Host),
            ("file://localhost:80/srv/docs/a", PathFault::Host),
            ("file:///srv/docs/a?b", PathFault::Query),
            ("file:///srv/docs/a#b", PathFault::Query),
            ("file:///srv/docs/a\\b", PathFault::Uri(UriFault::Character { at: 18 })),
            ("file:///srv/docs/%2", PathFault::Uri(UriFault::PercentSign { at: 17 })),
        ] {
            assert_eq!(within(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn root_that_leads_up_has_nothing_below_it() {
        assert_eq!(path_within(Path::new("/srv/.."), "file:///srv/a"), Err(PathFault::Outside));
    }

    #[test]
    fn long_paths_are_refused() {
        assert!(within(&"a".repeat(MAX_URI_BYTES)).is_ok());
        assert_eq!(within(&"a".repeat(MAX_URI_BYTES + 1)), Err(PathFault::TooLong));
    }

    #[test]
    fn faults_are_small() {
        assert!(size_of::<PathFault>() <= 32);
    }

    proptest! {
        // spec: RES-020
        #[test]
        fn what_passes_is_below_the_root(
            text in "(file:///srv/docs/)?(\\.|\\.\\.|/|\\\\|%2e|%2F|%5c|%25|%|C:|a|b|\0| ){0,12}"
        ) {
            if let Ok(path) = within(&text) {
                let below = path.strip_prefix(ROOT).expect("it begins with the root");
                prop_assert!(below.components().count() > 0);
                prop_assert!(below.components().all(|part| matches!(part, Component::Normal(_))), "{path:?}");
            }
        }

        #[test]
        fn any_text_is_judged(text in ".{0,40}") {
            let _ = within(&text);
            let _ = within(&format!("file:///srv/docs/{text}"));
        }
    }
}
