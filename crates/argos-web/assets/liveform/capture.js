// The camera screens: guide, live hints, automatic and manual shutter. One class serves document and selfie.

import { CameraProblem, closeCamera, openCamera, takeFrame, takeStill } from "./camera.js";
import { element, text } from "./page.js";
import { SharpnessMemory, hintOf, measure } from "./picture_quality.js";
import { announce } from "./screens.js";
import { glance } from "./server.js";

const GLANCE_INTERVAL = 600;
const READY_GLANCES = 2;
const SLOW_DOWN = 3000;
const ANNOUNCE_INTERVAL = 2500;

/** Width over height of what is held into the frame, and the largest share of the view that the guide takes. */
const SHAPES = {
  passport: { aspect: 125 / 88, width: 0.94, height: 0.86 }, // ICAO 9303 part 4, TD3
  visa: { aspect: 120 / 80, width: 0.94, height: 0.86 }, // ICAO 9303 part 7, MRV-A
  card: { aspect: 85.6 / 53.98, width: 0.92, height: 0.84 }, // ISO/IEC 7810, ID-1
  face: { aspect: 0.76, width: 0.78, height: 0.8 },
};

/** Fits the whole camera picture into the stage: what is seen is what is sent. Answers where the guide lies, as shares. */
export function layOut(subject, shapeName, video) {
  const shape = SHAPES[shapeName];
  const stage = element(`${subject}-stage`);
  const view = element(`${subject}-view`);
  const guide = element(`${subject}-guide`);
  const aspect = video.videoWidth / video.videoHeight || 4 / 3;
  const width = Math.min(stage.clientWidth, stage.clientHeight * aspect);
  const height = width / aspect;
  view.style.width = `${width}px`;
  view.style.height = `${height}px`;
  const guideWidth = Math.min(width * shape.width, height * shape.height * shape.aspect);
  const guideHeight = guideWidth / shape.aspect;
  Object.assign(guide.style, {
    width: `${guideWidth}px`,
    height: `${guideHeight}px`,
    left: `${(width - guideWidth) / 2}px`,
    top: `${(height - guideHeight) / 2}px`,
  });
  return {
    x: (1 - guideWidth / width) / 2,
    y: (1 - guideHeight / height) / 2,
    width: guideWidth / width,
    height: guideHeight / height,
  };
}

/** One opening of a camera screen; `stop` it before leaving. */
export class Capture {
  #subject;
  #shape;
  #instruction;
  #onPicture;
  #video;
  #stream = null;
  #running = false;
  #taking = false;
  #abort = new AbortController();
  #memory;
  #readyInARow = 0;
  #lastHint = "";
  #lastAnnounced = 0;

  /** subject: document or selfie; shape: a key of SHAPES; instruction: what to hold into the frame; onPicture gets a JPEG blob and the camera's label. */
  constructor({ subject, shape, instruction, onPicture }) {
    this.#subject = subject;
    this.#memory = new SharpnessMemory(subject);
    this.#shape = shape;
    this.#instruction = instruction;
    this.#onPicture = onPicture;
    this.#video = element(`${subject}-video`);
    element(`${subject}-guide`).dataset.shape = shape;
  }

