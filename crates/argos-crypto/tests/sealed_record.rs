//! What is sealed to a public key opens with its SecretKey only, and only where it was sealed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_crypto::{
    CryptoError, FieldContext, SEALED_RECORD_OVERHEAD, SealingPublicKey, SecretKey, SecureRandom, SeededRandom,
    SystemRandom, sealed_record_key_id,
};

const PLACE: FieldContext<'static> = FieldContext {
    table: "sealed_record",
    column: "content",
    row: "submission/1",
    project: "project",
};

/// Gives the bytes of a test vector as if they were random.
#[derive(Debug)]
struct Given([u8; 32]);

impl SecureRandom for Given {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), CryptoError> {
        bytes.copy_from_slice(&self.0[..bytes.len()]);
        Ok(())
    }
}

fn bytes(hexadecimal: &str) -> [u8; 32] {
    hex::decode(hexadecimal).unwrap().try_into().unwrap()
}

#[test]
fn a_record_opens_with_its_key_in_its_place_and_nowhere_else() {
    let key = SecretKey::generate(&SeededRandom::new(1)).unwrap();
    let public = key.public_key();
    let sealed = public.seal(&PLACE, b"Anna Maria", &SystemRandom).unwrap();
    assert_eq!(sealed.len(), 10 + SEALED_RECORD_OVERHEAD);
    assert_eq!(sealed_record_key_id(&sealed).unwrap(), public.key_id());
    assert_eq!(key.open(&PLACE, &sealed).unwrap().as_slice(), b"Anna Maria");
    let elsewhere = [
        FieldContext {
            table: "image",
            ..PLACE
        },
        FieldContext {
            column: "other",
            ..PLACE
        },
        FieldContext {
            row: "submission/2",
            ..PLACE
        },
        FieldContext {
            project: "other",
            ..PLACE
        },
    ];
    for place in elsewhere {
        assert!(
            matches!(key.open(&place, &sealed), Err(CryptoError::NotAuthentic(_))),
            "{place:?}"
        );
    }
    let other = SecretKey::generate(&SeededRandom::new(2)).unwrap();
    assert!(matches!(
        other.open(&PLACE, &sealed),
        Err(CryptoError::OtherSecretKey { .. })
    ));
    for place in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[place] ^= 1;
        assert!(key.open(&PLACE, &changed).is_err(), "byte {place}");
    }
    for length in 0..SEALED_RECORD_OVERHEAD {
        assert!(key.open(&PLACE, &sealed[..length]).is_err());
    }
}

#[test]
fn keys_derive_as_rfc_9180_says() {
    // RFC 9180, A.1.1: the recipient's ikmR and pkRm, and the sender's ikmE and pkEm.
    let vectors = [
        (
            "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
            "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
        ),
        (
            "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234",
            "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
        ),
    ];
    let recipient = SecretKey::generate(&Given(bytes(vectors[0].0))).unwrap().public_key();
    let sealed = recipient.seal(&PLACE, b"", &Given(bytes(vectors[1].0))).unwrap();
    assert_eq!(hex::encode(&sealed[9..41]), vectors[1].1);
    let sealed_by_it = recipient.seal(&PLACE, b"", &Given(bytes(vectors[0].0))).unwrap();
    assert_eq!(hex::encode(&sealed_by_it[9..41]), vectors[0].1);
}

#[test]
fn the_text_forms_read_back_and_notice_typos() {
    let key = SecretKey::generate(&SeededRandom::new(1)).unwrap();
    let (secret, public) = (key.to_text(), key.public_key().to_text());
    assert!(secret.starts_with("argos_sk_") && public.starts_with("argos_pk_"));
    assert_eq!((secret.len(), public.len()), (57, 57));
    let again = SecretKey::from_text(&format!(" {}\n", secret.as_str())).unwrap();
    assert_eq!(again.public_key(), key.public_key());
    assert_eq!(SealingPublicKey::from_text(&public).unwrap(), key.public_key());
    for place in 0..secret.len() {
        let mut typo = secret.as_bytes().to_vec();
        typo[place] = if typo[place] == b'A' { b'B' } else { b'A' };
        let error = SecretKey::from_text(str::from_utf8(&typo).unwrap()).unwrap_err();
        assert!(!error.to_string().contains(&secret[9..30]));
    }
    assert!(SealingPublicKey::from_text(&secret).is_err() && SecretKey::from_text(&public).is_err());
    assert_eq!(format!("{key:?}"), "SecretKey(***)");
}
