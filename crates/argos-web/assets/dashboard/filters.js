// On a narrow screen the filter starts folded, unless it is in use.

const filters = document.querySelector("details.filters");
if (filters && matchMedia("(width < 48rem)").matches && filters.dataset.narrowed === "false" && !filters.querySelector(".field-error")) {
  filters.open = false;
}
