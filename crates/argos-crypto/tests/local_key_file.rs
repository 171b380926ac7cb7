//! The local key file: that it keeps keys, refuses what it must refuse, and wraps each key for one context only.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::task::{Context, Poll, Waker};

use argos_crypto::{
    BoxFuture, CryptoError, DataKey, KeyContext, KeyService, LocalKeyFile, SeededRandom, SystemRandom, WrappedKey,
};
use proptest::prelude::*;
use tempfile::TempDir;

const CONTEXT: KeyContext<'static> = KeyContext {
    scope: "project-1",
    purpose: "fields",
    version: 1,
};

/// The local service never waits, so one poll is enough.
fn finished<T>(mut future: BoxFuture<'_, T>) -> T {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the local key service waited"),
    }
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("argos.key");
    (folder, path)
}

fn data_key() -> DataKey {
    DataKey::from_bytes(&[7; 32]).unwrap()
}

#[test]
fn what_one_process_wraps_the_next_unwraps() {
    let (_folder, path) = folder();
    let created = LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let wrapped = finished(created.wrap(&data_key(), &CONTEXT)).unwrap();
    assert_eq!(wrapped.key_id(), created.current_key_id());
    let wrapped = WrappedKey::from_bytes(&wrapped.to_bytes()).unwrap();

    let opened = LocalKeyFile::open(&path).unwrap();
    assert_eq!(opened.current_key_id(), created.current_key_id());
    assert_eq!(opened.name(), "local-key-file");
    assert_eq!(opened.path(), path);
    assert_eq!(
        finished(opened.unwrap(&wrapped, &CONTEXT)).unwrap().expose(),
        data_key().expose()
    );
}

#[test]
fn the_stored_forms_agree_with_an_independent_implementation() {
    // Made with the Python package cryptography (HKDF, AESGCMSIV) and hmac; what was stored must stay readable.
    let (_folder, path) = folder();
    LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let text = "argos-key-file 1\nkey local-a BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\nchecksum a8a82773dc93c2a18a4c6a67d101c05b95ca98fa2c7f2cf1d74d45bba07450bd\n";
    fs::write(&path, text).unwrap();
    let service = LocalKeyFile::open(&path).unwrap();
    let stored = hex::decode("0100076c6f63616c2d614838bc2a61a8348127ac6b190bdb3cef415e4425a57d21ed26a2ebc1dee23889a43e47c16c4296f21bcc41aa310aa65163911dddab0c8752105c094e").unwrap();
    assert_eq!(
        finished(service.wrap(&data_key(), &CONTEXT)).unwrap().to_bytes(),
        stored
    );
    let wrapped = WrappedKey::from_bytes(&stored).unwrap();
    assert_eq!(
        finished(service.unwrap(&wrapped, &CONTEXT)).unwrap().expose(),
        data_key().expose()
    );
}

#[test]
fn the_file_says_what_it_is_in_its_first_line() {
    let (_folder, path) = folder();
    LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let first_line = text.lines().next().unwrap();
    assert!(
        first_line.starts_with("# ") && first_line.contains("all stored personal data is lost"),
        "{first_line}"
    );
}

#[test]
fn every_other_context_is_refused() {
    let (_folder, path) = folder();
    let service = LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let wrapped = finished(service.wrap(&data_key(), &CONTEXT)).unwrap();
    for context in [
        KeyContext {
            scope: "project-2",
            ..CONTEXT
        },
        KeyContext {
            purpose: "blind-index",
            ..CONTEXT
        },
        KeyContext { version: 2, ..CONTEXT },
        KeyContext {
            scope: "project-1fields",
            purpose: "",
            ..CONTEXT
        },
    ] {
        let result = finished(service.unwrap(&wrapped, &context));
        assert!(matches!(result, Err(CryptoError::NotAuthentic(_))), "{context:?}");
    }
}

#[test]
fn wrapping_is_reproducible_and_depends_on_key_and_context() {
    let (_folder, path) = folder();
    let service = LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let wrap = |key: u8, context| {
        finished(service.wrap(&DataKey::from_bytes(&[key; 32]).unwrap(), &context))
            .unwrap()
            .ciphertext()
            .to_vec()
    };
    assert_eq!(wrap(1, CONTEXT), wrap(1, CONTEXT));
    // The first 12 bytes are the nonce.
    assert_ne!(wrap(1, CONTEXT)[..12], wrap(2, CONTEXT)[..12]);
    assert_ne!(
        wrap(1, CONTEXT)[..12],
        wrap(1, KeyContext { version: 2, ..CONTEXT })[..12]
    );
}

