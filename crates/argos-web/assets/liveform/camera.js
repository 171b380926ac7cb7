// The camera: opening it, saying why it cannot be opened, taking full pictures and small frames from it.

const LONGEST_STILL_SIDE = 4096;
const STILL_QUALITY = 0.92;
const LONGEST_FRAME_SIDE = 640;
const FRAME_QUALITY = 0.7;
const MOVEMENT_ROWS = 480;
/** Tried one after the other until a frame is small enough for the server. */
const MOVEMENT_QUALITIES = [0.7, 0.5, 0.3];
const LARGEST_MOVEMENT_FRAME = 60 * 1024;
const START_MILLISECONDS = 10_000;

/** The camera cannot be used. `reason`: insecure, refused, absent, taken or failed. */
export class CameraProblem extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const REASONS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "taken",
  AbortError: "taken",
};

/** Opens a camera (`environment` or `user`) and plays it in the video element. Returns the stream. */
export async function openCamera(facing, video) {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw new CameraProblem("insecure");
  const wide = facing === "environment" ? { width: { ideal: 3840 }, height: { ideal: 2160 } } : { width: { ideal: 1920 }, height: { ideal: 1080 } };
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: facing }, resizeMode: { ideal: "none" }, ...wide } });
  } catch (error) {
    throw new CameraProblem(REASONS[error.name] ?? "failed");
  }
  video.srcObject = stream;
  try {
    await Promise.race([started(video), later(START_MILLISECONDS)]);
  } catch {
    closeCamera(stream, video);
    throw new CameraProblem("failed");
  }
  return stream;
}

async function started(video) {
  await video.play();
  while (!video.videoWidth) await new Promise((resolve) => setTimeout(resolve, 30));
}

function later(milliseconds) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("timeout")), milliseconds));
}

/** Stops the camera; its light goes out. */
export function closeCamera(stream, video) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  video.srcObject = null;
}

/** A picture in full resolution, as JPEG. */
export function takeStill(video) {
  return encode(video, LONGEST_STILL_SIDE, STILL_QUALITY);
}

/** A small frame for the server's glance, as JPEG. */
export function takeFrame(video) {
  return encode(video, LONGEST_FRAME_SIDE, FRAME_QUALITY);
}

/** A frame for active liveness: 480 rows, as JPEG, small enough for the server. */
export async function takeMovementFrame(video) {
  const canvas = drawn(video, MOVEMENT_ROWS / video.videoHeight);
  for (const quality of MOVEMENT_QUALITIES) {
    const frame = await encoded(canvas, quality);
    if (frame.size <= LARGEST_MOVEMENT_FRAME) return frame;
  }
  throw new CameraProblem("failed");
}

function encode(video, longestSide, quality) {
  return encoded(drawn(video, longestSide / Math.max(video.videoWidth, video.videoHeight)), quality);
}

function drawn(video, scale) {
  const shrunk = Math.min(1, scale);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(video.videoWidth * shrunk));
  canvas.height = Math.max(1, Math.round(video.videoHeight * shrunk));
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function encoded(canvas, quality) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new CameraProblem("failed"))), "image/jpeg", quality);
  });
}
