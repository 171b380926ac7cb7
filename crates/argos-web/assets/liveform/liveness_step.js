// Active liveness: the server asks for movements one after the other, the page shows them and sends small camera frames.
// Nothing is judged here.

import { CameraProblem, closeCamera, openCamera, takeMovementFrame, takeStill } from "./camera.js";
import { layOut } from "./capture.js";
import { element, text } from "./page.js";
import { announce, show } from "./screens.js";
import { post, sendFrames } from "./server.js";

const FRAME_INTERVAL = 200;
const MOST_FRAMES = 8;
const FRAMES_TO_SEND = 2;
const BEGINNINGS = 3;
const PATIENCE = 5;
/** Frames of the camera that are older or further apart would look made up to the server: then it is better to begin anew. */
const OLDEST_FRAME = 6000;
const LONGEST_GAP = 3500;
/** A movement that is not recognised after so many milliseconds is asked for in words that say how to go on. */
const MORE_AFTER = 3500;
const MOVEMENTS = ["turn_left", "turn_right", "look_up", "blink", "come_closer"];

let running = null;

/**
 * Sets up the buttons. `onBack` is called when the person goes back.
 */
export function setUpLiveness({ onBack }) {
  element("liveness-back").addEventListener("click", () => {
    stopLiveness();
    onBack();
  });
  element("liveness-cannot").addEventListener("click", () => running?.cannot());
}

/**
 * Asks for movements. Of the callbacks one is called: `onPicture` with the picture taken right after them, the camera's label
 * and the token that goes with it; `onWaived` with the token for a selfie without movements; `onNotAsked` when a selfie needs
 * none; `onAnswer` with what a failed attempt came to; `onCameraProblem`; `onProblem` with a failed request.
 */
export function askForMovements(callbacks, cannot = null) {
  stopLiveness();
  running = new Challenge(callbacks);
  return running.start(cannot);
}

/** Goes on without movements, for whoever has no camera: `onWaived` and the others as above. */
export async function goOnWithout({ onWaived, onNotAsked, onAnswer, onProblem }) {
  try {
    const answer = await post("/liveform/challenge", { cannot: "any", camera: null });
    if (answer.result === "waived") onWaived(answer.token);
    else if (answer.result === "not_asked") onNotAsked();
    else onAnswer(answer);
  } catch (problem) {
    onProblem(problem);
  }
}

/** Switches the camera off and sends nothing more. */
export function stopLiveness() {
  running?.stop();
  running = null;
}

/** The stream stood still for too long, as a slow phone or network makes it. */
class Interrupted extends Error {
  message = text("offline");
  code = "interrupted";
}

class Challenge {
  #callbacks;
  #video = element("liveness-video");
  #stream = null;
  #stopped = false;
  #abort = new AbortController();
  #layout = new AbortController();
  #asked = null;
  #begun = 0;
  #frameNumber = 0;
  #frames = [];
  #lastShown = -1;
  #prompt = "";
  #more = null;

  constructor(callbacks) {
    this.#callbacks = callbacks;
  }

