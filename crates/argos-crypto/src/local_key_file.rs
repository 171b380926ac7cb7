//! The key service that needs nothing but a file.

use std::fs::{self, File, OpenOptions};
use std::future::ready;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::associated_data::length_prefixed;
use crate::key_service::{BoxFuture, KeyContext, KeyService};
use crate::local_key_text::{self, LocalKey, MAXIMUM_TEXT};
use crate::{CryptoError, DataKey, SecureRandom, WrappedKey};

const NAME: &str = "local-key-file";
const WHAT: &str = "a wrapped key";
const NONCE: usize = 12;
const TAG: usize = 16;
const WRAPPING_INFO: &[u8] = b"argos local wrapping v1";
const NONCE_INFO: &[u8] = b"argos local wrapping nonce v1";

/// Master keys in a text file that only its owner can read.
///
/// Losing the file means losing all data encrypted under it; the file's first line says so.
///
/// Data keys are wrapped with AES-256-GCM-SIV. The nonce is HMAC-SHA256 of the context and the data key under a subkey,
/// cut to 12 bytes, so that wrapping needs no randomness: wrapping the same key twice for the same context gives the
/// same bytes, and different inputs have independent nonces. Wrapped form: nonce, then ciphertext and tag.
#[derive(Debug)]
pub struct LocalKeyFile {
    path: PathBuf,
    current: LocalKey,
    older: Vec<LocalKey>,
}

impl LocalKeyFile {
    /// Creates the file with one fresh key. On return, file and folder entry are on the disk.
    ///
    /// # Errors
    /// [`CryptoError::KeyFileExists`] when anything is at the path already, [`CryptoError::KeyFileAccess`] when it
    /// cannot be written (for one, when the folder does not exist), [`CryptoError::RandomUnavailable`].
    pub fn create(path: &Path, random: &dyn SecureRandom) -> Result<Self, CryptoError> {
        let file = Self {
            path: path.to_owned(),
            current: fresh_key(random)?,
            older: Vec::new(),
        };
        write_new(path, &file.text())?;
        Ok(file)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`CryptoError::KeyFileMissing`], [`CryptoError::KeyFilePermissions`] when group or others have any access,
    /// [`CryptoError::KeyFileDamaged`], [`CryptoError::KeyFileAccess`].
    pub fn open(path: &Path) -> Result<Self, CryptoError> {
        let damaged = |reason| CryptoError::KeyFileDamaged {
            path: path.to_owned(),
            reason,
        };
        let file = File::open(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => CryptoError::KeyFileMissing { path: path.to_owned() },
            _ => access(path, "read", source),
        })?;
        let metadata = file.metadata().map_err(|source| access(path, "read", source))?;
        if !metadata.is_file() {
            return Err(damaged("it is not a file"));
        }
        refuse_open_permissions(path, &metadata)?;
        let limit = MAXIMUM_TEXT as u64 + 1;
        // Enough room from the start, so that no copy is left behind by growing.
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAXIMUM_TEXT + 64));
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(|source| access(path, "read", source))?;
        if bytes.len() > MAXIMUM_TEXT {
            return Err(damaged("it is too long"));
        }
        let text = str::from_utf8(&bytes).map_err(|_| damaged("it is not text"))?;
        let mut keys = local_key_text::read(text).map_err(damaged)?.into_iter();
        let current = keys.next().ok_or(damaged("it holds no key"))?;
        Ok(Self {
            path: path.to_owned(),
            current,
            older: keys.collect(),
        })
    }

    /// Adds a fresh key to the file at `path` and makes it the current one. The keys so far remain, for everything that
    /// has not been wrapped again yet. The file is replaced in one step, so that an interruption leaves either the old
    /// or the new one. Processes that have read the old file read it again when they meet data under the new key.
    ///
    /// # Errors
    /// As [`open`](Self::open) and [`create`](Self::create); [`CryptoError::KeyFileExists`] names the leftover
    /// `<path>.new` of an interrupted attempt, which was never in use and may be deleted.
    pub fn rotate(path: &Path, random: &dyn SecureRandom) -> Result<Self, CryptoError> {
        let Self { current, mut older, .. } = Self::open(path)?;
        older.insert(0, current);
        let rotated = Self {
            path: path.to_owned(),
            current: fresh_key(random)?,
            older,
        };
        let text = rotated.text();
        if text.len() > MAXIMUM_TEXT {
            return Err(CryptoError::Primitive("another key in a full key file"));
        }
        let mut new_path = path.as_os_str().to_owned();
        new_path.push(".new");
        let new_path = PathBuf::from(new_path);
        write_new(&new_path, &text)?;
        fs::rename(&new_path, path)
            .and_then(|()| synchronise_folder(path))
            .map_err(|source| access(path, "written", source))?;
        Ok(rotated)
    }

    /// Where the file is, for the reminder to copy it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn text(&self) -> Zeroizing<String> {
        local_key_text::write(std::iter::once(&self.current).chain(&self.older))
    }

    fn wrap_now(&self, key: &DataKey, context: &KeyContext<'_>) -> Result<WrappedKey, CryptoError> {
        let LocalKey { id, key: master } = &self.current;
        let bound = associated_data(id, context);
        let nonce_key = hmac::Key::new(hmac::HMAC_SHA256, master.derive(NONCE_INFO)?.as_slice());
        let mut nonce_input = hmac::Context::with_key(&nonce_key);
        nonce_input.update(&bound);
        nonce_input.update(key.expose());
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&nonce_input.sign().as_ref()[..NONCE]);

        let mut wrapped = vec![0; NONCE + key.expose().len() + TAG];
        wrapped[..NONCE].copy_from_slice(&nonce);
        let (ciphertext, tag) = wrapped[NONCE..].split_at_mut(key.expose().len());
        wrapping_cipher(master)?
            .seal_out_of_place_scatter(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound),
                key.expose(),
                ciphertext,
                &[],
                tag,
            )
            .map_err(|_| CryptoError::Primitive(WHAT))?;
        WrappedKey::new(id, wrapped)
    }

    /// As [`unwrap_now`](Self::unwrap_now); a key that was added to the file since it was read is found in it.
    fn unwrap_reading_again(&self, wrapped: &WrappedKey, context: &KeyContext<'_>) -> Result<DataKey, CryptoError> {
        let unknown = match self.unwrap_now(wrapped, context) {
            Err(error @ CryptoError::UnknownKey { .. }) => error,
            other => return other,
        };
        match Self::open(&self.path) {
            Ok(file) => file.unwrap_now(wrapped, context),
            Err(_) => Err(unknown),
        }
    }

    fn unwrap_now(&self, wrapped: &WrappedKey, context: &KeyContext<'_>) -> Result<DataKey, CryptoError> {
        let LocalKey { id, key: master } = std::iter::once(&self.current)
            .chain(&self.older)
            .find(|key| key.id == wrapped.key_id())
            .ok_or_else(|| CryptoError::UnknownKey {
                service: NAME,
                key_id: wrapped.key_id().to_owned(),
            })?;
        let (nonce, sealed) = wrapped
            .ciphertext()
            .split_first_chunk::<NONCE>()
            .ok_or(CryptoError::Malformed {
                what: WHAT,
                reason: "it is cut short",
            })?;
        let mut buffer = Zeroizing::new(sealed.to_vec());
        let key = wrapping_cipher(master)?
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(associated_data(id, context)),
                &mut buffer,
            )
            .map_err(|_| CryptoError::NotAuthentic(WHAT))?;
        DataKey::from_bytes(key)
    }
}

