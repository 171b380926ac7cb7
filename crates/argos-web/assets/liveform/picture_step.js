// Getting one picture from the person: camera or file, then a look at it. Knows nothing of documents or decisions.

import { CameraProblem } from "./camera.js";
import { Capture } from "./capture.js";
import { announce, show } from "./screens.js";
import { element, page, text } from "./page.js";

const LARGEST_FILE = 20 * 1024 * 1024;
const FILE_TYPES = ["image/jpeg", "image/png", "image/webp"];

let capture = null;
let wanted = null;
let previewAddress = null;
let tryCameraAgain = openCapture;

/** Sets up the buttons of camera, preview and file choice. */
export function setUpPictures() {
  for (const subject of ["document", "selfie"]) {
    element(`${subject}-capture-back`).addEventListener("click", () => {
      const { onBack } = wanted;
      stopCamera();
      onBack();
    });
    element(`${subject}-use`).addEventListener("click", () => {
      const { onPicture, picture, capture: how } = wanted;
      onPicture(picture, how);
    });
    element(`${subject}-again`).addEventListener("click", () => (wanted.capture.source === "file" ? chooseFile() : openCapture()));
    if (page.upload_allowed) element(`${subject}-upload`).addEventListener("click", chooseFile);
  }
  element("camera-retry").addEventListener("click", () => tryCameraAgain());
  if (!page.upload_allowed) return;
  element("camera-upload").addEventListener("click", chooseFile);
  element("picture-file").addEventListener("change", takeFile);
}

/**
 * Asks for a picture. `subject` is document or selfie, `shape` the guide's, `heading` and `instruction` are shown,
 * `onPicture` gets the picture that the person chose to use and how it came ({source, camera}), `onBack` is called when they
 * go back.
 */
export function askForPicture(request) {
  wanted = { ...request, picture: null, capture: null };
  openCapture();
}

/** Switches the camera off. */
export function stopCamera() {
  capture?.stop();
  capture = null;
}

async function openCapture() {
  stopCamera();
  const { subject, shape, heading, instruction } = wanted;
  element(`${subject}-capture-heading`).textContent = heading;
  show(`${subject}-capture`);
  const opened = new Capture({ subject, shape, instruction, onPicture: (picture, label) => preview(picture, { source: "camera", camera: label }) });
  opened.onLost = showCameraProblem;
  capture = opened;
  try {
    await opened.start();
  } catch (error) {
    opened.stop();
    if (capture === opened) showCameraProblem(error);
  }
}

function showCameraProblem(error) {
  capture = null;
  explainCamera(error, openCapture, null);
}

/**
 * Says why the camera cannot be used. `again` tries once more; `without` goes on without what the camera is for, in place of
 * a file, where files are taken at all.
 */
export function explainCamera(error, again, without) {
  const reason = error instanceof CameraProblem ? error.reason : "failed";
  explain(text("camera-heading"), text(`camera-${reason}`), again, without);
}

function explain(heading, message, again, without) {
  tryCameraAgain = again;
  element("camera-without").hidden = !without || !page.upload_allowed;
  element("camera-without").onclick = without;
  if (page.upload_allowed) {
    element("camera-upload").hidden = Boolean(without);
    element("camera-upload-hint").hidden = Boolean(without);
  }
  element("camera-problem-heading").textContent = heading;
  element("camera-problem-text").textContent = message;
  show("camera-problem");
  announce(message);
}

function chooseFile() {
  const input = element("picture-file");
  input.value = "";
  input.click();
}

function takeFile() {
  const file = element("picture-file").files[0];
  if (!file || !wanted) return;
  const problem = file.size > LARGEST_FILE ? "file-too-large" : FILE_TYPES.includes(file.type) ? null : "file-wrong-kind";
  stopCamera();
  if (problem) explain(text("file-heading"), text(problem), openCapture, null);
  else preview(file, { source: "file" });
}

function preview(picture, how) {
  wanted = { ...wanted, picture, capture: how };
  const { subject } = wanted;
  const image = element(`${subject}-preview-image`);
  if (previewAddress) URL.revokeObjectURL(previewAddress);
  previewAddress = URL.createObjectURL(picture);
  image.src = previewAddress;
  image.classList.toggle("mirrored", how.source === "camera");
  show(`${subject}-preview`);
}
