// Adds up the points of the levels chosen so far. Without script the sum stands there once the mark is saved.

const told = document.querySelector("[data-total]");
const criteria = [...document.querySelectorAll("[data-levels]")];

const pointsOf = (criterion) => {
  const chosen = criterion.querySelector("input:checked")?.value;
  const levels = new URLSearchParams(criterion.dataset.levels.trim().replaceAll(" ", "&"));
  return Number(levels.get(chosen) ?? 0);
};

function add() {
  if (!criteria.some((one) => one.querySelector("input:checked"))) return;
  const points = criteria.reduce((sum, one) => sum + pointsOf(one), 0);
  const shown = points.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  told.textContent = told.dataset.total.replace("{points}", shown);
}

told.form.addEventListener("change", add);
add();
