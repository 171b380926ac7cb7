// Opens a sealed submission in the browser. The SecretKey is used here and is never sent.

import { isSupported, readSecretKey, SecretKeyError } from "./sealed_record.js";

/** Where the SecretKey is kept, if wanted: until this tab is closed. */
const KEPT = "argos-secret-key";
const LONGEST_FILE = 1024;

const FIELDS = [
  ["id_type", "Kind of document"],
  ["issuing_country", "Issuing country"],
  ["first_name", "Given names"],
  ["last_name", "Surname"],
  ["full_name", "Whole name"],
  ["gender", "Sex"],
  ["birth_date", "Birth date"],
  ["nationality", "Nationality"],
  ["document_number", "Document number"],
  ["identity_number", "Personal number"],
  ["issue_date", "Date of issue"],
  ["expire_date", "Date of expiry"],
];

const sealed = document.getElementById("sealed");
const element = (id) => document.getElementById(id);

if (sealed) {
  const form = element("open-sealed");
  const field = element("secret-key");
  const error = element("open-error");

  if (await isSupported()) {
    form.hidden = false;
  } else {
    element("open-missing").hidden = false;
  }

  element("secret-key-file").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (file) {
      field.value = file.size > LONGEST_FILE ? "" : (await file.text()).trim();
      // The browser could put the file into a form; its content is in the field.
      target.value = "";
      await tryToOpen(field.value);
    }
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await tryToOpen(field.value);
  });

  element("forget-key").addEventListener("click", () => {
    sessionStorage.removeItem(KEPT);
    location.reload();
  });

  const kept = sessionStorage.getItem(KEPT);
  if (kept && !form.hidden) {
    await tryToOpen(kept);
  }

  async function tryToOpen(text) {
    error.hidden = true;
    try {
      const key = await readSecretKey(text);
      show(await key.open(JSON.parse(sealed.dataset.form)));
      if (element("keep-key").checked) {
        sessionStorage.setItem(KEPT, text.trim());
      }
      field.value = "";
      form.hidden = true;
      element("forget-key").hidden = sessionStorage.getItem(KEPT) === null;
      element("opened").hidden = false;
      element("opened-title").focus();
    } catch (failure) {
      error.textContent =
        failure instanceof SecretKeyError ? failure.message : "It could not be opened: the sealed form is damaged.";
      error.hidden = false;
      field.setAttribute("aria-invalid", "true");
      field.focus();
    }
  }
}

/** Puts the text where it stood before it was sealed. Only as text: nothing of it becomes part of the page's code. */
function show(text) {
  // What counts: what staff corrected, else what the user confirmed.
  const counts = text.corrected ?? text.confirmed;
  const data = counts ?? text.read ?? {};
  const name = data.full_name ?? [data.first_name, data.last_name].filter(Boolean).join(" ");
  if (name) {
    document.querySelector("h1").textContent = name;
  }
  const rows = FIELDS.filter(([key]) => text.read?.[key] ?? counts?.[key]);
  element("opened-fields").replaceChildren(...rows.map(([key, label]) => row(label, text.read?.[key], counts?.[key])));
  element("opened-table").hidden = rows.length === 0;
  const { applicant = {}, reject_comment: comment } = text;
  const [cf1, cf2, cf3] = applicant.custom_fields ?? [];
  const about = [
    ["E-mail", applicant.email],
    ["User ID", applicant.user_id],
    ["IP address", applicant.ip_address],
    ["cf1", cf1],
    ["cf2", cf2],
    ["cf3", cf3],
    ["Reviewer's comment", comment],
    ...Object.values(text.notes ?? {}).map((note) => ["Note", note]),
  ];
  element("opened-about").replaceChildren(...about.filter(([, value]) => value).map(([label, value]) => fact(label, value)));
  for (const [check, { message }] of Object.entries(text.checks ?? {})) {
    const cell = document.querySelector(`[data-check="${CSS.escape(check)}"]`);
    cell?.prepend(sentence(message ?? ""));
  }
  element("opened-all").textContent = JSON.stringify(text, null, 2);
}

function row(label, read, counts) {
  const line = document.createElement("tr");
  line.append(cell("th", label), cell("td", read ?? "not read", "Read"), cell("td", counts ?? "not confirmed", "Counts"));
  line.firstChild.scope = "row";
  return line;
}

function cell(kind, text, label) {
  const made = document.createElement(kind);
  made.textContent = text;
  if (label) {
    made.dataset.label = label;
  }
  return made;
}

function fact(label, value) {
  const pair = document.createElement("div");
  const [term, description] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = label;
  description.textContent = value;
  pair.append(term, description);
  return pair;
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
