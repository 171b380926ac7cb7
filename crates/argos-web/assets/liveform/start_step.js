// The first screens: hand-over to a phone, consent, choice of the document.

import { chooseCountry, setUpCountryChoice } from "./countries.js";
import { element, page, showFieldError, text } from "./page.js";
import { show } from "./screens.js";

const EMAIL = /^[^\s@<>()[\],;:\\"]+@[^\s@]+\.[^\s@.]+$/;

/** Whether this is a computer without a phone's camera, with a code to offer. */
export function handoverIsOffered() {
  return page.handover && matchMedia("(hover: hover) and (pointer: fine)").matches && window.innerWidth >= 900;
}

/** Sets up the screens. `onStarted` is called with the e-mail once consent is given; `onChosen` with the document. */
export function setUpStart({ onStarted, onChosen }) {
  if (page.handover) element("continue-here").addEventListener("click", () => show("start"));
  element("start-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const email = element("email").value.trim();
    const consented = element("consent").checked;
    const emailIsFine = page.email_is_sealed || EMAIL.test(email) || email.endsWith("@localhost");
    if (!emailIsFine) element("email-field").hidden = false;
    showFieldError("email", emailIsFine ? "" : text("required-email"));
    showFieldError("consent", consented ? "" : text("required-consent"));
    if (!emailIsFine) element("email").focus();
    else if (!consented) element("consent").focus();
    else onStarted(email);
  });

  setUpCountryChoice();
  choose(page.selected_country, page.selected_kind);
  if (page.kinds.length === 1) element(`kind-${page.kinds[0].name}`).checked = true;
  const accepted = page.countries.filter((country) => country.accepted);
  if (accepted.length === 1) {
    chooseCountry(element("country"), accepted[0].code);
    element("country").closest(".field").hidden = true; // nothing to choose
  }
  element("choice-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { country, kind } = chosenDocument();
    showFieldError("country", country ? "" : text("required-country"));
    showFieldError("kind", kind ? "" : text("required-kind"));
    if (!country) element("country").focus();
    else if (!kind) element("choice-form").querySelector("input[type=radio]").focus();
    else onChosen({ country, kind });
  });
}

/** The document that is chosen at present, {country, kind}; either may be empty. */
export function chosenDocument() {
  const kind = element("choice-form").querySelector("input[name=kind]:checked")?.value ?? "";
  return { country: element("country").value, kind };
}

/** Preselects country and kind. */
export function choose(country, kind) {
  if (country) chooseCountry(element("country"), country);
  const radio = kind && document.getElementById(`kind-${kind}`);
  if (radio) radio.checked = true;
}

/** Shows what the server refused about the start. Returns whether it belonged to a field here. */
export function showStartProblem(problem) {
  const places = { email: ["start", "email"], consent: ["start", "consent"], issuingCountry: ["document-choice", "country"], idType: ["document-choice", "kind"] };
  const place = places[problem.field];
  if (!place) return false;
  const [screen, field] = place;
  show(screen);
  if (field === "email") element("email-field").hidden = false;
  showFieldError(field, problem.message);
  document.querySelector(`#${field}:is(input, select)`)?.focus();
  return true;
}
