// Countries by name in the page's language, and the searchable choice among them.

import { element, page, text } from "./page.js";
import { announce } from "./screens.js";

const names = (() => {
  try {
    return new Intl.DisplayNames([page.language], { type: "region" });
  } catch {
    return null;
  }
})();

function nameOf({ alpha2, name }) {
  try {
    return (alpha2 && names?.of(alpha2)) || name;
  } catch {
    return name;
  }
}

function named(countries) {
  return countries
    .map((country) => ({ ...country, label: nameOf(country) }))
    .sort((one, other) => one.label.localeCompare(other.label, page.language));
}

function option(country) {
  return new Option(country.label, country.code);
}

/** Fills the nationality field. */
export function fillNationalities(select) {
  select.append(...named(page.countries).map(option));
}

/** Chooses a value in a select even if it is a code that the list does not have. */
export function chooseCountry(select, code) {
  if (code && ![...select.options].some((known) => known.value === code)) select.append(new Option(code, code));
  select.value = code ?? "";
}

const searchable = (label) => label.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(page.language);

/** The country select of the document screen with its search field. */
export function setUpCountryChoice() {
  const select = element("country");
  const search = element("country-search");
  const placeholder = select.options[0];
  const countries = named(page.countries.filter((country) => country.accepted));
  const suggested = countries.filter((country) => suggestedRegions().includes(country.alpha2));
  let announceTimer = 0;

  const fill = () => {
    const wanted = searchable(search.value.trim());
    const chosen = select.value;
    const matches = (country) =>
      searchable(country.label).includes(wanted) || searchable(country.name).includes(wanted) || country.code.toLowerCase() === wanted;
    const found = wanted ? countries.filter(matches) : countries;
    if (wanted) select.replaceChildren(placeholder, ...found.map(option));
    else select.replaceChildren(placeholder, ...groups(suggested, countries));
    select.value = found.some((country) => country.code === chosen) ? chosen : "";
    if (wanted && found.length === 1) select.value = found[0].code;
    clearTimeout(announceTimer);
    if (wanted) {
      announceTimer = setTimeout(() => announce(found.length ? text("countries-found", { count: found.length }) : text("countries-none")), 600);
    }
    placeholder.textContent = wanted ? summary(found.length) : placeholderText;
  };
  const placeholderText = placeholder.textContent;
  search.addEventListener("input", fill);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // Enter ends the search, it does not send the form
    select.focus();
  });
  fill();
}

function summary(count) {
  return count ? text("countries-found", { count }) : text("countries-none");
}

function groups(suggested, countries) {
  if (suggested.length === 0) return countries.map(option);
  const group = (label, members) => {
    const element = document.createElement("optgroup");
    element.label = label;
    element.append(...members.map(option));
    return element;
  };
  return [group(text("suggested"), suggested), group(text("all-countries"), countries)];
}

/** Regions of the browser's languages: de-AT suggests Austria. */
function suggestedRegions() {
  return (navigator.languages ?? []).flatMap((tag) => {
    try {
      return new Intl.Locale(tag).region ?? [];
    } catch {
      return [];
    }
  });
}
