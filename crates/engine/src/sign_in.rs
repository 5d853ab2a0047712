//! Sign-ins: begin one or join an open one, look at it, give it events.

use crate::{
    Engine, Error, Organisation, Result, guard::Budget, scene::Scene, session::Standing,
    visit::Visit,
};
use countersign_core::{
    account::{Account, canonical},
    id::{MethodId, SignInId},
    limit::Allowed,
    method::{Method, Wrong},
    secret::Secret,
    session::{FRESH, Level},
    sign_in::{Begin, Effect, Event, JOURNEY, Purpose, SignIn, Turn, Window},
    tag::Tag,
    time::{Time, hours},
};
use std::{fmt, str::FromStr, sync::Arc, time::Duration};

/// Names a window of a sign-in in addresses and forms. Not secret: the browser's cookie decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle {
    pub id: SignInId,
    pub window: usize,
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.id, self.window)
    }
}

impl FromStr for Handle {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (id, window) = text.split_once('~').ok_or(Error::NotFound)?;
        let window = window.parse().map_err(|_| Error::NotFound)?;
        if id.len() > 40 || !id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
            return Err(Error::NotFound);
        }
        Ok(Self { id: SignInId::from(id), window })
    }
}

/// A sign-in as its own browser may see it.
pub struct Look {
    pub sign_in: SignIn,
    pub account: Option<Account>,
    pub methods: Vec<Method>,
    /// Ways that may be chosen now, strongest first.
    pub offers: Vec<Method>,
    pub organisation: Arc<Organisation>,
    pub quiet: bool,
    /// The browser has signed in to this account before, so it has a budget of its own (RL-8).
    pub known: bool,
}

/// What came of a turn.
pub struct After {
    pub sign_in: SignIn,
    /// Why the answer was not taken.
    pub wrong: Option<Wrong>,
    /// The cookie of the session that was opened or proved again.
    pub session: Option<Secret<String>>,
}

/// A lost race starts the turn again this often.
const RACES: usize = 4;
/// Of an address that opens many pages, those that are only opened are kept this long (RL-12). Of
/// everybody else they are kept overnight, as tabs are.
const CROWDED: Duration = hours(1);
/// Windows of one browser that may wait for one answer.
const WINDOWS_MOST: usize = 20;

impl Engine {
    /// Begins a sign-in for `window`, or lets it join the open one of the same browser
    /// (ux.md 1.4). `alone`: the app wants a fresh proof and never joins.
    ///
    /// # Errors
    /// `Busy` if the network address began too many lately (RL-12).
    pub async fn begin(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        purpose: Purpose,
        window: Window,
        alone: bool,
    ) -> Result<Handle> {
        self.0.begins.allow(&visit.source)?;
        if !alone && let Some(handle) = self.join(browser, &purpose, &window).await? {
            return Ok(handle);
        }
        let sign_in = self.new_sign_in(browser, visit, purpose, window);
        self.save_new(sign_in).await
    }

    /// Begins one for the account of a session: to prove it again, or to set up another way.
    pub async fn begin_within(
        &self,
        visit: &Visit,
        standing: &Standing,
        purpose: Purpose,
        window: Window,
    ) -> Result<Handle> {
        let browser = visit.browser.clone().ok_or(Error::NotFound)?;
        if matches!(purpose, Purpose::SetUp { .. }) {
            self.need_fresh(standing).await?;
        }
        let sign_in = self.new_sign_in(&browser, visit, purpose, window);
        self.save_new(sign_in.for_account(&standing.account)).await
    }

    pub(crate) fn new_sign_in(
        &self,
        browser: &Secret<String>,
        visit: &Visit,
        purpose: Purpose,
        window: Window,
    ) -> SignIn {
        let now = self.now();
        let begin = Begin {
            id: SignInId::new(now, self.dice()),
            tag: Tag::new(self.dice(), &[]),
            browser: self.browser_hash(browser),
            purpose,
            window,
            device: visit.device.clone(),
            source: visit.source.clone(),
        };
        SignIn::begin(begin, now)
    }

