//! What works once works once, also when 64 want it at the same moment.

use super::house::{Answered, Browser, House};
use countersign_core::account::{Role, State};
use tokio::task::JoinSet;

const NEW: &str = "violet kites above harbour";

async fn at_once(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Vec<Answered> {
    let mut all = JoinSet::new();
    for _ in 0..64 {
        let (mut one, path) = (browser.clone(), path.to_owned());
        let fields: Vec<(String, String)> =
            fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        all.spawn(async move {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            one.post(&path, &fields).await
        });
    }
    all.join_all().await
}

fn count(answers: &[Answered], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status.as_u16() == status).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_undone_once() {
    let house = House::new().await;
    house.person("m.wong", Role::Person, State::Enforced).await;
    let mut mei = house.signed_in("m.wong").await;
    house.add_text(&mut mei, "61234578").await;
    let path = house.undo_path("m.wong").await;
    let mut anybody = house.browser();
    anybody.get(&path).await.is(200);
    let answers = at_once(&anybody, &path, &[("answer", "no")]).await;
    assert_eq!((count(&answers, 303), count(&answers, 410)), (1, 63));
}

/// RC-7
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_link_gives_one_password() {
    let house = House::new().await;
    let account = house.invited("n.ito").await;
    let link = house.engine.start_link(&account).await.unwrap();
    let mut nao = house.browser();
    let path = link.strip_prefix(super::house::URL).unwrap();
    let to = nao.post_after(path).await;
    nao.get(&to).await.is(200);
    let answers = at_once(&nao, &to, &[("new_password", NEW)]).await;
    let saved =
        answers.iter().filter(|one| one.status.as_u16() == 303 && one.to() == "/reset/done");
    assert_eq!(saved.count(), 1, "{:?}", answers.iter().map(|one| one.status).collect::<Vec<_>>());
    let account = house.account("n.ito").await;
    assert_eq!(account.generation, 1, "one change");
}

/// PW-12
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_code_of_the_first_run_is_taken_once() {
    let house = House::bare().await;
    let code = house.engine.setup_code().await.unwrap().unwrap();
    let mut olive = house.browser();
    olive.get("/setup").await;
    let answers = at_once(&olive, "/setup/code", &[("code", code.reveal())]).await;
    assert_eq!((count(&answers, 303), count(&answers, 422)), (1, 63));
}
