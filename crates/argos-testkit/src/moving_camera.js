// Replaces the page's camera by a canvas on which a simulated head follows the sign of the Liveform.
(addresses) => {
  const REACTION = 500;
  // The first movement is made late, so that the page asks for it again in other words.
  const FIRST_REACTION = 4000;
  const STEP = 90;
  const EYES_CLOSED = 900;
  const loaded = {};
  for (const [name, list] of Object.entries(addresses)) {
    loaded[name] = list.map((address) => Object.assign(new Image(), { src: address }));
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [720, 960];
  const context = canvas.getContext("2d");
  // The sensor's noise: one sheet of it, laid over each picture at another place.
  const noise = document.createElement("canvas");
  [noise.width, noise.height] = [canvas.width * 2, canvas.height * 2];
  const sheet = noise.getContext("2d").createImageData(noise.width, noise.height);
  for (let at = 0; at < sheet.data.length; at += 4) {
    const grey = Math.random() * 255;
    sheet.data.set([grey, grey, grey, 10], at);
  }
  noise.getContext("2d").putImageData(sheet, 0, 0);

  let shown = "";
  let since = 0;
  let movement = "rest";
  let stage = 0;
  let shake = [0, 0, 0];

  // The movement that was asked for first.
  let first = null;
  const reaction = () => (shown === first ? FIRST_REACTION : REACTION);

  const wanted = () => {
    const asked = document.getElementById("liveness-sign")?.dataset.prompt ?? "";
    const now = performance.now();
    if (asked !== shown) [shown, since] = [asked, now];
    if (first === null && asked in loaded) first = asked;
    if (!(asked in loaded) || now - since < reaction()) return "rest";
    // Eyes close for a moment, and again when that was not seen.
    return asked === "blink" && (now - since - reaction()) % (3 * EYES_CLOSED) > EYES_CLOSED ? "rest" : asked;
  };

  const move = () => {
    const next = wanted();
    if (next === movement && next !== "rest") stage = Math.min(stage + 1, loaded[next].length);
    else if (stage > 0) stage -= 1;
    else movement = next;
  };

  const draw = () => {
    shake = shake.map((value, index) => value * 0.85 + (Math.random() - 0.5) * [3, 3, 0.01][index]);
    const picture = stage > 0 ? loaded[movement][stage - 1] : loaded.rest[0];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#8a8680";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.translate(canvas.width / 2 + shake[0], canvas.height / 2 + shake[1]);
    context.rotate(shake[2]);
    context.scale(1.03, 1.03);
    if (picture.complete) context.drawImage(picture, -canvas.width / 2, -canvas.height / 2);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(noise, -Math.random() * canvas.width, -Math.random() * canvas.height);
  };

  setInterval(move, STEP);
  setInterval(draw, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}
