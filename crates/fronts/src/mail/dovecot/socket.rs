//! The unix socket: made under another name with its mode and group set, then moved to its place,
//! so that nobody opens it too early and a new process takes over from an old one at once.

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
};
use tokio::net::UnixListener;

/// Where the socket is and who may open it.
#[derive(Clone, Debug)]
pub struct Place {
    pub path: PathBuf,
    /// Permissions; whoever may write may ask.
    pub mode: u32,
    /// Name or number of the group it is given to.
    pub group: Option<String>,
}

/// Makes the socket; one that was left behind is replaced. Needs a running runtime.
///
/// # Errors
/// The folder is not there or not ours, or the group is not known.
pub fn bind(place: &Place) -> io::Result<UnixListener> {
    let mut name = place.path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let early = place.path.with_file_name(name);
    remove(&early)?;
    let listener = UnixListener::bind(&early)?;
    let placed = settle(place, &early);
    if placed.is_err() {
        drop(remove(&early));
    }
    placed.map(|()| listener)
}

fn settle(place: &Place, early: &Path) -> io::Result<()> {
    if let Some(group) = &place.group {
        chown(early, None, Some(number_of(group)?))?;
    }
    fs::set_permissions(early, fs::Permissions::from_mode(place.mode))?;
    fs::rename(early, &place.path)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A group of this machine, or a number.
fn number_of(group: &str) -> io::Result<u32> {
    if let Ok(number) = group.parse() {
        return Ok(number);
    }
    let known = fs::read_to_string("/etc/group")?;
    known
        .lines()
        .find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == group).then(|| fields.nth(1)?.parse().ok())?
        })
        .ok_or_else(|| io::Error::other(format!("there is no group {group}")))
}
