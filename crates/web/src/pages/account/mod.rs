//! Pages of somebody's own account, as data. Handlers fill them, templates show them; nothing here
//! knows the engine. Moments are milliseconds, shown in the reader's time zone.

mod activity;
mod add;
mod devices;
mod forgot;
mod home;
mod password;
mod profile;
mod recovery_codes;
mod reset;
mod security;
mod sign_out;
mod undo;
mod way;
mod wrong;

pub use activity::{Activity, Day, Filter, Filters, Line};
pub use add::{Add, Choice};
pub use devices::{Browser, Devices, SignOutEverywhere};
pub use forgot::{Forgot, ForgotSent};
pub use home::{Home, Tile, ToDo};
pub use password::{NewPassword, Password, PasswordForm};
pub use profile::{Chosen, Profile};
pub use recovery_codes::RecoveryCodesNew;
pub use reset::{ResetDone, ResetOpen, ResetOver};
pub use security::{RecoveryLeft, Security, Way};
pub use sign_out::{SignOut, SignedOut};
pub use undo::{UndoDone, UndoKept, UndoLook, UndoOver};
pub use way::{RemoveWay, Use, WayDetail};
pub use wrong::{Hacked, LostPhone};

use crate::page::{Registered, registered};

/// Every page of this area, for the tests and the gallery.
pub fn all() -> Vec<Registered> {
    vec![
        registered::<Home>(),
        registered::<Security>(),
        registered::<Add>(),
        registered::<WayDetail>(),
        registered::<RemoveWay>(),
        registered::<RecoveryCodesNew>(),
        registered::<Password>(),
        registered::<Devices>(),
        registered::<SignOutEverywhere>(),
        registered::<Activity>(),
        registered::<Profile>(),
        registered::<SignOut>(),
        registered::<SignedOut>(),
        registered::<Forgot>(),
        registered::<ForgotSent>(),
        registered::<ResetOpen>(),
        registered::<NewPassword>(),
        registered::<ResetDone>(),
        registered::<ResetOver>(),
        registered::<UndoLook>(),
        registered::<UndoKept>(),
        registered::<UndoDone>(),
        registered::<UndoOver>(),
        registered::<LostPhone>(),
        registered::<Hacked>(),
    ]
}
