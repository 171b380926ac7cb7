// What the server put into the page: data, texts, elements.

/** Data of the page: project, language, choices, texts. */
export const page = JSON.parse(document.getElementById("liveform-data").textContent);

/** The element with this id; the page is broken without it. */
export function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/** A text in the page's language, with `{name}` replaced by the value of that name. */
export function text(key, values = {}) {
  const pattern = page.texts[key] ?? key;
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Sets a message below a form field, or takes it away with an empty message. */
export function showFieldError(id, message) {
  const error = element(`${id}-error`);
  error.textContent = message;
  error.hidden = !message;
  const field = document.getElementById(id);
  if (field?.matches("input, select")) {
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** Does work that a button began; a second press while it runs does nothing. */
export async function whileDisabled(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}