  async start(cannot) {
    element("liveness-view").hidden = true;
    element("liveness-dots").replaceChildren();
    element("liveness-time").removeAttribute("data-running");
    this.#show("face_the_camera");
    show("liveness-capture");
    try {
      const stream = await openCamera("user", this.#video);
      if (this.#stopped) {
        closeCamera(stream, this.#video);
        return;
      }
      this.#stream = stream;
    } catch (error) {
      this.stop();
      this.#callbacks.onCameraProblem(error);
      return;
    }
    const fit = () => layOut("liveness", "face", this.#video);
    element("liveness-view").hidden = false;
    fit();
    window.addEventListener("resize", fit, { signal: this.#layout.signal });
    this.#video.addEventListener("resize", fit, { signal: this.#layout.signal });
    this.#track?.addEventListener("ended", () => this.#lose(), { signal: this.#layout.signal });
    // Who looks at something else meanwhile begins anew, without having failed.
    document.addEventListener("visibilitychange", () => this.#onVisibility(), { signal: this.#layout.signal });
    await this.#run(cannot);
  }

  stop() {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#more);
    this.#abort.abort();
    this.#layout.abort();
    if (this.#stream) closeCamera(this.#stream, this.#video);
    this.#stream = null;
  }

  /** The person cannot do what is shown: asks for something else. */
  cannot() {
    if (this.#stopped || !this.#asked) return;
    this.#halt();
    this.#run(MOVEMENTS.includes(this.#prompt) ? this.#prompt : "any");
  }

  #halt() {
    this.#asked = null;
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #onVisibility() {
    if (this.#stopped) return;
    if (document.hidden) this.#halt();
    else if (!this.#asked) this.#run(null);
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  #lose() {
    if (this.#stopped) return;
    this.stop();
    this.#callbacks.onCameraProblem(new CameraProblem("taken"));
  }

  /** From the first movement to the end; begins again when the server knows the challenge no longer. */
  async #run(cannot) {
    const signal = this.#abort.signal;
    for (let beginning = 1; ; beginning += 1) {
      try {
        await this.#begin(beginning === 1 ? cannot : null, signal);
        await this.#goOn(signal);
        return;
      } catch (problem) {
        if (signal.aborted || this.#stopped) return;
        const isOver = problem instanceof Interrupted || [404, 409, 422].includes(problem.status);
        if (isOver && this.#asked && beginning < BEGINNINGS) continue;
        this.stop();
        if (problem instanceof CameraProblem) this.#callbacks.onCameraProblem(problem);
        else this.#callbacks.onProblem(problem);
        return;
      }
    }
  }

  async #begin(cannot, signal) {
    this.#asked = null;
    const answer = await post("/liveform/challenge", { cannot, camera: this.#track?.label ?? null });
    if (signal.aborted) return;
    this.#begun = performance.now();
    this.#frameNumber = 0;
    this.#frames = [];
    const time = element("liveness-time");
    time.removeAttribute("data-running");
    if (answer.result === "ongoing") {
      time.style.animationDuration = `${answer.seconds}s`;
      void time.offsetWidth; // begins the animation anew
      time.dataset.running = "";
    }
    await this.#take(answer);
  }

  /** Collects frames and sends them, one batch at a time, until the challenge ends. */
  async #goOn(signal) {
    const collector = { running: true, problem: null };
    const collecting = this.#collect(collector);
    try {
      await this.#send(collector, signal);
    } finally {
      collector.running = false;
      await collecting;
    }
  }

  async #send(collector, signal) {
    let failures = 0;
    let lastSent = null;
    while (this.#asked && !signal.aborted) {
      if (collector.problem) throw collector.problem;
      if (this.#frames.length < FRAMES_TO_SEND) {
        await pause(FRAME_INTERVAL / 4);
        continue;
      }
      const oldest = this.#now() - OLDEST_FRAME;
      const frames = this.#frames.splice(0).filter((frame) => frame.captured_ms >= oldest);
      const first = frames[0]?.captured_ms ?? this.#now();
      if (lastSent !== null && first - lastSent > LONGEST_GAP) throw new Interrupted();
      if (!frames.length) continue;
      let answer;
      try {
        answer = await sendFrames(this.#asked, frames, signal);
        failures = 0;
      } catch (problem) {
        failures += 1;
        if (problem.status !== 503 || signal.aborted || failures > PATIENCE) throw problem;
        // Nobody has looked at them: they go with the next.
        this.#frames = thinned([...frames, ...this.#frames]);
        await pause(1000);
        continue;
      }
      if (signal.aborted) return;
      lastSent = frames.at(-1).captured_ms;
      await this.#take(answer);
    }
  }

  #now() {
    return Math.round(performance.now() - this.#begun);
  }

  async #collect(collector) {
    while (collector.running) {
      const began = performance.now();
      try {
        await this.#keepFrame(collector);
      } catch (problem) {
        collector.problem = problem;
        return;
      }
      await pause(Math.max(20, FRAME_INTERVAL - (performance.now() - began)));
    }
  }

  async #keepFrame(collector) {
    // A camera that shows nothing new is not asked twice for the same.
    if (!this.#video.videoWidth || this.#video.currentTime === this.#lastShown) return;
    this.#lastShown = this.#video.currentTime;
    const captured = this.#now();
    const picture = await takeMovementFrame(this.#video);
    if (!collector.running) return;
    this.#frames = thinned([...this.#frames, { number: this.#frameNumber, captured_ms: captured, picture }]);
    this.#frameNumber += 1;
  }

  async #take(answer) {
    if (answer.result === "ongoing") {
      this.#asked = answer;
      this.#showProgress(answer.step, answer.steps);
      this.#show(answer.prompt);
      return;
    }
    const { onPicture, onWaived, onNotAsked, onAnswer } = this.#callbacks;
    const steps = this.#asked?.steps ?? 0;
    this.#asked = null;
    if (answer.result === "passed") {
      this.#showProgress(steps, steps);
      this.#show("passed");
      const picture = await takeStill(this.#video);
      const label = this.#track?.label ?? "";
      this.stop();
      onPicture(picture, label, answer.token);
      return;
    }
    this.stop();
    if (answer.result === "waived") onWaived(answer.token);
    else if (answer.result === "not_asked") onNotAsked();
    else onAnswer(answer);
  }

  #showProgress(step, steps) {
    const dots = element("liveness-dots");
    while (dots.children.length < steps) dots.append(document.createElement("li"));
    [...dots.children].forEach((dot, index) => dot.toggleAttribute("data-done", index < step));
  }

  #show(prompt) {
    if (prompt === this.#prompt) return;
    this.#prompt = prompt;
    element("liveness-sign").dataset.prompt = prompt;
    this.#say(text(`prompt-${prompt}`));
    const ready = String(prompt === "passed" || prompt === "back_to_centre");
    element("liveness-hint").dataset.ready = ready;
    element("liveness-guide").dataset.ready = ready;
    clearTimeout(this.#more);
    if (!MOVEMENTS.includes(prompt)) return;
    this.#more = setTimeout(() => this.#say(text(`more-${prompt}`)), MORE_AFTER);
  }

  #say(words) {
    element("liveness-hint").textContent = words;
    announce(words);
  }
}

/** At most as many frames as a batch has: of too many, every second one stays. */
function thinned(frames) {
  return frames.length > MOST_FRAMES ? frames.filter((_, index) => index % 2 === 1).slice(-MOST_FRAMES) : frames;
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
