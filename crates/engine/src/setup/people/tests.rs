//! Lists of people, as they are typed and pasted.

use super::*;

fn people(list: &str) -> Vec<(String, String)> {
    read(list).unwrap().into_iter().map(|line| (line.name, line.mail)).collect()
}

fn slip(list: &str) -> (String, String) {
    match read(list) {
        Err(Error::Wrong(wrong)) => {
            (wrong.words, wrong.args.get("line").cloned().unwrap_or_default())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_is_read_as_people_write_it() {
    let list = "Name,Email\r\n\r\nMei Lin Wong, m.wong@larkfield.example\r\n\
                \"Ito, Nao\";n.ito@larkfield.example\nSam Reed\ts.reed@larkfield.example\n";
    let read = people(list);
    assert_eq!(read[0], ("Mei Lin Wong".into(), "m.wong@larkfield.example".into()));
    assert_eq!(read[1], ("Ito, Nao".into(), "n.ito@larkfield.example".into()));
    assert_eq!(read[2], ("Sam Reed".into(), "s.reed@larkfield.example".into()));
    assert_eq!(read.len(), 3);
}

#[test]
fn what_is_wrong_names_its_line() {
    let good = "Mei Lin Wong, m.wong@larkfield.example\n";
    for (list, words, line) in [
        (String::new(), "setup-people-empty", ""),
        ("Name;Email\n\n".into(), "setup-people-empty", ""),
        ("Nao Ito, n.ito".into(), "setup-people-mail", "1"),
        (format!("{good}\nno mail here"), "setup-people-name", "3"),
        (format!("{good}Nao Ito, n.ito"), "setup-people-mail", "2"),
        (format!("{good}, n.ito@larkfield.example"), "setup-people-name", "2"),
        (format!("{good}Nao, n@x@y"), "setup-people-mail", "2"),
        (format!("{good}Nao, n ito@larkfield.example"), "setup-people-mail", "2"),
        (format!("{good}M, M.Wong@Larkfield.example"), "setup-people-twice", "2"),
    ] {
        assert_eq!(slip(&list), (words.into(), line.into()), "{list:?}");
    }
    let many: String = (0..=PEOPLE_MOST).map(|n| format!("Some One, s{n}@x.example\n")).collect();
    assert_eq!(slip(&many).0, "setup-people-many");
    assert_eq!(people(many.split_once('\n').unwrap().1).len(), PEOPLE_MOST);
    assert_eq!(slip(&"x".repeat(LIST_MOST + 1)).0, "setup-people-many");
}
