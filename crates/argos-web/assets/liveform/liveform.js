// The way through the Liveform: which screen follows which, and what is asked of the server in between.

import { fillConfirm, setUpConfirm, showConfirmProblem } from "./confirm_step.js";
import { askForMovements, goOnWithout, setUpLiveness, stopLiveness } from "./liveness_step.js";
import { element, page, text, whileDisabled } from "./page.js";
import { askForPicture, explainCamera, setUpPictures, stopCamera } from "./picture_step.js";
import { showBlocked, showProblem, showRetry, showResult, setUpResults } from "./results.js";
import { currentScreen, show } from "./screens.js";
import { get, post, upload } from "./server.js";
import { clearSession, deviceKey, forgetLastToken, lastToken, loadSession, saveSession } from "./session.js";
import { choose, chosenDocument, handoverIsOffered, setUpStart, showStartProblem } from "./start_step.js";

/** Codes of rules that keep a person from verifying for a time. */
const BLOCKED = ["PV-40030", "PV-40031", "PV-40032"];

let email = "";

setUpStart({ onStarted, onChosen: (chosen) => whileDisabled(element("choice-continue"), () => onChosen(chosen)) });
setUpPictures();
setUpLiveness({ onBack: () => show("selfie-start") });
setUpConfirm({ onConfirmed: (fields) => whileDisabled(element("confirm-button"), () => confirm(fields)), onAgain: takeDocument });
setUpResults({ onRestart: restart });
window.addEventListener("pagehide", () => {
  stopCamera();
  stopLiveness();
});
begin();

function begin() {
  takeInvitation();
  if (loadSession()) resume();
  else show(handoverIsOffered() ? "handover" : "start");
}

/** A link that a reviewer sent carries the session behind the `#`; it is taken out of the address at once. */
function takeInvitation() {
  const token = new URLSearchParams(location.hash.slice(1)).get("continue");
  if (!token) return;
  saveSession({ token, country: null, kind: null });
  history.replaceState(null, "", location.pathname + location.search);
}

/** Asks the server where the submission stands and goes there. */
async function resume() {
  let state;
  try {
    state = await get("/liveform/state");
  } catch (problem) {
    if (problem.status === 401 || problem.status === 404) {
      clearSession();
      show("start");
    } else {
      showProblem(problem, resume);
    }
    return;
  }
  if (state.status !== "incomplete") {
    forgetLastToken();
    showResult(state.status, state.message);
    return;
  }
  const session = loadSession();
  saveSession({ ...session, country: session.country ?? state.country, kind: session.kind ?? state.kind });
  if (state.asked_again && currentScreen() === "loading") {
    element("asked-again-reason").textContent = state.asked_again;
    element("asked-again-continue").onclick = () => goOn(state);
    show("asked-again");
  } else {
    goOn(state);
  }
}

function goOn(state) {
  if (state.next_step === "document") {
    const { country, kind } = loadSession();
    choose(country, kind);
    if (kind || page.universal_id) takeDocument();
    else show("document-choice");
  } else if (state.confirmed) {
    show("selfie-start");
  } else {
    fillConfirm(state.fields);
    show("confirm");
  }
}

function restart() {
  clearSession();
  element("consent").checked = false;
  show("start");
}

function onStarted(given) {
  email = given;
  const { country, kind } = chosenDocument();
  // Chosen by the link: nothing to ask.
  if (page.selected_country === country && page.selected_kind === kind && country && kind) whileDisabled(element("start-button"), () => onChosen({ country, kind }));
  else if (page.universal_id) whileDisabled(element("start-button"), () => onChosen({ country, kind }));
  else show("document-choice");
}

async function onChosen({ country, kind }) {
  const session = loadSession();
  try {
    if (session) {
      await post("/liveform/choose", { issuingCountry: country, idType: kind });
      saveSession({ ...session, country, kind });
    } else {
      const request = { ...page.query, pid: page.pid, email, consent: true, issuingCountry: country, idType: kind, deviceKey: deviceKey(), running: lastToken(), lang: page.language };
      const started = await post("/liveform/start", request);
      saveSession({ token: started.token, country, kind });
      if (started.resumed) {
        resume();
        return;
      }
    }
  } catch (problem) {
    if (!showStartProblem(problem)) recover(problem, () => onChosen({ country, kind }));
    return;
  }
  takeDocument();
}

function takeDocument() {
  const { kind } = loadSession();
  const inBooklet = kind === "passport" || kind === "visa";
  askForPicture({
    subject: "document",
    shape: inBooklet ? kind : "card",
    heading: text({ passport: "capture-passport", "": "capture-any" }[kind ?? ""] ?? "capture-front"),
    instruction: text({ passport: "guide-passport", "": "guide-any" }[kind ?? ""] ?? "guide-front"),
    onBack: chooseAgain,
    onPicture: (picture, capture) => (hasBack(kind) ? askForBack({ picture, capture }) : sendDocument({ picture, capture }, null)),
  });
}

