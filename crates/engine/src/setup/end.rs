//! The last steps: the rules that make the server ready, the sheet for an emergency, and the list
//! of what is there.

use super::{CODE_KIND, SetupStep};
use crate::{Engine, Error, Organisation, Result, session::Standing, visit::Visit};
use countersign_core::{account::Role, message::Channel, method::Wrong, sign_in::has_second_step};

const GRACE_MOST: u64 = 90;

impl Engine {
    /// Security defaults. From here on the server is ready, and the code of the console opens
    /// nothing any more.
    pub async fn setup_defaults(&self, visit: &Visit, on: bool, grace_days: u64) -> Result<()> {
        self.at(visit, SetupStep::Defaults).await?;
        if grace_days > GRACE_MOST {
            return Err(Error::Wrong(Wrong::slip("grace_days", "setup-defaults-days-bad")));
        }
        let mut organisation = Organisation::clone(&*self.organisation().await?);
        organisation.defaults.on = on;
        organisation.defaults.on_since = self.now();
        organisation.defaults.grace_days = grace_days;
        organisation.ready = true;
        let mut tx = self.0.db.begin().await?;
        self.put_organisation(&mut tx, &organisation).await?;
        self.step_in(&mut tx, |progress| progress.defaults_done = true).await?;
        store::ticket::void_kind(&mut tx, CODE_KIND, self.now()).await?;
        tx.commit().await?;
        self.cache_organisation(organisation);
        Ok(())
    }

    /// The sheet for an emergency is somewhere safe, or is left for later.
    pub async fn setup_emergency(&self, visit: &Visit, kept: bool) -> Result<()> {
        self.at(visit, SetupStep::Emergency).await?;
        self.step(|progress| {
            progress.emergency |= kept;
            progress.emergency_done = true;
        })
        .await
    }

    /// The checklist of the last page: what is there, by name. For owners alone.
    pub async fn setup_done(&self, standing: &Standing) -> Result<Vec<(&'static str, bool)>> {
        if standing.account.role != Role::Owner {
            return Err(Error::NotFound);
        }
        let ways = self.ways(&standing.account).await?;
        let organisation = self.organisation().await?;
        let progress = self.progress().await?;
        let spare = ways.iter().filter_map(|way| self.kinds().of(way)).any(|kind| kind.spare());
        let mut reader = self.reader().await?;
        let apps = store::app::all(&mut reader).await?;
        Ok(vec![
            ("organisation", progress.organisation),
            ("administrator", true),
            ("second-step", has_second_step(self.kinds(), &ways)),
            ("recovery-codes", spare),
            ("mail", progress.mail_works),
            ("texts", self.courier().offers(Channel::Text)),
            ("defaults", organisation.defaults.on),
            ("emergency", progress.emergency),
            ("people", progress.people > 0),
            ("apps", !apps.is_empty()),
        ])
    }
}
