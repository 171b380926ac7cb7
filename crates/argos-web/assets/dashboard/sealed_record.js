// What the holder of a SecretKey does, in the browser: making the pair of keys and opening sealed records. Nothing here sends anything.
//
// HPKE (RFC 9180) in mode base with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, out of WebCrypto's parts. The form of
// records and keys is described in crates/argos-crypto/src/sealed_record.rs and key_text.rs.

const KEY = 32;
const CHECKSUM = 4;
const SECRET_PREFIX = "argos_sk_";
const PUBLIC_PREFIX = "argos_pk_";
const FORMAT = 1;
const HEADER = 9;
const TAG = 16;
const KEM = ascii("KEM\x00\x20");
const HPKE = ascii("HPKE\x00\x20\x00\x01\x00\x02");
// The bytes before the 32 of an X25519 private key in PKCS #8, the only form in which browsers take one.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20);

/** Why something does not open, in words for the person who tries. */
export class SecretKeyError extends Error {}

/** Whether this browser can do all of this, and may: browsers allow it on secure pages only. */
export async function isSupported() {
  try {
    await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    return true;
  } catch {
    return false;
  }
}

/** A fresh pair: `secretKey` and `publicKey` as text, and the id of both. */
export async function makeSecretKey() {
  const seed = crypto.getRandomValues(new Uint8Array(KEY));
  const pair = await pairOf(seed);
  return {
    secretKey: await writeKey(SECRET_PREFIX, seed),
    publicKey: await writeKey(PUBLIC_PREFIX, pair.publicBytes),
    keyId: pair.keyId,
  };
}

/** The holder's end of a SecretKey given as text: `keyId`, `publicKey`, and `open` for the sealed form of a submission. */
export async function readSecretKey(text) {
  const pair = await pairOf(await readKey(SECRET_PREFIX, text));
  return {
    keyId: pair.keyId,
    publicKey: await writeKey(PUBLIC_PREFIX, pair.publicBytes),
    open: (form) => openForm(pair, form),
  };
}

/** The personal text in the sealed form that the API gives: all records together. */
async function openForm(pair, form) {
  const text = {};
  for (const record of form.records) {
    const row = `${form.submission_id}/${record.number}`;
    const opened = await openRecord(pair, decodeBase64(record.content), ["sealed_record", "content", row, form.project_id]);
    merge(text, JSON.parse(new TextDecoder().decode(opened)));
  }
  return text;
}

async function openRecord(pair, sealed, place) {
  if (sealed.length < HEADER + KEY + TAG || sealed[0] !== FORMAT) {
    throw new SecretKeyError("The sealed record is damaged.");
  }
  const header = sealed.subarray(0, HEADER);
  const needed = hexadecimal(header.subarray(1));
  if (needed !== pair.keyId) {
    throw new SecretKeyError(`This submission needs the SecretKey ${needed}; this is the SecretKey ${pair.keyId}.`);
  }
  const encapsulated = sealed.subarray(HEADER, HEADER + KEY);
  const info = lengthPrefixed([ascii("argos sealed record"), ...place.map(utf8), header.subarray(1)]);
  try {
    const shared = await decapsulate(pair, encapsulated);
    const { key, nonce } = await schedule(shared, info);
    const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const ciphertext = sealed.subarray(HEADER + KEY);
    return await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: header }, aes, ciphertext);
  } catch {
    throw new SecretKeyError("The sealed record was changed, or belongs to another submission.");
  }
}

// RFC 9180, section 4.1.

async function pairOf(seed) {
  const extracted = await labeledExtract(KEM, null, "dkp_prk", seed);
  const scalar = await labeledExpand(KEM, extracted, "sk", new Uint8Array(0), KEY);
  const encoded = concatenate([PKCS8, scalar]);
  // The public half cannot be asked for; an exported private key has it.
  const exportable = await crypto.subtle.importKey("pkcs8", encoded, { name: "X25519" }, true, ["deriveBits"]);
  const { x } = await crypto.subtle.exportKey("jwk", exportable);
  const publicBytes = decodeBase64(x);
  const digest = await sha256(concatenate([ascii("argos sealing key id"), publicBytes]));
  return {
    privateKey: await crypto.subtle.importKey("pkcs8", encoded, { name: "X25519" }, false, ["deriveBits"]),
    publicBytes,
    keyId: hexadecimal(digest.subarray(0, 8)),
  };
}

