//! App passwords on the server's console.

use crate::program::{Folder, printed, refused};

/// AP-7: the organisation can forbid them, and what is chosen stays chosen.
#[test]
fn they_are_forbidden_and_allowed_on_the_console() {
    let folder = Folder::new();
    let shown = printed(&folder.0, &["organisation", "show"]);
    assert!(shown.contains("app passwords     on"), "{shown}");
    let set = ["organisation", "set", "--app-passwords", "off", "--normal-passwords", "off"];
    printed(&folder.0, &set);
    printed(&folder.0, &["organisation", "set", "--normal-passwords", "on"]);
    let shown = printed(&folder.0, &["organisation", "show"]);
    assert!(shown.contains("app passwords     off"), "{shown}");
    assert!(shown.contains("normal passwords  on"), "{shown}");
    refused(&folder.0, &["organisation", "set", "--app-passwords", "maybe"]);
}

#[test]
fn somebodys_are_listed_and_ended() {
    let folder = Folder::new();
    let add = ["account", "add", "a.berg", "--name", "Ada Berg", "--mail", "a@larkfield.example"];
    printed(&folder.0, &add);
    let list = printed(&folder.0, &["account", "app-passwords", "A.Berg"]);
    assert!(list.contains("no app passwords"), "{list}");
    let ended = printed(&folder.0, &["account", "app-passwords", "a.berg", "--remove-all"]);
    assert!(ended.contains("0 app passwords"), "{ended}");
    let nobody = refused(&folder.0, &["account", "app-passwords", "nobody"]);
    assert!(nobody.contains("nobody has that name"), "{nobody}");
}