  /** Opens the camera and begins to look. Throws CameraProblem. */
  async start() {
    const signal = this.#abort.signal;
    this.#running = true;
    element(`${this.#subject}-view`).hidden = true;
    this.#shutter.disabled = true;
    this.#showHint(this.#instruction, false);
    const stream = await openCamera(this.#subject === "document" ? "environment" : "user", this.#video);
    if (!this.#running) {
      closeCamera(stream, this.#video);
      return;
    }
    this.#stream = stream;
    this.#layOut();
    element(`${this.#subject}-view`).hidden = false;
    this.#shutter.disabled = false;
    this.#shutter.addEventListener("click", () => this.#take(), { signal });
    window.addEventListener("resize", () => this.#layOut(), { signal });
    this.#video.addEventListener("resize", () => this.#layOut(), { signal });
    stream.getVideoTracks()[0]?.addEventListener("ended", () => this.#onEnded(), { signal });
    this.#look();
  }

  /** Ends looking and switches the camera off. */
  stop() {
    if (!this.#running) return;
    this.#running = false;
    this.#abort.abort();
    if (this.#stream) closeCamera(this.#stream, this.#video);
    this.#stream = null;
  }

  /** Called when the camera is unplugged or taken away. */
  onLost = () => {};

  get #shutter() {
    return element(`${this.#subject}-shutter`);
  }

  #onEnded() {
    if (!this.#running) return;
    this.stop();
    this.onLost(new CameraProblem("taken"));
  }

  #layOut() {
    this.#region = layOut(this.#subject, this.#shape, this.#video);
  }

  #region = { x: 0, y: 0, width: 1, height: 1 };

  /** Glances at frames until the picture is taken; the next glance waits for the answer to the last. */
  async #look() {
    while (this.#running && !this.#taking) {
      const begun = performance.now();
      const pause = await this.#lookOnce();
      if (!this.#running || this.#taking) return;
      const rest = Math.max(0, (pause ?? GLANCE_INTERVAL) - (performance.now() - begun));
      await new Promise((resolve) => setTimeout(resolve, rest));
    }
  }

  /** One glance; returns how long to rest after it when it is not the usual time. */
  async #lookOnce() {
    if (document.hidden || !this.#video.videoWidth) return GLANCE_INTERVAL;
    const measured = measure(this.#video, this.#region);
    const localHint = hintOf(this.#subject, measured);
    if (localHint === "too_dark") {
      this.#readyInARow = 0;
      this.#advise(localHint);
      return GLANCE_INTERVAL;
    }
    let seen;
    try {
      seen = await glance(this.#subject, await takeFrame(this.#video), this.#abort.signal);
    } catch (error) {
      // Hints are a service, the shutter is not: without the server one presses the button oneself.
      if (!this.#running) return 0;
      this.#readyInARow = 0;
      this.#showHint(localHint ? this.#hintText(localHint) : text("manual"), false);
      return Math.max(SLOW_DOWN, (error.retryAfterSeconds ?? 0) * 1000);
    }
    if (!this.#running || this.#taking) return 0;
    if (seen.ready) {
      const sharp = this.#memory.isSharp(measured);
      this.#readyInARow = sharp ? this.#readyInARow + 1 : 0;
      this.#advise(sharp ? "hold_still" : "blurred", sharp);
    } else {
      this.#memory.forget();
      this.#readyInARow = 0;
      this.#advise(seen.hint);
    }
    if (this.#readyInARow >= READY_GLANCES) await this.#take();
    return GLANCE_INTERVAL;
  }

  async #take() {
    if (this.#taking || !this.#running) return;
    this.#taking = true;
    this.#shutter.disabled = true;
    let picture;
    try {
      picture = await takeStill(this.#video);
    } catch (error) {
      this.stop();
      this.onLost(error);
      return;
    }
    announce(text("taken"));
    const label = this.#stream?.getVideoTracks()[0]?.label ?? "";
    this.stop();
    this.#onPicture(picture, label);
  }

  #hintText(hint) {
    return hint === "nothing_found" ? text(`hint-nothing_found-${this.#subject}`) : text(`hint-${hint}`);
  }

  #advise(hint, ready = false) {
    // An empty frame calls for the instruction, not for a complaint.
    this.#showHint(hint === "nothing_found" && this.#lastHint === this.#instruction ? this.#instruction : this.#hintText(hint), ready);
  }

  #showHint(message, ready) {
    const hint = element(`${this.#subject}-hint`);
    hint.dataset.ready = String(ready);
    element(`${this.#subject}-guide`).dataset.ready = String(ready);
    if (message === this.#lastHint) return;
    this.#lastHint = message;
    hint.textContent = message;
    const now = performance.now();
    if (now - this.#lastAnnounced > ANNOUNCE_INTERVAL) {
      this.#lastAnnounced = now;
      announce(message);
    }
  }
}