/** To the choice of the document; where there is none, to the start. */
function chooseAgain() {
  show(page.universal_id && !loadSession()?.kind ? "start" : "document-choice");
}

/** Nobody was asked for the kind: any document may have a back. */
function hasBack(kind) {
  if (!kind) return true;
  return page.kinds.find((known) => known.name === kind)?.has_back ?? false;
}

function askForBack(front) {
  element("back-side-continue").onclick = () => takeBack(front);
  element("no-back-side").onclick = () => sendDocument(front, null);
  show("back-side");
}

function takeBack(front) {
  askForPicture({
    subject: "document",
    shape: "card",
    heading: text("capture-back"),
    instruction: text("guide-back"),
    onBack: () => askForBack(front),
    onPicture: (picture, capture) => sendDocument(front, { picture, capture }),
  });
}

async function sendDocument(front, back) {
  const pictures = { front: front.picture, back: back?.picture };
  const captures = [front.capture, back?.capture].filter(Boolean);
  // One file is enough to say so, and one label to look at.
  const capture = {
    source: captures.some(({ source }) => source === "file") ? "file" : "camera",
    camera: captures.map(({ camera }) => camera ?? "").join(" "),
  };
  await send("reading", "/liveform/document", pictures, { capture: JSON.stringify(capture) }, (answer) => {
    if (answer.result === "read") {
      saveSession(loadSession());
      fillConfirm(answer.fields);
      show("confirm");
    } else {
      settle(answer, takeDocument, page.universal_id ? null : chooseAgain);
    }
  });
}

async function confirm(fields) {
  try {
    await post("/liveform/confirm", fields);
  } catch (problem) {
    if (!showConfirmProblem(problem)) recover(problem, () => confirm(fields));
    return;
  }
  saveSession(loadSession());
  show("selfie-start");
}

element("selfie-start-button").addEventListener("click", () => takeSelfie());

function takeSelfie() {
  if (page.active_liveness) showMovements();
  else photographSelfie(null);
}

/** Asks for movements, after which the selfie is taken at once. */
function showMovements() {
  const callbacks = {
    onPicture: (picture, camera, challenge) => sendSelfie(picture, { source: "camera", camera }, challenge),
    onWaived: offerSelfieWithout,
    onNotAsked: () => photographSelfie(null),
    onAnswer: (answer) => settle(answer, takeSelfie, null),
    onProblem: (problem) => recover(problem, takeSelfie),
    onCameraProblem: (error) => explainCamera(error, showMovements, () => goOnWithout(callbacks)),
  };
  askForMovements(callbacks);
}

/** The person cannot make the movements: the selfie comes without, and somebody will look at it. */
function offerSelfieWithout(challenge) {
  element("liveness-waived-continue").onclick = () => photographSelfie(challenge);
  show("liveness-waived");
}

/** `challenge` is the token that the selfie brings, or null. */
function photographSelfie(challenge) {
  askForPicture({
    subject: "selfie",
    shape: "face",
    heading: text("capture-selfie"),
    instruction: text("guide-selfie"),
    onBack: () => show("selfie-start"),
    onPicture: (picture, capture) => sendSelfie(picture, capture, challenge),
  });
}

async function sendSelfie(selfie, capture, challenge) {
  await send("checking", "/liveform/selfie", { selfie }, { capture: JSON.stringify(capture), challenge }, (answer) => settle(answer, takeSelfie, null));
}

/** Uploads pictures behind a progress screen. The pictures stay in memory until the server has answered. */
async function send(screen, path, pictures, texts, onAnswer) {
  const bar = element(`${screen}-progress`);
  const words = element(`${screen}-progress-text`);
  const onProgress = (share) => {
    const percent = Math.round(share * 100);
    bar.value = percent;
    words.textContent = share < 1 ? text("uploading", { percent }) : text("working");
  };
  onProgress(0);
  show(screen);
  let answer;
  try {
    answer = await upload(path, pictures, texts, onProgress);
  } catch (problem) {
    // The policy that holds for this submission asks for movements, the page's does not.
    if (problem.field === "challenge") {
      showMovements();
      return;
    }
    const again = { reading: takeDocument, checking: takeSelfie }[screen];
    const pictureIsBad = [413, 415, 422].includes(problem.status);
    recover(problem, pictureIsBad ? again : () => send(screen, path, pictures, texts, onAnswer));
    return;
  }
  onAnswer(answer);
}

/** What the server decided about an attempt. */
function settle(answer, onRetry, onChoose) {
  if (answer.result === "retry") showRetry(answer, onRetry, onChoose);
  else {
    forgetLastToken();
    showResult(answer.result, answer.message);
  }
}

/** A failed request: the person learns why and can go on; a step that is no longer due leads to the one that is. */
function recover(problem, retry) {
  if (BLOCKED.includes(problem.code)) {
    clearSession();
    showBlocked(problem);
    return;
  }
  if (problem.status === 409) resume();
  else if (problem.status === 401) showProblem(problem, null);
  else showProblem(problem, retry);
}