impl KeyService for LocalKeyFile {
    fn wrap<'a>(
        &'a self,
        key: &'a DataKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<WrappedKey, CryptoError>> {
        Box::pin(ready(self.wrap_now(key, context)))
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a WrappedKey,
        context: &'a KeyContext<'a>,
    ) -> BoxFuture<'a, Result<DataKey, CryptoError>> {
        Box::pin(ready(self.unwrap_reading_again(wrapped, context)))
    }

    fn current_key_id(&self) -> &str {
        &self.current.id
    }

    fn name(&self) -> &'static str {
        NAME
    }
}

fn fresh_key(random: &dyn SecureRandom) -> Result<LocalKey, CryptoError> {
    let mut id = [0; 8];
    random.fill(&mut id)?;
    Ok(LocalKey {
        id: format!("local-{}", hex::encode(id)),
        key: DataKey::generate(random)?,
    })
}

fn wrapping_cipher(master: &DataKey) -> Result<LessSafeKey, CryptoError> {
    UnboundKey::new(&AES_256_GCM_SIV, master.derive(WRAPPING_INFO)?.as_slice())
        .map(LessSafeKey::new)
        .map_err(|_| CryptoError::Primitive(WHAT))
}

fn associated_data(key_id: &str, context: &KeyContext<'_>) -> Vec<u8> {
    length_prefixed(&[
        key_id.as_bytes(),
        context.scope.as_bytes(),
        context.purpose.as_bytes(),
        &context.version.to_be_bytes(),
    ])
}

fn write_new(path: &Path, text: &str) -> Result<(), CryptoError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => CryptoError::KeyFileExists { path: path.to_owned() },
        _ => access(path, "written", source),
    })?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| synchronise_folder(path))
        .map_err(|source| {
            // A half-written key file would only be in the way: nothing can have been encrypted under it yet.
            let _ = fs::remove_file(path);
            access(path, "written", source)
        })
}

/// Without this, a power failure could take the folder's entry although the file's content is on the disk.
fn synchronise_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn refuse_open_permissions(path: &Path, metadata: &fs::Metadata) -> Result<(), CryptoError> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(metadata) & 0o7777;
        if mode & 0o077 != 0 {
            return Err(CryptoError::KeyFilePermissions {
                path: path.to_owned(),
                mode,
            });
        }
    }
    #[cfg(not(unix))]
    let _ = (path, metadata);
    Ok(())
}

fn access(path: &Path, action: &'static str, source: io::Error) -> CryptoError {
    CryptoError::KeyFileAccess {
        path: path.to_owned(),
        action,
        source,
    }
}
