// The screen on which the person checks what was read.

import { chooseCountry, fillNationalities } from "./countries.js";
import { element, showFieldError, text } from "./page.js";

const FIELDS = ["full_name", "last_name", "first_name", "birth_date", "gender", "nationality", "document_number", "identity_number", "issue_date", "expire_date"];
const ALWAYS_NEEDED = ["birth_date", "nationality", "document_number"];

let read = {};

/** Sets up the form. `onConfirmed` gets the fields, `onAgain` is called when the picture is to be taken again. */
export function setUpConfirm({ onConfirmed, onAgain }) {
  fillNationalities(element("nationality"));
  element("confirm-again").addEventListener("click", onAgain);
  element("confirm-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = neededFields().filter((field) => !element(field).value.trim());
    for (const field of FIELDS) showFieldError(field, missing.includes(field) ? text("required-field") : "");
    const wrong = visibleFields().find((field) => element(field).validity.badInput || element(field).validity.rangeOverflow || element(field).validity.rangeUnderflow);
    if (wrong) showFieldError(wrong, text("required-field"));
    const first = missing[0] ?? wrong;
    if (first) element(first).focus();
    else onConfirmed(enteredFields());
  });
  for (const field of FIELDS) {
    element(field).addEventListener("input", () => showFieldError(field, ""));
  }
}

/** Fills the form with what was read. */
export function fillConfirm(fields) {
  read = fields ?? {};
  for (const field of FIELDS) {
    const input = element(field);
    if (field === "nationality") chooseCountry(input, read[field]);
    else input.value = read[field] ?? "";
    showFieldError(field, "");
  }
  const wholeName = nameIsWhole();
  element("field-full_name").hidden = !wholeName;
  element("field-last_name").hidden = wholeName;
  element("field-first_name").hidden = wholeName;
  element("field-identity_number").hidden = !read.identity_number;
  for (const field of FIELDS) showOrigin(field);
}

/** Shows what the server refused. Returns whether it belonged to a field here. */
export function showConfirmProblem(problem) {
  const field = problem.field === "full_name" && !nameIsWhole() ? "last_name" : problem.field;
  if (!FIELDS.includes(field)) return false;
  showFieldError(field, problem.message);
  element(field).focus();
  return true;
}

/** Some documents give the name in one piece; then it is confirmed in one piece. */
function nameIsWhole() {
  return Boolean(read.full_name) && !read.first_name && !read.last_name;
}

function visibleFields() {
  return FIELDS.filter((field) => !element(`field-${field}`).hidden);
}

function neededFields() {
  if (nameIsWhole()) return ["full_name", ...ALWAYS_NEEDED];
  // People with a single name leave one of the two empty.
  const oneIsGiven = element("last_name").value.trim() || element("first_name").value.trim();
  return oneIsGiven ? ALWAYS_NEEDED : ["last_name", ...ALWAYS_NEEDED];
}

function showOrigin(field) {
  const origin = element(`${field}-origin`);
  const needed = ["full_name", "last_name", "first_name", ...ALWAYS_NEEDED].includes(field);
  const kind = read[field] ? "read" : needed ? "missing" : "optional";
  origin.textContent = text(`field-${kind}`);
  origin.className = `badge ${{ read: "badge-good", missing: "badge-caution", optional: "" }[kind]}`;
  element(`field-${field}`).dataset.origin = kind;
}

function enteredFields() {
  const entered = {};
  for (const field of visibleFields()) entered[field] = element(field).value.trim() || null;
  const namesUnchanged = entered.first_name === (read.first_name ?? null) && entered.last_name === (read.last_name ?? null);
  // A corrected name makes the whole name as read stale; without it the server joins the parts.
  if (!nameIsWhole()) entered.full_name = namesUnchanged ? (read.full_name ?? null) : null;
  return { ...entered, id_type: read.id_type ?? null, issuing_country: read.issuing_country ?? null };
}
