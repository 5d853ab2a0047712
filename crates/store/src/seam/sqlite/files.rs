//! The files around the database: made for this user only, owned by one process.

use crate::{Error, Result};
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{ErrorKind, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

/// The lock of a database file. The system gives it back however the process ends.
pub(super) struct Lock(#[expect(dead_code, reason = "held, not used")] File);

/// A restart may overlap the process it replaces by a moment.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Makes the folder and the file when missing and takes the lock; fails when another has it.
pub(super) fn own(path: &Path) -> Result<Lock> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder, true).map_err(|error| at(folder, &error))?;
    }
    private(path).map_err(|error| at(path, &error))?;
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    let mut file = private(&name).map_err(|error| at(&name, &error))?;
    for attempt in 0..=TRIES {
        match file.try_lock() {
            Ok(()) => {
                note(&mut file);
                return Ok(Lock(file));
            }
            Err(TryLockError::WouldBlock) if attempt < TRIES => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(error)) => return Err(at(&name, &error)),
        }
    }
    let mut who = String::new();
    let _ = file.read_to_string(&mut who);
    let who = who.trim();
    let process = if who.is_empty() { String::new() } else { format!(" (process {who})") };
    Err(Error::InUse(format!(
        "another Countersign{process} is using {}, and a SQLite file serves one program at a time: \
         stop that one first, or do this on its pages; only PostgreSQL serves several",
        path.display()
    )))
}

/// Leaves our number in the lock file, for the sentence above. It is a help only.
fn note(file: &mut File) {
    let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path)
}

fn make_folder(path: &Path, parents: bool) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(parents);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(path)
}

fn at(path: &Path, error: &std::io::Error) -> Error {
    Error::Db(format!("{}: {error}", path.display()))
}

/// A temporary folder that goes when it is dropped.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn temporary() -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("countersign-{}-{number}", std::process::id());
            let path = std::env::temp_dir().join(name);
            match make_folder(&path, false) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(at(&path, &error)),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
