use super::*;
use proptest::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;

const PLACE: &str = "method.secret:0193-ada";

fn vault(byte: u8) -> Vault {
    Vault::from_key(&Secret::new([byte; 32]))
}

/// A folder of its own for each test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let mut name = [0u8; 8];
        RealDice.fill(&mut name);
        let path = std::env::temp_dir().join(format!("countersign-vault-{}", hex(&name)));
        fs::create_dir(&path).unwrap();
        Self(path)
    }
    fn file(&self) -> PathBuf {
        self.0.join("keys")
    }
    fn with(&self, text: &str) -> PathBuf {
        fs::write(self.file(), text).unwrap();
        mode(&self.file(), 0o600);
        self.file()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn reason(result: Result<Vault, VaultError>) -> String {
    result.unwrap_err().to_string()
}

proptest! {
    /// CR-2
    #[test]
    fn cr_2_what_is_sealed_opens_in_its_place(
        text in proptest::collection::vec(any::<u8>(), 0..300),
        place in "[a-z]{1,8}\\.[a-z]{1,8}:[a-z0-9-]{1,20}",
    ) {
        let vault = vault(7);
        let sealed = vault.seal(&place, &text);
        prop_assert_eq!(sealed.len(), text.len() + OVERHEAD);
        let opened = vault.open(&place, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), text.as_slice());
        prop_assert_ne!(vault.seal(&place, &text), sealed);
    }

    /// CR-2: a row copied to another id, column or table does not open.
    #[test]
    fn cr_2_what_is_sealed_does_not_open_elsewhere(place in ".{0,30}", other in ".{0,30}") {
        prop_assume!(place != other);
        let vault = vault(7);
        prop_assert!(vault.open(&other, &vault.seal(&place, b"seed")).is_err());
    }

    #[test]
    fn cr_2_no_bit_may_change(at in 0usize..(OVERHEAD + 20), bit in 0u8..8) {
        let vault = vault(7);
        let mut sealed = vault.seal(PLACE, &[1; 20]);
        sealed[at] ^= 1 << bit;
        prop_assert!(vault.open(PLACE, &sealed).is_err());
    }

    #[test]
    fn cr_2_nothing_shorter_or_longer_opens(cut in 0usize..(OVERHEAD + 20), more in 1usize..40) {
        let vault = vault(7);
        let sealed = vault.seal(PLACE, &[1; 20]);
        prop_assert!(vault.open(PLACE, &sealed[..cut]).is_err());
        let longer = [sealed, vec![0; more]].concat();
        prop_assert!(vault.open(PLACE, &longer).is_err());
    }

    #[test]
    fn any_text_is_a_key_file_or_a_refusal_never_a_panic(
        text in "(seal|hash|#|[0-9A-Za-z+/= ]|\n){0,80}",
    ) {
        let folder = Folder::new();
        let _either = Vault::read(&folder.with(&text));
    }
}

#[test]
fn cr_2_another_key_opens_nothing() {
    assert!(vault(8).open(PLACE, &vault(7).seal(PLACE, b"seed")).is_err());
    assert_eq!(vault(7).open(PLACE, &vault(7).seal(PLACE, b"seed")).unwrap().as_slice(), b"seed");
}

/// The form of sealed rows is for ever: this one was sealed by the first version.
#[test]
fn a_row_of_the_first_version_still_opens() {
    let sealed = decode_hex(FIRST);
    assert_eq!(vault(7).open(PLACE, &sealed).unwrap().as_slice(), b"JBSWY3DPEHPK3PXP");
}

const FIRST: &str = "01000000014f111f0909e66d48e8de843bfa334af91bed0d7015fdd1e3d250cdca7e537ad0\
                     f5338e82e4d3f52fa3669e55";

