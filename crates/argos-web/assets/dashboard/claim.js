// Keeps a claim while its page is open and seen, and says so when it was lost.

const EVERY = 4 * 60 * 1000;
const form = document.getElementById("keep-claim");
const lost = document.getElementById("claim-lost");

async function keep() {
  if (document.visibilityState !== "visible") return;
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    // The answer to a kept claim leads back to this page; anything else is a refusal.
    lost.hidden = answer.type === "opaqueredirect";
  } catch {
    // No connection: the next attempt may have one.
  }
}

if (form && lost) {
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", keep);
}
