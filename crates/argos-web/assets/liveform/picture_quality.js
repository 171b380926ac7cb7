// Cheap measurements on the canvas, for hints without a round trip. The server's judgement counts; this only spares time.

const MEASURED_WIDTH = 384;
const DARK_BELOW = 48;
const BRIGHT_ABOVE = 225;
const GLARE_SHARE = 0.035;
const GLARE_LUMA = 250;

// Squared Laplacian over luminance variance. A frame counts as sharp above the floor and near the best of the last good
// frames: how much detail a document or face has differs, how much of it a moment of shaking costs does not.
// Floors: sharp documents measure above 1, faces above 0.07; blurred by 4 pixels in 1280 they fall to 0.05..0.17 and 0.02.
const SHARPNESS_FLOOR = { document: 0.12, selfie: 0.012 };
const SHARE_OF_BEST = 0.55;
const REMEMBERED_FRAMES = 6;

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

/** Measures a region of the video, {x, y, width, height} as shares of the frame: {brightness 0..255, glare share, sharpness}. */
export function measure(video, region) {
  const width = video.videoWidth * region.width;
  const height = video.videoHeight * region.height;
  const scale = Math.min(1, MEASURED_WIDTH / width);
  canvas.width = Math.max(3, Math.round(width * scale));
  canvas.height = Math.max(3, Math.round(height * scale));
  context.drawImage(video, video.videoWidth * region.x, video.videoHeight * region.y, width, height, 0, 0, canvas.width, canvas.height);
  return measurePixels(context.getImageData(0, 0, canvas.width, canvas.height));
}

/** Measures pixels as of `getImageData`. */
export function measurePixels({ data, width, height }) {
  const luma = new Float32Array(width * height);
  let sum = 0;
  let squares = 0;
  let glaring = 0;
  for (let pixel = 0; pixel < luma.length; pixel += 1) {
    const value = 0.299 * data[4 * pixel] + 0.587 * data[4 * pixel + 1] + 0.114 * data[4 * pixel + 2];
    luma[pixel] = value;
    sum += value;
    squares += value * value;
    if (value >= GLARE_LUMA) glaring += 1;
  }
  const brightness = sum / luma.length;
  const variance = squares / luma.length - brightness * brightness;
  let edges = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const laplacian = 4 * luma[at] - luma[at - 1] - luma[at + 1] - luma[at - width] - luma[at + width];
      edges += laplacian * laplacian;
    }
  }
  const inner = Math.max(1, (width - 2) * (height - 2));
  return { brightness, glare: glaring / luma.length, sharpness: edges / inner / (variance + 40) };
}

/** What the measurements of one frame call for: too_dark, too_bright, glare, blurred or null. */
export function hintOf(subject, { brightness, glare, sharpness }) {
  if (brightness < DARK_BELOW) return "too_dark";
  if (brightness > BRIGHT_ABOVE) return "too_bright";
  if (glare > GLARE_SHARE) return "glare";
  return sharpness < SHARPNESS_FLOOR[subject] ? "blurred" : null;
}

/** Tells whether a frame is as sharp as the frames before it that showed the same. */
export class SharpnessMemory {
  #floor;
  #recent = [];

  /** subject: document or selfie. */
  constructor(subject) {
    this.#floor = SHARPNESS_FLOOR[subject];
  }

  /** Takes a frame in. */
  isSharp({ sharpness }) {
    this.#recent = [...this.#recent.slice(1 - REMEMBERED_FRAMES), sharpness];
    return sharpness >= this.#floor && sharpness >= SHARE_OF_BEST * Math.max(...this.#recent);
  }

  /** Another thing is in the frame: what was seen before says nothing about it. */
  forget() {
    this.#recent = [];
  }
}
