// What a reload needs to go on: the bearer token and the chosen document. Nothing personal, gone with the tab.

import { page } from "./page.js";

const KEY = `argos-liveform-${page.pid}`;
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