fn decode_hex(text: &str) -> Vec<u8> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn keyed_hashes_differ_by_purpose_key_and_data_and_never_by_time() {
    let hash = |key, purpose, data: &[u8]| vault(key).keyed_hash(purpose, data);
    let first = hash(7, "session", b"abc");
    assert_eq!(first, hash(7, "session", b"abc"));
    for other in [hash(7, "ticket", b"abc"), hash(8, "session", b"abc"), hash(7, "session", b"ab")]
    {
        assert_ne!(first, other);
    }
    assert_eq!(hex(&first), HASH);
}

/// Made a second time with another program from the description of HKDF (RFC 5869).
const HASH: &str = "5f669aff19faa9ddc3d4b7895e85fd600f6d1ddd7ce1437d0fb4aef318154aed";

/// CR-7
#[test]
fn cr_7_debug_and_errors_print_no_key() {
    let folder = Folder::new();
    let printed = format!("{:?} {:?}", vault(b'k'), vault(b'k').open(PLACE, b"nonsense"));
    assert_eq!(printed, "Vault(***) Err(Sealed)");
    let path = folder.with("seal 1 c2VjcmV0IHNlY3JldA==\n");
    let refused = reason(Vault::read(&path));
    assert!(refused.contains("line 1") && !refused.contains("c2VjcmV0"), "{refused}");
}