async function decapsulate(pair, encapsulated) {
  const sender = await crypto.subtle.importKey("raw", encapsulated, { name: "X25519" }, false, []);
  const secret = await crypto.subtle.deriveBits({ name: "X25519", public: sender }, pair.privateKey, 8 * KEY);
  const extracted = await labeledExtract(KEM, null, "eae_prk", new Uint8Array(secret));
  return labeledExpand(KEM, extracted, "shared_secret", concatenate([encapsulated, pair.publicBytes]), KEY);
}

// RFC 9180, section 5.1, mode base.

async function schedule(shared, info) {
  const nothing = new Uint8Array(0);
  const context = concatenate([
    Uint8Array.of(0),
    await labeledExtract(HPKE, null, "psk_id_hash", nothing),
    await labeledExtract(HPKE, null, "info_hash", info),
  ]);
  const secret = await labeledExtract(HPKE, shared, "secret", nothing);
  return {
    key: await labeledExpand(HPKE, secret, "key", context, 32),
    nonce: await labeledExpand(HPKE, secret, "base_nonce", context, 12),
  };
}

function labeledExtract(suite, salt, label, material) {
  // An empty salt counts as so many zeros (RFC 5869), which browsers take as a key.
  return hmac(salt ?? new Uint8Array(32), concatenate([ascii("HPKE-v1"), suite, ascii(label), material]));
}

async function labeledExpand(suite, extracted, label, info, length) {
  const labeled = concatenate([Uint8Array.of(0, length), ascii("HPKE-v1"), suite, ascii(label), info]);
  // Nothing here is longer than one block of HKDF-Expand.
  return (await hmac(extracted, concatenate([labeled, Uint8Array.of(1)]))).subarray(0, length);
}

async function hmac(key, message) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

// The text form of keys: a prefix, then the key and the first four bytes of the SHA-256 of prefix and key.

async function writeKey(prefix, key) {
  const bytes = concatenate([key, await checksum(prefix, key)]);
  const text = btoa(String.fromCharCode(...bytes));
  return prefix + text.replaceAll("+", "-").replaceAll("/", "_");
}

async function readKey(prefix, text) {
  const symbols = text.trim();
  if (!symbols.startsWith(prefix)) {
    throw new SecretKeyError(`A SecretKey begins with ${prefix}.`);
  }
  const encoded = symbols.slice(prefix.length);
  if (!/^[A-Za-z0-9_-]{48}$/.test(encoded)) {
    throw new SecretKeyError("A SecretKey has 48 letters, digits, - or _ after its beginning. Was a part left out?");
  }
  const bytes = decodeBase64(encoded);
  const key = bytes.subarray(0, KEY);
  const expected = await checksum(prefix, key);
  if (bytes.subarray(KEY).some((byte, place) => byte !== expected[place])) {
    throw new SecretKeyError("At least one character of this SecretKey is wrong.");
  }
  return key;
}

async function checksum(prefix, key) {
  return (await sha256(concatenate([ascii(prefix), key]))).subarray(0, CHECKSUM);
}

// Bytes.

function ascii(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Base64, of the standard alphabet or the one for addresses. */
function decodeBase64(text) {
  return ascii(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
}

function concatenate(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Each part preceded by its length in eight bytes. */
function lengthPrefixed(parts) {
  return concatenate(
    parts.flatMap((part) => {
      const length = new Uint8Array(8);
      new DataView(length.buffer).setUint32(4, part.length);
      return [length, part];
    }),
  );
}

/** Adds what a later record holds to what earlier ones hold. */
function merge(all, later) {
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  for (const [name, value] of Object.entries(later)) {
    if (Object.hasOwn(all, name) && isObject(all[name]) && isObject(value)) {
      merge(all[name], value);
    } else {
      all[name] = value;
    }
  }
}
