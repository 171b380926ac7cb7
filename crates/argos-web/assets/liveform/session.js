// What a reload needs to go on: the bearer token and the chosen document. Nothing personal. The
// token also outlives the tab for as long as the server takes a running submission up again. And, where the project wants
// it, a random key by which the browser is known again.

import { page } from "./page.js";

const KEY = `argos-liveform-${page.pid}`;
const LAST_KEY = `${KEY}-last`;
const REUSE_MILLISECONDS = 20 * 60 * 1000;
let inMemory = null;

/** The running session, or null. */
export function loadSession() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? inMemory;
  } catch {
    return inMemory; // storage is blocked in some embedded browsers
  }
}

/** Keeps the session: {token, country, kind}. */
export function saveSession(session) {
  inMemory = session;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
    localStorage.setItem(LAST_KEY, JSON.stringify({ token: session.token, at: Date.now() }));
  } catch {
    // without storage the session lives as long as the page
  }
}

/** Forgets the session. */
export function clearSession() {
  inMemory = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing was stored
  }
}

/** The token of the submission that this browser worked on a short while ago, in whatever tab; else null. */
export function lastToken() {
  try {
    const last = JSON.parse(localStorage.getItem(LAST_KEY));
    if (last && Date.now() - last.at < REUSE_MILLISECONDS) return last.token;
    localStorage.removeItem(LAST_KEY);
  } catch {
    // nothing was stored
  }
  return null;
}

/** The submission is decided: no browser goes on with it. */
export function forgetLastToken() {
  try {
    localStorage.removeItem(LAST_KEY);
  } catch {
    // nothing was stored
  }
}

const DEVICE_KEY = "argos-device-key";

/** The browser's random key, made at the first call; null when the project does not use one or storage is blocked. */
export function deviceKey() {
  if (!page.device_key) return null;
  try {
    const known = localStorage.getItem(DEVICE_KEY);
    if (known) return known;
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    localStorage.setItem(DEVICE_KEY, made);
    return made;
  } catch {
    return null;
  }
}