    pub(crate) async fn save_new(&self, sign_in: SignIn) -> Result<Handle> {
        let mut row = self.seal_sign_in(&sign_in)?;
        let begun = matches!(sign_in.purpose, Purpose::SignIn { .. });
        if begun && self.0.calm.allow(&sign_in.source).is_err() {
            row.ends_at = sign_in.begun_at.plus(CROWDED);
        }
        let mut tx = self.0.db.begin().await?;
        store::sign_in::add(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(Handle { id: sign_in.id, window: 0 })
    }

    pub(crate) async fn join(
        &self,
        browser: &Secret<String>,
        purpose: &Purpose,
        window: &Window,
    ) -> Result<Option<Handle>> {
        let Purpose::SignIn { at_least } = purpose else { return Ok(None) };
        let now = self.now();
        for _ in 0..RACES {
            let mut reader = self.reader().await?;
            let hash = self.browser_hash(browser);
            let rows = store::sign_in::open_of_browser(&mut reader, &hash, now).await?;
            drop(reader);
            let mut open = None;
            for row in rows {
                let sign_in = self.open_sign_in(&row)?;
                let gives = matches!(&sign_in.purpose,
                    Purpose::SignIn { at_least: given } if given >= at_least);
                let room = sign_in.windows.len() < WINDOWS_MOST;
                if gives && room && !sign_in.lapsed(now) && !sign_in.closed() {
                    open = Some(sign_in);
                    break;
                }
            }
            let Some(mut sign_in) = open else { return Ok(None) };
            let scene = self.scene(&sign_in, None, false).await?;
            let event = Event::Joined(window.clone());
            let turn = sign_in.handle(event, &scene.world(&self.0));
            let handle = Handle { id: sign_in.id.clone(), window: sign_in.windows.len() - 1 };
            match self.write(&Visit::of(&sign_in), &mut sign_in, &scene, vec![turn], &[]).await {
                Ok(_) => return Ok(Some(handle)),
                Err(Error::Stale) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Looks at a sign-in; only the browser that began it may.
    pub async fn look(&self, visit: &Visit, handle: &Handle) -> Result<Look> {
        let sign_in = self.load(visit, &handle.id).await?;
        let account = sign_in.account.clone();
        let scene = self.scene(&sign_in, account.as_ref(), false).await?;
        let offers = sign_in.offers(&scene.world(&self.0));
        let offers = offers.into_iter().map(|(method, _)| method.clone()).collect();
        let Scene { account, methods, organisation, quiet, known, .. } = scene;
        Ok(Look { offers, sign_in, account, methods, organisation, quiet, known })
    }

    /// Ways of `look` that are paused after too many wrong answers, and until when.
    pub async fn paused(&self, look: &Look) -> Result<Vec<(MethodId, Time)>> {
        let Some(account) = &look.account else { return Ok(Vec::new()) };
        let mut paused = Vec::new();
        for way in &look.offers {
            let budget = self.budget(&account.id, &way.kind, look.known);
            if let Some(until) = self.paused_until(&budget).await? {
                paused.push((way.id.clone(), until));
            }
        }
        Ok(paused)
    }

    /// Gives a sign-in its events, one after the other, until one answer is not taken. One that
    /// sets something up is the last: it makes the account another, which the next turn reads.
    pub async fn turn(&self, visit: &Visit, handle: &Handle, events: Vec<Event>) -> Result<After> {
        if events.iter().any(|e| matches!(e, Event::Answered(_) | Event::SetUpAnswered(_))) {
            self.settled_for_answers()?;
            self.0.sources.allow(&visit.source)?;
        }
        let mut counted = Vec::new();
        for _ in 0..RACES {
            match self.try_turn(visit, handle, &events, &mut counted).await {
                Err(Error::Stale) => {}
                other => return other,
            }
        }
        Err(Error::Stale)
    }

    async fn try_turn(
        &self,
        visit: &Visit,
        handle: &Handle,
        events: &[Event],
        counted: &mut Vec<(usize, Budget)>,
    ) -> Result<After> {
        let mut sign_in = self.load(visit, &handle.id).await?;
        let account = sign_in.account.clone();
        let mut scene = self.scene(&sign_in, account.as_ref(), false).await?;
        let mut turns = Vec::new();
        for (at, event) in events.iter().enumerate() {
            let mut event = event.clone();
            if let Event::Named { typed, account } = &mut event
                && sign_in.takes_name(self.now())
            {
                *account = self.find(typed).await?;
                if let Some(account) = account {
                    sign_in.tag = self.fresh_tag(account, &sign_in.tag).await?;
                }
                scene = self.scene(&sign_in, account.as_ref(), true).await?;
            }
            if let Some(turn) = self.count(&sign_in, &event, &scene, at, counted).await? {
                turns.push(turn);
                break;
            }
            let turn;
            (sign_in, scene, turn) = self.think(visit, sign_in, scene, event).await?;
            let added = turn.effects.iter().any(|effect| matches!(effect, Effect::Add { .. }));
            let stop = turn.wrong.is_some() || added;
            turns.push(turn);
            if stop {
                break;
            }
        }
        self.write(visit, &mut sign_in, &scene, turns, counted).await
    }

    /// Counts a try before its secret is compared; a turn means it must not be.
    async fn count(
        &self,
        sign_in: &SignIn,
        event: &Event,
        scene: &Scene,
        at: usize,
        counted: &mut Vec<(usize, Budget)>,
    ) -> Result<Option<Turn>> {
        let Some(kind) = sign_in.compares(event, &scene.world(&self.0)) else {
            return Ok(None);
        };
        if counted.iter().any(|(index, _)| *index == at) {
            return Ok(None);
        }
        let mut budget = match &scene.account {
            Some(account) => self.budget(&account.id, kind, scene.known),
            None => self.budget_of_nobody(&sign_in.typed, kind),
        };
        let first = sign_in.proofs.is_empty();
        match self.charge_in_turn(&mut budget).await? {
            Allowed::Go => {
                counted.push((at, budget));
                Ok(None)
            }
            // Before the password is right, a pause reads like a wrong password (RL-7).
            Allowed::Paused(until) if first => Ok(Some(Turn::wrong(
                Wrong::slip("password", "sign-in-paused").with("until", until.0),
            ))),
            Allowed::Paused(until) => {
                Ok(Some(Turn::wrong(Wrong::slip("code", "method-paused").with("until", until.0))))
            }
            Allowed::Disabled => {
                Ok(Some(Turn::wrong(Wrong::slip("code", "method-must-be-set-up-again"))))
            }
        }
    }

    /// Runs the machine; on a hashing thread if a secret has to be hashed.
    async fn think(
        &self,
        visit: &Visit,
        mut sign_in: SignIn,
        scene: Scene,
        event: Event,
    ) -> Result<(SignIn, Scene, Turn)> {
        let slow = {
            let kind = sign_in.compares(&event, &scene.world(&self.0));
            kind.and_then(|name| self.0.kinds.get(name)).is_some_and(|kind| kind.slow())
        };
        if !slow {
            let turn = sign_in.handle(event, &scene.world(&self.0));
            return Ok((sign_in, scene, turn));
        }
        let inner = Arc::clone(&self.0);
        let think = move || {
            let turn = sign_in.handle(event, &scene.world(&inner));
            (sign_in, scene, turn)
        };
        self.0.pool.run(&visit.source, think).await
    }

    async fn find(&self, typed: &str) -> Result<Option<countersign_core::id::AccountId>> {
        let mut reader = self.reader().await?;
        let found = store::account::by_name(&mut reader, &canonical(typed)).await?;
        Ok(found.map(|account| account.id))
    }

    pub(crate) async fn load(&self, visit: &Visit, id: &SignInId) -> Result<SignIn> {
        let browser = visit.browser.as_ref().ok_or(Error::NotFound)?;
        let mut reader = self.reader().await?;
        let row = store::sign_in::by_id(&mut reader, id).await?.ok_or(Error::NotFound)?;
        let own = countersign_core::secret::same(
            row.browser.as_bytes(),
            self.browser_hash(browser).as_bytes(),
        );
        if !own || self.now() >= row.ends_at {
            return Err(Error::NotFound);
        }
        let sign_in = self.open_sign_in(&row)?;
        self.within_session(&mut reader, &sign_in).await?;
        Ok(sign_in)
    }

    /// What was begun within a session ends with it, wherever it was ended (SE-5, invariant 7).
    pub(crate) async fn within_session(
        &self,
        reader: &mut store::Reader,
        sign_in: &SignIn,
    ) -> Result<()> {
        let (Purpose::StepUp { session, .. } | Purpose::SetUp { session }) = &sign_in.purpose
        else {
            return Ok(());
        };
        let session = store::session::by_id(reader, session).await?;
        let live = session.is_some_and(|session| session.live(self.now()));
        if live { Ok(()) } else { Err(Error::NotFound) }
    }

    pub(crate) fn open_sign_in(&self, row: &store::sign_in::Row) -> Result<SignIn> {
        let data = self.0.vault.open(&context(&row.id), &row.data)?;
        let mut sign_in: SignIn = serde_json::from_slice(&data)?;
        sign_in.version = row.version;
        Ok(sign_in)
    }

    pub(crate) fn seal_sign_in(&self, sign_in: &SignIn) -> Result<store::sign_in::Row> {
        let data = serde_json::to_vec(sign_in)?;
        Ok(store::sign_in::Row {
            id: sign_in.id.clone(),
            browser: sign_in.browser.clone(),
            account: sign_in.account.clone(),
            tag: sign_in.tag.to_string(),
            data: self.0.vault.seal(&context(&sign_in.id), &data),
            version: sign_in.version,
            begun_at: sign_in.begun_at,
            touched_at: sign_in.touched_at,
            ends_at: sign_in.touched_at.plus(JOURNEY),
            closed_at: sign_in.closed().then_some(sign_in.touched_at),
        })
    }

    pub(crate) fn browser_hash(&self, browser: &Secret<String>) -> String {
        let hash = self.0.vault.keyed_hash("browser", browser.reveal().as_bytes());
        countersign_core::dice::hex(&hash)
    }

    /// Whether the session proved enough, lately enough, for a change of methods, password or
    /// contact data (EN-3): the highest level the account has, within five minutes.
    pub(crate) async fn need_fresh(&self, standing: &Standing) -> Result<()> {
        if self.fresh(standing).await? { Ok(()) } else { Err(Error::Refused("fresh")) }
    }

    pub async fn fresh(&self, standing: &Standing) -> Result<bool> {
        let mut reader = self.reader().await?;
        let methods = self.methods_of(&mut reader, &standing.account.id).await?;
        let set_up = countersign_core::sign_in::has_second_step(self.0.kinds, &methods);
        let needed = if set_up { Level::Two } else { Level::One };
        Ok(standing.session.level_within(FRESH, self.now()) >= needed)
    }
}

fn context(id: &SignInId) -> String {
    format!("sign_in.data:{id}")
}
