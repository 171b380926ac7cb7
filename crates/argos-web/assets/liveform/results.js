// The screens that end or interrupt: retry, problem, blocked, result.

import { element, text } from "./page.js";
import { announce, show } from "./screens.js";

let countdown = 0;

/** Sets up the buttons that start again. */
export function setUpResults({ onRestart }) {
  element("start-again").addEventListener("click", onRestart);
  element("problem-restart").addEventListener("click", onRestart);
}

/** An attempt failed: says why, what to do, how often one can try. `onChoose` is null where there is nothing to choose. */
export function showRetry(answer, onRetry, onChoose) {
  // Of a failed challenge the server says what happened and what helps.
  const message = answer.advice ?? answer.message;
  element("retry-message").textContent = message;
  element("retry-message").dataset.code = answer.retry_code;
  element("retry-attempts").textContent = answer.attempts_left_text;
  element("retry-button").onclick = onRetry;
  element("retry-choose").onclick = onChoose;
  element("retry-choose").hidden = !onChoose;
  show("retry");
  announce(`${message} ${answer.attempts_left_text}`);
}

/** A request failed. `retry` repeats it; null when only a new start helps. */
export function showProblem(problem, retry) {
  const button = element("problem-retry");
  element("problem-message").textContent = problem.message;
  element("problem-message").dataset.code = problem.code ?? "unexpected";
  button.hidden = !retry;
  button.onclick = retry;
  element("problem-restart").hidden = Boolean(retry);
  wait(problem.retryAfterSeconds ?? 0);
  show("problem");
  announce(problem.message);
}

/** A rule of the project keeps the person from verifying now: what happens, and when they can come back. */
export function showBlocked(problem) {
  element("blocked-message").textContent = problem.message;
  element("blocked-code").textContent = problem.code;
  show("blocked");
  announce(problem.message);
}

/** Holds the retry button back for as long as the server asked. */
function wait(seconds) {
  const note = element("problem-wait");
  const button = element("problem-retry");
  clearInterval(countdown);
  let left = Math.min(seconds, 120);
  const tick = () => {
    note.hidden = left <= 0;
    note.textContent = text("wait", { seconds: left });
    button.disabled = left > 0;
    if (left <= 0) clearInterval(countdown);
    left -= 1;
  };
  tick();
  if (seconds > 0) countdown = setInterval(tick, 1000);
}

/** The end: approved, pending or rejected. `message` says why it was rejected and what to do. */
export function showResult(status, message) {
  const result = element("result");
  result.dataset.result = status;
  for (const known of ["approved", "pending", "rejected"]) element(`result-${known}`).hidden = known !== status;
  element("rejected-message").textContent = message ?? "";
  element("start-again").hidden = status !== "rejected";
  // One main action: after a rejection a new start, otherwise the way back.
  document.getElementById("return-link")?.classList.toggle("button-secondary", status === "rejected");
  show("result");
  if (status === "rejected" && message) announce(message);
}
