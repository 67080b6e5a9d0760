//! `.env` files.

use service::files::Format::{Dotenv, Json};
use service::files::Problem;

use crate::fixture::{notes, reading, refusal, shown, written};

#[test]
fn lines_become_entries_with_their_line_numbers() {
    let reading = reading("# shop\n\nA=1\r\n  B = 2  \n\texport C=3", Dotenv);
    let lines: Vec<_> = reading
        .entries
        .iter()
        .map(|e| (e.key.as_str(), e.value.reveal(), e.line))
        .collect();
    assert_eq!(lines, [("A", "1", 3), ("B", "2", 4), ("C", "3", 5)]);
}

#[test]
fn a_hash_begins_a_comment_only_after_white_space() {
    assert_eq!(
        shown(
            "A=x#y\nB=x #y\nC= # y\nD=#y\nE='x #y' # z\nF=x\t# y # z\n #G=1",
            Dotenv
        ),
        ["A=x#y", "B=x", "C=", "D=#y", "E=x #y", "F=x"]
    );
}

#[test]
fn plain_values_are_literal() {
    assert_eq!(
        shown(
            "A=a=b/c?d\nB=007\nC=$HOME ${X}\nD=it's `ls`\nE=\\n\nF=a  b\nG=",
            Dotenv
        ),
        [
            "A=a=b/c?d",
            "B=007",
            "C=$HOME ${X}",
            "D=it's `ls`",
            "E=\\n",
            "F=a  b",
            "G="
        ]
    );
}

#[test]
fn double_quotes_know_escapes_and_single_quotes_none() {
    assert_eq!(
        shown(r#"A="a\n\r\t\"\\\$\d""#, Dotenv),
        ["A=a\n\r\t\"\\$\\d"]
    );
    assert_eq!(shown(r"A='a\n\$\'", Dotenv), [r"A=a\n\$\"]);
}

#[test]
fn quoted_values_go_over_lines() {
    assert_eq!(
        shown("A=\"one\r\ntwo\rthree\"\nB='x\n#y' # z", Dotenv),
        ["A=one\ntwo\nthree", "B=x\n#y"]
    );
    assert_eq!(reading("A='\n\n'\nB=1", Dotenv).entries[1].line, 4);
}

#[test]
fn keys_may_be_quoted_and_may_be_called_export() {
    assert_eq!(
        shown(
            "'a b#=c'=1\nexport \"d\\\"e\"=2\nexport=3\nA:b.c/d=4",
            Dotenv
        ),
        ["a b#=c=1", "d\"e=2", "export=3", "A:b.c/d=4"]
    );
    assert_eq!(shown("export = 1", Dotenv), ["export=1"]);
}

#[test]
fn the_last_of_two_lines_with_one_key_wins_and_says_so() {
    let text = "A=1\nB=2\nA=3";
    assert_eq!(shown(text, Dotenv), ["A=3", "B=2"]);
    assert_eq!(
        notes(text, Dotenv),
        ["line 3: `A` replaces the value of line 1"]
    );
}

#[test]
fn a_line_that_is_no_assignment_is_named_and_not_repeated() {
    for text in [
        "A=1\nhunter2",
        "A=1\nhunter 2=x",
        "A=1\n=hunter2",
        "A=1\nexport hunter2",
    ] {
        let error = refusal(text, Dotenv);
        assert_eq!(
            (error.line(), &error.problem),
            (Some(2), &Problem::NotAnAssignment),
            "{text}"
        );
        assert!(!error.to_string().contains("hunter"), "{error}");
    }
}

#[test]
fn a_quote_that_stays_open_is_named_where_it_opens() {
    let error = refusal("A=1\nB=\"x\nC=2\n", Dotenv);
    assert_eq!(
        error.to_string(),
        "line 2: the quote \" is not closed: close it, or wrap the value in the other kind of quote"
    );
}

#[test]
fn text_after_a_closing_quote_is_refused() {
    let error = refusal("A='x'y", Dotenv);
    assert_eq!(
        (error.line(), error.problem),
        (Some(1), Problem::AfterQuote)
    );
}

#[test]
fn writing_quotes_only_where_it_is_needed() {
    let json = r##"{"A": "x/y:z", "B": "", "C": "a b $X", "D": "it's $1\n\"\\", "e f": "#"}"##;
    assert_eq!(
        written(&reading(json, Json).entries, Dotenv).unwrap(),
        "A=x/y:z\nB=\nC='a b $X'\nD=\"it's \\$1\\n\\\"\\\\\"\n'e f'='#'\n"
    );
}
