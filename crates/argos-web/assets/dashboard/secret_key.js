// Makes a SecretKey in the browser. It is shown, copied and saved here; only the public key is in the form that is sent.

import { isSupported, makeSecretKey } from "./sealed_record.js";

const CONFIRMED = 6;

const maker = document.getElementById("maker");
const publicKey = document.getElementById("public_key");

if (maker && publicKey) {
  const element = (id) => document.getElementById(id);
  const submit = publicKey.form.querySelector("button[type='submit']");
  let made = null;

  element(await isSupported() ? "maker-ready" : "maker-missing").hidden = false;
  maker.hidden = false;

  element("make-key").addEventListener("click", async () => {
    made = await makeSecretKey();
    element("secret-key").textContent = made.secretKey;
    element("made-key-id").textContent = made.keyId;
    element("made").hidden = false;
    element("confirm-key").value = "";
    publicKey.value = "";
    publicKey.readOnly = true;
    update();
    element("made").querySelector("h3").focus();
  });

  element("save-key").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([`${made.secretKey}\n`], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `argos-secret-key-${made.keyId}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });

  element("confirm-key").addEventListener("input", update);

  // The public key goes into the form once the SecretKey is confirmed to be kept.
  function update() {
    const typed = element("confirm-key").value.trim();
    const confirmed = typed === made.secretKey || typed === made.secretKey.slice(-CONFIRMED);
    publicKey.value = confirmed ? made.publicKey : "";
    submit.disabled = !confirmed;
    element("confirm-state").textContent = confirmed ? "This is right. You can set the key now." : "";
  }
}
