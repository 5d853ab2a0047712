//! What the documents tell an administrator to write is read as it stands there.

use crate::program::{Folder, printed};
use std::path::Path;

fn blocks(text: &str) -> Vec<String> {
    let fenced = text.split("```toml\n").skip(1);
    fenced.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn every_configuration_in_the_documents_is_right() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let folder = Folder::new();
    let mut checked = 0;
    for file in ["configuration.md", "delivery.md", "operations.md"] {
        for block in blocks(&std::fs::read_to_string(docs.join(file)).unwrap()) {
            std::fs::write(folder.0.join("it.toml"), &block).unwrap();
            assert!(printed(&folder.0, &["config", "check", "it.toml"]).contains("is right"));
            checked += 1;
        }
    }
    assert_eq!(checked, 8, "a document lost or won a file");
}
