//! The encryption shared with customers' servers, against texts that Node's `crypto` made:
//!
//! ```js
//! const key = crypto.createHash('sha256').update('ak_Example-Key_0123456789').digest();
//! const nonce = Buffer.from('000102030405060708090a0b', 'hex');
//! const gcm = crypto.createCipheriv('aes-256-gcm', key, nonce);
//! const body = Buffer.concat([gcm.update(JSON_TEXT, 'utf8'), gcm.final()]);
//! Buffer.concat([nonce, body, gcm.getAuthTag()]).toString('base64');
//! const ecb = crypto.createCipheriv('aes-256-ecb', key, null);
//! Buffer.concat([ecb.update(JSON_TEXT, 'utf8'), ecb.final()]).toString('base64');
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_crypto::{CryptoError, SeededRandom, SharedKeyAlgorithm, SharedKeyCipher};
use proptest::prelude::*;

const API_KEY: &str = "ak_Example-Key_0123456789";
const JSON_TEXT: &str = r#"{"email":"anna@example.com","userid":"사용자-4711","cf1":"a","allowedCountries":"USA,KOR","approvePeriod":false}"#;
const NODE_GCM: &str = "AAECAwQFBgcICQoLYa8xVmv1PwsLcxCAr2ieuwZ8Q0X0mlV3DRtJYEN5TGv9ST4wviogEI/uT36H3HbtDXb0pz2GBMR26U95f6YWVnviwRI1MssAnX7Jhp7OXH//jY3WSozl8g/DM9VvszMBn/0hx6YmUlK6IRzIsQ90kGWZGkfu7yzW3t/PpTeSJ6xt7yA=";
const NODE_GCM_URL: &str = "AAECAwQFBgcICQoLYa8xVmv1PwsLcxCAr2ieuwZ8Q0X0mlV3DRtJYEN5TGv9ST4wviogEI_uT36H3HbtDXb0pz2GBMR26U95f6YWVnviwRI1MssAnX7Jhp7OXH__jY3WSozl8g_DM9VvszMBn_0hx6YmUlK6IRzIsQ90kGWZGkfu7yzW3t_PpTeSJ6xt7yA";
const NODE_ECB: &str = "3a7aQUVqE6T5ab5CrpvyieqrqH8tJVOd5PyT+ddb8VnaHLkHUPO4gOlHAiR9eBE778RNLGVRHAtIdzVP1eSdX6BUv5DizbsPVjTF/oGI1OlnZcZbLZ9uBRdgji+JwhxB5NH21Q7BLz9JN2f//vewXuyXUqe3dF7reL1TiQdNey8=";
/// The text `0123456789abcdef`: a whole block, so that the padding is a block of its own.
const NODE_ECB_WHOLE_BLOCK: &str = "bZ18xGf+YQ7RmSfXFvfvnUczhA0n/tDAK7I6iVEgVUk=";

const ALGORITHMS: [SharedKeyAlgorithm; 2] = [SharedKeyAlgorithm::Gcm, SharedKeyAlgorithm::Ecb];

fn cipher(algorithm: SharedKeyAlgorithm) -> SharedKeyCipher {
    SharedKeyCipher::from_api_key(algorithm, API_KEY)
}

#[test]
fn texts_made_by_node_open_in_every_spelling_of_base64() {
    let gcm = cipher(SharedKeyAlgorithm::Gcm);
    let unencoded_plus = NODE_GCM.replace('+', " ");
    for text in [NODE_GCM, NODE_GCM_URL, NODE_GCM.trim_end_matches('='), &unencoded_plus] {
        assert_eq!(gcm.decrypt(text).unwrap().as_str(), JSON_TEXT, "{text}");
    }
    let ecb = cipher(SharedKeyAlgorithm::Ecb);
    let url = NODE_ECB.replace('+', "-").replace('/', "_");
    for text in [NODE_ECB, url.as_str(), &NODE_ECB.replace('+', " ")] {
        assert_eq!(ecb.decrypt(text).unwrap().as_str(), JSON_TEXT, "{text}");
    }
    assert_eq!(ecb.decrypt(NODE_ECB_WHOLE_BLOCK).unwrap().as_str(), "0123456789abcdef");
}

#[test]
fn ecb_makes_what_node_makes_and_gcm_never_the_same_twice() {
    let random = SeededRandom::new(1);
    let ecb = cipher(SharedKeyAlgorithm::Ecb);
    assert_eq!(ecb.encrypt(JSON_TEXT, &random).unwrap(), NODE_ECB);
    assert_eq!(ecb.encrypt("0123456789abcdef", &random).unwrap(), NODE_ECB_WHOLE_BLOCK);
    let gcm = cipher(SharedKeyAlgorithm::Gcm);
    let (one, other) = (
        gcm.encrypt(JSON_TEXT, &random).unwrap(),
        gcm.encrypt(JSON_TEXT, &random).unwrap(),
    );
    assert_ne!(one, other);
    assert_eq!(gcm.decrypt(&one).unwrap().as_str(), JSON_TEXT);
}

#[test]
fn whatever_does_not_open_fails_alike() {
    let other_key = SharedKeyCipher::from_api_key(SharedKeyAlgorithm::Gcm, "ak_another");
    assert!(matches!(other_key.decrypt(NODE_GCM), Err(CryptoError::NotAuthentic(_))));
    for algorithm in ALGORITHMS {
        for text in ["", "A", "AAAA", "not base64!", "AAECAwQFBgcICQoL", &"A".repeat(64)] {
            let failed = cipher(algorithm).decrypt(text);
            assert!(
                matches!(failed, Err(CryptoError::NotAuthentic(_))),
                "{algorithm:?} {text}"
            );
        }
    }
    // A text of the one algorithm is none of the other.
    assert!(cipher(SharedKeyAlgorithm::Gcm).decrypt(NODE_ECB).is_err());
    assert!(cipher(SharedKeyAlgorithm::Ecb).decrypt(NODE_GCM).is_err());
    assert!(!format!("{:?}", cipher(SharedKeyAlgorithm::Gcm)).contains("key: ["));
}

#[test]
fn a_single_changed_sign_of_a_gcm_text_is_noticed() {
    let gcm = cipher(SharedKeyAlgorithm::Gcm);
    let signs: Vec<char> = NODE_GCM.trim_end_matches('=').chars().collect();
    // The last sign carries bits that base64 does not use.
    for place in 0..signs.len() - 1 {
        let mut changed = signs.clone();
        changed[place] = if changed[place] == 'A' { 'B' } else { 'A' };
        let changed: String = changed.into_iter().collect();
        assert!(gcm.decrypt(&changed).is_err(), "{place}");
    }
}

proptest! {
    #[test]
    fn every_text_comes_back(text in ".{0,200}", key in ".{0,60}", seed in any::<u64>()) {
        for algorithm in ALGORITHMS {
            let cipher = SharedKeyCipher::from_api_key(algorithm, &key);
            let encrypted = cipher.encrypt(&text, &SeededRandom::new(seed)).unwrap();
            let again = cipher.decrypt(&encrypted).unwrap();
            prop_assert_eq!(again.as_str(), text.as_str());
        }
    }

    #[test]
    fn no_text_from_outside_panics(text in ".{0,300}") {
        for algorithm in ALGORITHMS {
            let _ = cipher(algorithm).decrypt(&text);
        }
    }
}
