//! `/security/password`, and the same fields after a reset (ux.md 4.14, 5.7).

use crate::page::Page;
use serde::Serialize;

/// What both password forms show. Passwords are never sent back.
#[derive(Clone, Debug, Serialize)]
pub struct PasswordForm {
    /// Stands hidden before the field, so that password managers know the account.
    pub username: String,
    /// Shortest allowed length, in characters.
    pub least: u64,
    /// "Sign out everywhere else" is ticked.
    pub sign_out_others: bool,
    /// Whether there are app passwords to keep or remove.
    pub app_passwords: bool,
}

impl PasswordForm {
    fn sample() -> Self {
        Self {
            username: "m.wong@larkfield.example".into(),
            least: 12,
            sign_out_others: true,
            app_passwords: false,
        }
    }
}

/// Change password.
#[derive(Clone, Debug, Serialize)]
pub struct Password {
    pub form: PasswordForm,
}

impl Page for Password {
    const TEMPLATE: &'static str = "account/password.html";
    const TITLE: &'static str = "password-title";

    fn samples() -> Vec<Self> {
        vec![Self { form: PasswordForm::sample() }]
    }
}

/// Choose a new password at the end of a reset.
#[derive(Clone, Debug, Serialize)]
pub struct NewPassword {
    pub form: PasswordForm,
    /// `/reset/TOKEN/new`.
    pub action: String,
    /// There are app passwords, and they end with it.
    pub programs: bool,
}

impl Page for NewPassword {
    const TEMPLATE: &'static str = "account/new_password.html";
    const TITLE: &'static str = "new-password-title";

    fn samples() -> Vec<Self> {
        [false, true]
            .map(|programs| Self {
                form: PasswordForm::sample(),
                action: "/reset/SAMPLE/new".into(),
                programs,
            })
            .to_vec()
    }
}
