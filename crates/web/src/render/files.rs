//! The templates of this crate: every file under `templates`, by its path there.

use std::path::Path;

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/", $name)))),*]
    };
}

const TEMPLATES: &[(&str, &str)] = templates![
    "base.html",
    "part/brand.html",
    "part/delivery.html",
    "part/field.html",
    "part/foot.html",
    "part/gallery.html",
    "part/privacy.html",
    "part/problems.html",
    "part/ticket.html",
    "part/trouble.html",
    "sign_in/ask.html",
    "sign_in/hand_over.html",
    "sign_in/name.html",
    "sign_in/other.html",
    "sign_in/problem.html",
    "sign_in/spare.html",
    "sign_in/verify.html",
    "sign_in/waiting.html",
    "enrol/back.html",
    "enrol/choose.html",
    "enrol/code.html",
    "enrol/codes.html",
    "enrol/frame.html",
    "enrol/key.html",
    "enrol/number.html",
    "enrol/plain.html",
    "enrol/set.html",
    "enrol/set_up.html",
    "account/activity.html",
    "account/add.html",
    "account/devices.html",
    "account/forgot.html",
    "account/forgot_sent.html",
    "account/frame.html",
    "account/hacked.html",
    "account/home.html",
    "account/line.html",
    "account/lost_phone.html",
    "account/new_password.html",
    "account/password.html",
    "account/password_part.html",
    "account/profile.html",
    "account/recovery_codes_new.html",
    "account/remove_way.html",
    "account/reset_done.html",
    "account/reset_open.html",
    "account/reset_over.html",
    "account/security.html",
    "account/sign_out.html",
    "account/sign_out_everywhere.html",
    "account/signed_out.html",
    "account/undo_done.html",
    "account/undo_kept.html",
    "account/undo_look.html",
    "account/undo_over.html",
    "account/way.html",
    "account/way_part.html",
    "app_passwords/cannot.html",
    "app_passwords/list.html",
    "app_passwords/make.html",
    "app_passwords/one.html",
    "app_passwords/part.html",
    "app_passwords/phone_card.html",
    "app_passwords/phone_offer.html",
    "app_passwords/phone_over.html",
    "app_passwords/remove.html",
    "app_passwords/show.html",
    "setup/administrator.html",
    "setup/code.html",
    "setup/defaults.html",
    "setup/done.html",
    "setup/emergency.html",
    "setup/frame.html",
    "setup/mail.html",
    "setup/organisation.html",
    "setup/over.html",
    "setup/people.html",
    "setup/texts.html",
];

pub fn compiled() -> super::Files {
    TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// As they are now in the folder of this crate; what cannot be read is as it was compiled in.
pub fn on_disk(folder: &Path) -> super::Files {
    let read = |name: &str| std::fs::read_to_string(folder.join("templates").join(name));
    TEMPLATES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), read(name).unwrap_or_else(|_| (*text).to_owned())))
        .collect()
}