#[test]
fn a_new_file_is_for_its_owner_only_and_is_found_again() {
    let folder = Folder::new();
    let made = Vault::open_or_make(&folder.file()).unwrap();
    assert_eq!(fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing is left beside it");
    let again = Vault::open_or_make(&folder.file()).unwrap();
    let read = Vault::read(&folder.file()).unwrap();
    let sealed = made.seal(PLACE, b"seed");
    for vault in [again, read] {
        assert_eq!(vault.fingerprint(), made.fingerprint());
        assert_eq!(vault.open(PLACE, &sealed).unwrap().as_slice(), b"seed");
    }
}

#[test]
fn two_starts_at_once_agree_on_one_key() {
    let folder = Folder::new();
    let path = folder.file();
    let open = || Vault::open_or_make(&path).unwrap().fingerprint();
    let found: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(found.iter().all(|fingerprint| *fingerprint == found[0]), "{found:?}");
}

#[test]
fn a_file_others_may_read_or_write_is_refused() {
    let folder = Folder::new();
    Vault::open_or_make(&folder.file()).unwrap();
    for open in [0o640, 0o604, 0o620, 0o602, 0o644, 0o610, 0o666] {
        mode(&folder.file(), open);
        assert!(reason(Vault::open_or_make(&folder.file())).contains("chmod 600"), "{open:o}");
    }
    mode(&folder.file(), 0o400);
    Vault::read(&folder.file()).unwrap();
}

/// E-7: master key missing or wrong.
#[test]
fn e_7_a_missing_empty_or_broken_file_is_refused_and_not_replaced() {
    let folder = Folder::new();
    assert!(Vault::read(&folder.file()).is_err());
    assert!(!folder.file().exists());
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    for text in [
        String::new(),
        "# only a comment\n".to_owned(),
        format!("seal 1 {key}\n"),
        format!("hash {key}\n"),
        format!("seal 2 {key}\nseal 1 {key}\nhash {key}\n"),
        format!("seal 1 {key}\nseal 1 {key}\nhash {key}\n"),
        format!("seal 1 {key}\nhash {key}\nhash {key}\n"),
        format!("seal 1 {key}\nhash {key}\n{key}\n"),
        format!("seal 1 {}\nhash {key}\n", &key[4..]),
        format!("{key}\n{key}\n"),
        "-----BEGIN PRIVATE KEY-----\n".to_owned(),
    ] {
        let path = folder.with(&text);
        assert!(Vault::open_or_make(&path).is_err(), "{text}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    assert!(Vault::read(&folder.0).is_err(), "a folder is no file");
}

#[test]
fn one_key_alone_is_a_key_file() {
    let folder = Folder::new();
    let path = folder.with("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n");
    assert_eq!(Vault::read(&path).unwrap().fingerprint(), vault(7).fingerprint());
}

/// CR-3
#[test]
fn cr_3_a_changed_key_opens_the_old_and_reseals_to_the_new() {
    let folder = Folder::new();
    let first = Vault::open_or_make(&folder.file()).unwrap();
    let old = first.seal(PLACE, b"seed");
    // A copy of the file from before, as a backup or another machine has it.
    let copy = folder.0.join("copy");
    fs::copy(folder.file(), &copy).unwrap();
    let before = Vault::read(&copy).unwrap();
    let second = Vault::add_key(&folder.file()).unwrap();
    assert_eq!(second.open(PLACE, &old).unwrap().as_slice(), b"seed");
    assert!(second.is_old(&old) && !first.is_old(&old));

    let new = second.reseal(PLACE, &old).unwrap().unwrap();
    assert!(second.reseal(PLACE, &new).unwrap().is_none());
    assert!(second.reseal("method.secret:other", &old).is_err());
    assert!(before.open(PLACE, &new).is_err(), "the old key alone does not open the new");
    // Whoever shares the file takes the new key up when it meets it, and seals under it then.
    assert_eq!(first.open(PLACE, &new).unwrap().as_slice(), b"seed");
    assert!(first.is_old(&old) && !second.is_old(&first.seal(PLACE, b"seed")));

    let third = Vault::drop_old_keys(&folder.file()).unwrap();
    assert_eq!(third.open(PLACE, &new).unwrap().as_slice(), b"seed");
    assert!(third.open(PLACE, &old).is_err());
    assert!(first.open(PLACE, &old).is_ok(), "until it reads the file again");
    first.refresh().unwrap();
    assert!(first.open(PLACE, &old).is_err());
    fs::write(&copy, fs::read(folder.file()).unwrap()).unwrap();
    before.refresh().unwrap();
    fs::write(&copy, "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n").unwrap();
    assert!(before.refresh().is_err(), "another house's keys");
    assert_eq!(before.open(PLACE, &new).unwrap().as_slice(), b"seed", "stay as they were");
    fs::remove_file(copy).unwrap();
    assert_eq!(first.keyed_hash("session", b"x"), third.keyed_hash("session", b"x"));
    assert_eq!(fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}

/// CR-3
#[test]
fn cr_3_the_wrong_key_file_is_recognised() {
    let (folder, other) = (Folder::new(), Folder::new());
    let first = Vault::open_or_make(&folder.file()).unwrap();
    let kept = first.fingerprint();
    assert!(first.knows(&kept) && kept.len() == 32);
    assert!(!Vault::open_or_make(&other.file()).unwrap().knows(&kept));
    assert!(!first.knows("") && !first.knows(&kept[..31]));

    let second = Vault::add_key(&folder.file()).unwrap();
    assert!(second.knows(&kept) && second.fingerprint() != kept);
    assert!(!Vault::drop_old_keys(&folder.file()).unwrap().knows(&kept));
}

/// CR-3: seal key right, hash key wrong: sessions and app passwords would silently not be found.
#[test]
fn cr_3_a_wrong_hash_key_is_recognised_too() {
    let folder = Folder::new();
    let first = Vault::open_or_make(&folder.file()).unwrap();
    let text = fs::read_to_string(folder.file()).unwrap();
    let line = text.lines().find(|line| line.starts_with("hash")).unwrap();
    let wrong = "hash AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let path = folder.with(&text.replace(line, wrong));
    assert!(!Vault::read(&path).unwrap().knows(&first.fingerprint()));
}

/// CR-2: nonces are drawn for each sealing.
#[test]
fn cr_2_nonces_never_repeat() {
    let vault = vault(7);
    let mut seen = std::collections::HashSet::new();
    for _ in 0..5000 {
        assert!(seen.insert(vault.seal(PLACE, b"x")[HEADER..HEADER + NONCE_LEN].to_vec()));
    }
}
