// The slider shows what each threshold would have done, from the numbers that came with the page.

const slider = document.getElementById("slider");
const field = document.getElementById("score_threshold");
const rows = document.getElementById("thresholds")?.rows;

function show(threshold) {
  const counts = rows[threshold].dataset;
  document.getElementById("threshold").textContent = threshold;
  document.getElementById("slider-value").textContent = threshold;
  document.getElementById("mark").setAttribute("x", Math.min(threshold, 99.4));
  for (const cell of document.querySelectorAll("[data-count]")) {
    cell.textContent = counts[cell.dataset.count];
  }
  const parts = [counts.approved, counts.pending, counts.rejected, counts.other].map(Number);
  const all = parts.reduce((sum, count) => sum + count, 0) || 1;
  let start = 0;
  Array.from(document.getElementById("bar-after").children).forEach((rectangle, index) => {
    const length = (100 * parts[index]) / all;
    rectangle.setAttribute("x", start);
    rectangle.setAttribute("width", length);
    start += length;
  });
  document.getElementById("moved").hidden = false;
}

if (slider && rows) {
  document.getElementById("slider-field").hidden = false;
  slider.addEventListener("input", () => {
    field.value = slider.value;
    show(Number(slider.value));
  });
  field.addEventListener("change", () => {
    const typed = Math.floor(Number(field.value));
    if (typed >= 0 && typed <= 100) {
      slider.value = typed;
      show(typed);
    }
  });
}
