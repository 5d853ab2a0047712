//! Telling a person about a change, on every channel but none that the change is about, with a
//! link that undoes it for 72 hours (RC-6).

use crate::{Engine, Result};
use countersign_core::{
    account::Account,
    id::{AppPasswordId, MethodId},
    message::{Args, Channel, Message},
    sign_in::SignIn,
    time::{days, hours},
};
use serde_json::{Value, json};
use std::time::Duration;
use store::{Tx, outbox};

/// How long a change can be undone from its notice.
pub const UNDO: Duration = hours(72);
/// Notices are worth sending this long.
const WORTH: Duration = days(3);

pub struct Notice {
    words: &'static str,
    args: Args,
    undo: Option<Value>,
    /// A method the change is about; it is not told through itself.
    except: Option<MethodId>,
    /// Not worth a text.
    mail_only: bool,
    tag: Option<String>,
}

impl Notice {
    pub fn new(words: &'static str) -> Self {
        Self { words, args: Args::new(), undo: None, except: None, mail_only: false, tag: None }
    }

    pub const fn words(&self) -> &'static str {
        self.words
    }

    pub fn about(mut self, sign_in: &SignIn) -> Self {
        self.tag = Some(sign_in.tag.to_string());
        self.fact("device", &sign_in.device)
            .fact("source", &sign_in.source)
            .fact("app", sign_in.app())
            .fact_tag(sign_in)
    }

    fn fact_tag(self, sign_in: &SignIn) -> Self {
        self.fact("tag", sign_in.tag.as_str())
    }

    pub fn fact(mut self, name: &str, value: &str) -> Self {
        self.args.insert(name.into(), value.into());
        self
    }

    pub fn mail_only(mut self) -> Self {
        self.mail_only = true;
        self
    }

    /// `replaced`: those that come back when the new one goes.
    pub fn undo_adding(mut self, method: &MethodId, replaced: &[&MethodId]) -> Self {
        let undo = json!({ "change": "added", "method": method, "replaced": replaced });
        self.undo = Some(undo);
        self.except = Some(method.clone());
        self
    }

    pub fn undo_removing(mut self, method: &MethodId) -> Self {
        self.undo = Some(json!({ "change": "removed", "method": method }));
        self
    }

    pub fn undo_app_password(mut self, id: &AppPasswordId) -> Self {
        self.undo = Some(json!({ "change": "app-password", "app_password": id }));
        self.mail_only()
    }

    /// A change that cannot be taken back, only answered by securing the account.
    pub fn undo_securing(mut self, change: &str) -> Self {
        self.undo = Some(json!({ "change": change }));
        self
    }
}

impl Engine {
    /// Queues the notice by mail and to every method that can carry one.
    pub(crate) async fn tell(
        &self,
        tx: &mut Tx,
        account: &Account,
        mut notice: Notice,
    ) -> Result<Vec<outbox::Id>> {
        let now = self.now();
        notice.args.insert("name".into(), account.name.clone());
        notice.args.insert("at".into(), now.0.to_string());
        if let Some(mut undo) = notice.undo.take() {
            if let Some(fields) = undo.as_object_mut() {
                fields.insert("words".into(), notice.words.into());
                fields.insert("args".into(), json!(notice.args));
                fields.insert("at".into(), json!(now));
            }
            let token = self.give_in(tx, "undo", Some(&account.id), &undo, UNDO).await?;
            let link = format!("{}/security/undo/{}", self.settings().public_url, token.reveal());
            notice.args.insert("undo".into(), link);
        }
        let mut letters = Vec::new();
        let mail = self.message(account, &notice, Channel::Mail, account.mail.clone());
        if !account.mail.is_empty() {
            letters.push(self.put_letter(tx, &mail).await?);
        }
        if notice.mail_only {
            return Ok(letters);
        }
        for (channel, to) in self.reaches(tx, account, notice.except.as_ref()).await? {
            let text = self.message(account, &notice, channel, to);
            letters.push(self.put_letter(tx, &text).await?);
        }
        Ok(letters)
    }

    fn message(&self, account: &Account, notice: &Notice, channel: Channel, to: String) -> Message {
        let words = match channel {
            Channel::Mail => notice.words.to_owned(),
            // One sentence, without the link: ux.md 7, no link in text messages.
            Channel::Text | Channel::Call => notice.words.replacen("mail-", "sms-notice-", 1),
        };
        let mut args = notice.args.clone();
        if channel != Channel::Mail {
            args.remove("undo");
        }
        Message {
            channel,
            to,
            words,
            args,
            account: Some(account.id.clone()),
            tag: notice.tag.clone(),
            until: self.now().plus(WORTH),
        }
    }

    /// Numbers a notice can go to. Only changes of ways and passwords are worth a text.
    async fn reaches(
        &self,
        tx: &mut Tx,
        account: &Account,
        except: Option<&MethodId>,
    ) -> Result<Vec<(Channel, String)>> {
        let methods = self.methods_of(tx, &account.id).await?;
        let mut reaches: Vec<_> = methods
            .iter()
            .filter(|method| Some(&method.id) != except)
            .filter_map(|method| self.kinds().of(method)?.reach(method))
            .collect();
        reaches.sort();
        reaches.dedup();
        Ok(reaches)
    }
}