#[test]
fn rotation_keeps_the_older_keys() {
    let (_folder, path) = folder();
    let first = LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let wrapped_before = finished(first.wrap(&data_key(), &CONTEXT)).unwrap();
    LocalKeyFile::rotate(&path, &SystemRandom).unwrap();
    let rotated = LocalKeyFile::rotate(&path, &SystemRandom).unwrap();
    assert_ne!(rotated.current_key_id(), first.current_key_id());

    let opened = LocalKeyFile::open(&path).unwrap();
    assert_eq!(opened.current_key_id(), rotated.current_key_id());
    assert_eq!(
        finished(opened.unwrap(&wrapped_before, &CONTEXT)).unwrap().expose(),
        data_key().expose()
    );
    let wrapped_after = finished(opened.wrap(&data_key(), &CONTEXT)).unwrap();
    assert_eq!(wrapped_after.key_id(), rotated.current_key_id());
    // Who read the file before reads it again when it meets a key that was added since; without the file it cannot.
    assert_eq!(
        finished(first.unwrap(&wrapped_after, &CONTEXT)).unwrap().expose(),
        data_key().expose()
    );
    fs::remove_file(&path).unwrap();
    let result = finished(first.unwrap(&wrapped_after, &CONTEXT));
    assert!(matches!(result, Err(CryptoError::UnknownKey { .. })));
}

#[test]
fn an_interrupted_rotation_is_not_written_over() {
    let (folder, path) = folder();
    let first = LocalKeyFile::create(&path, &SystemRandom).unwrap();
    fs::write(folder.path().join("argos.key.new"), "leftover").unwrap();
    assert!(matches!(
        LocalKeyFile::rotate(&path, &SystemRandom),
        Err(CryptoError::KeyFileExists { .. })
    ));
    assert_eq!(
        LocalKeyFile::open(&path).unwrap().current_key_id(),
        first.current_key_id()
    );
}

#[test]
fn a_missing_file_is_named_as_such_and_not_created() {
    let (_folder, path) = folder();
    assert!(matches!(
        LocalKeyFile::open(&path),
        Err(CryptoError::KeyFileMissing { .. })
    ));
    assert!(!path.exists());
}

#[test]
fn an_existing_file_is_not_overwritten() {
    let (_folder, path) = folder();
    fs::write(&path, "precious").unwrap();
    assert!(matches!(
        LocalKeyFile::create(&path, &SystemRandom),
        Err(CryptoError::KeyFileExists { .. })
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
}

#[test]
fn a_missing_folder_is_an_error() {
    let (folder, _) = folder();
    let result = LocalKeyFile::create(&folder.path().join("absent/argos.key"), &SystemRandom);
    assert!(matches!(result, Err(CryptoError::KeyFileAccess { .. })));
}

#[test]
fn debug_and_errors_show_no_key() {
    let (_folder, path) = folder();
    let file = LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let secret = text
        .lines()
        .find_map(|line| line.strip_prefix("key "))
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .to_owned();
    assert_eq!(secret.len(), 44);
    assert!(!format!("{file:?}").contains(&secret));
    assert!(format!("{file:?}").contains("DataKey(***)"));

    fs::write(&path, text.replace("checksum", "check")).unwrap();
    let error = LocalKeyFile::open(&path).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&secret));
}

#[test]
fn damage_is_noticed() {
    let (_folder, path) = folder();
    LocalKeyFile::create(&path, &SystemRandom).unwrap();
    let good = fs::read(&path).unwrap();
    let lines_at = good
        .windows(15)
        .position(|window| window == b"argos-key-file ")
        .unwrap();
    let damaged = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        matches!(LocalKeyFile::open(&path), Err(CryptoError::KeyFileDamaged { .. }))
    };
    assert!(damaged(b""));
    assert!(damaged(&good[..good.len() / 2]));
    assert!(damaged(&good[..lines_at]));
    assert!(damaged(&vec![b'#'; 70_000]));
    assert!(damaged(&[0xff; 100]));
    for position in lines_at..good.len() - 1 {
        let mut changed = good.clone();
        changed[position] ^= 1;
        assert!(damaged(&changed), "position {position}");
    }
    assert!(!damaged(&good));
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_file_is_made_for_its_owner_only() {
        let (_folder, path) = folder();
        LocalKeyFile::create(&path, &SystemRandom).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        LocalKeyFile::rotate(&path, &SystemRandom).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
    }

    #[test]
    fn access_of_others_is_refused() {
        let (_folder, path) = folder();
        LocalKeyFile::create(&path, &SystemRandom).unwrap();
        for mode in [0o640, 0o604, 0o644, 0o620, 0o602, 0o660, 0o666, 0o610] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let result = LocalKeyFile::open(&path);
            let refused = matches!(result, Err(CryptoError::KeyFilePermissions { mode: found, .. }) if found == mode);
            assert!(refused, "{mode:o}");
        }
        for mode in [0o600, 0o400] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert!(LocalKeyFile::open(&path).is_ok(), "{mode:o}");
        }
    }
}

proptest! {
    #[test]
    fn no_bit_of_a_wrapped_key_can_be_flipped(position: prop::sample::Index, bit in 0_u8..8) {
        let (_folder, path) = folder();
        let service = LocalKeyFile::create(&path, &SeededRandom::new(1)).unwrap();
        let mut bytes = finished(service.wrap(&data_key(), &CONTEXT)).unwrap().to_bytes();
        let position = position.index(bytes.len());
        bytes[position] ^= 1 << bit;
        let opened = WrappedKey::from_bytes(&bytes).and_then(|wrapped| finished(service.unwrap(&wrapped, &CONTEXT)));
        prop_assert!(opened.is_err());
    }
}
