// Requests to the server. Every failure becomes a ServerProblem with words for the person.

import { page, text } from "./page.js";
import { loadSession } from "./session.js";

const REQUEST_MILLISECONDS = 60_000;
const UPLOAD_MILLISECONDS = 180_000;
const GLANCE_MILLISECONDS = 10_000;

/** A request that did not succeed. `status` is 0 without connection. */
export class ServerProblem extends Error {
  constructor({ status, code, message, field, retryAfterSeconds }) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function headers(extra = {}) {
  const session = loadSession();
  const authorization = session?.token ? { Authorization: `Bearer ${session.token}` } : {};
  return { "Accept-Language": page.language, ...authorization, ...extra };
}

function offline() {
  return new ServerProblem({ status: 0, code: "offline", message: text("offline") });
}

function problemOf(status, retryAfter, answer) {
  return new ServerProblem({
    status,
    code: answer?.error ?? "unexpected",
    message: answer?.message ?? text("unexpected"),
    field: answer?.field,
    retryAfterSeconds: Number.parseInt(retryAfter ?? "", 10) || 0,
  });
}

async function send(path, options, milliseconds) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  const abort = () => controller.abort();
  options.signal?.addEventListener("abort", abort);
  try {
    const response = await fetch(path, { cache: "no-store", credentials: "omit", ...options, signal: controller.signal });
    const answer = await response.json().catch(() => null);
    if (!response.ok || answer === null) throw problemOf(response.status, response.headers.get("Retry-After"), answer);
    return answer;
  } catch (error) {
    throw error instanceof ServerProblem || options.signal?.aborted ? error : offline();
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
  }
}

/** GET with the session's token. */
export function get(path) {
  return send(path, { headers: headers() }, REQUEST_MILLISECONDS);
}

/** POST of JSON with the session's token. */
export function post(path, body) {
  return send(path, { method: "POST", headers: headers({ "Content-Type": "application/json" }), body: JSON.stringify(body) }, REQUEST_MILLISECONDS);
}

/** Has the server look at one small camera frame. */
export function glance(kind, frame, signal) {
  const options = { method: "POST", headers: headers({ "Content-Type": "image/jpeg" }), body: frame, signal };
  return send(`/liveform/glance?kind=${kind}`, options, GLANCE_MILLISECONDS);
}

/** Has the server judge camera frames of a challenge. */
export function sendFrames({ challenge, batch, nonce }, frames, signal) {
  const form = new FormData();
  const heads = frames.map(({ number, captured_ms }) => ({ number, captured_ms }));
  form.append("batch", JSON.stringify({ number: batch, nonce, frames: heads }));
  for (const { picture } of frames) form.append("frame", picture, "frame.jpg");
  return send(`/liveform/challenge/${challenge}/frames`, { method: "POST", headers: headers(), body: form, signal }, REQUEST_MILLISECONDS);
}

/** POST of pictures, with `texts` beside them; `onProgress` gets the share sent, 0 to 1. fetch cannot tell how far an upload is. */
export function upload(path, pictures, texts, onProgress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(texts)) {
    if (value) form.append(name, value);
  }
  for (const [name, picture] of Object.entries(pictures)) {
    if (picture) form.append(name, picture, `${name}.jpg`);
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.timeout = UPLOAD_MILLISECONDS;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.upload.addEventListener("load", () => onProgress(1));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300 && request.response) resolve(request.response);
      else reject(problemOf(request.status, request.getResponseHeader("Retry-After"), request.response));
    });
    for (const failure of ["error", "timeout", "abort"]) request.addEventListener(failure, () => reject(offline()));
    request.send(form);
  });
}
