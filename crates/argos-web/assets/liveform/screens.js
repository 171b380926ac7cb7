// One screen at a time: shows it, moves the focus to its heading, tells where one is.

import { element, text } from "./page.js";

const STEPS = ["start", "document", "details", "selfie"];

const STEP_OF = {
  start: "start",
  "document-choice": "document",
  "document-capture": "document",
  "document-preview": "document",
  "back-side": "document",
  reading: "document",
  confirm: "details",
  "selfie-start": "selfie",
  "liveness-capture": "selfie",
  "liveness-waived": "selfie",
  "selfie-capture": "selfie",
  "selfie-preview": "selfie",
  checking: "selfie",
};

const main = element("content");
const announcer = element("announcer");
const projectTitle = document.title;
let announceTimer = 0;

/** Name of the screen that is shown. */
export function currentScreen() {
  return main.dataset.currentScreen;
}

/** Shows a screen by its `data-screen` name and hides all others. */
export function show(name) {
  for (const screen of main.querySelectorAll("[data-screen]")) {
    screen.hidden = screen.dataset.screen !== name;
  }
  main.dataset.currentScreen = name;
  showStep(name);
  window.scrollTo(0, 0);
  const heading = [...main.querySelectorAll(`[data-screen="${name}"] h1`)].find((candidate) => !candidate.closest("[hidden]"));
  if (heading) {
    document.title = `${heading.textContent.trim()} – ${projectTitle}`;
    heading.focus({ preventScroll: true });
  }
}

function showStep(name) {
  const progress = element("progress");
  // Interruptions such as "retry" leave the indicator where it was.
  if (name in STEP_OF) {
    const reached = STEPS.indexOf(STEP_OF[name]);
    progress.querySelectorAll("li").forEach((item, index) => item.toggleAttribute("data-reached", index <= reached));
    const label = progress.querySelectorAll("li")[reached].textContent;
    element("progress-text").textContent = text("step-of", { number: reached + 1, count: STEPS.length, name: label });
    progress.hidden = false;
  } else if (name === "result" || name === "handover") {
    progress.hidden = true;
  }
}

/** Has a screen reader say something, without moving the focus. */
export function announce(message) {
  clearTimeout(announceTimer);
  announcer.textContent = "";
  announceTimer = setTimeout(() => {
    announcer.textContent = message;
  }, 80);
}
