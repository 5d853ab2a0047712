//! kill -9 in the middle of a journey loses nothing that was acknowledged.

use crate::{
    client::Browser,
    program::{Folder, Server},
};
use serde_json::Value;

async fn newest_text(browser: &mut Browser) -> String {
    let sent: Value = serde_json::from_str(&browser.get("/demo/outbox.json").await.body).unwrap();
    let text = sent.as_array().unwrap().iter().find(|one| one["channel"] == "text").unwrap();
    text["text"].as_str().unwrap().split(' ').next().unwrap().to_owned()
}
