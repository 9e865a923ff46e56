// What script adds to questions that are arranged: items of an order move in place, places are chosen on the map, and a
// long answer that a list cuts off is told whole.
// Without it, buttons move the items and a list holds the places. quiz.js tells "written" when it puts an answer in.

// ---- Order: items move in place ------------------------------------------------------------------------------

/** Tell which buttons would move nothing. They keep the focus: a further Enter must not move the item back. */
function markEdges(list) {
  const items = [...list.children];
  items.forEach((item, place) => {
    for (const [way, isEdge] of [[-1, place === 0], [1, place === items.length - 1]]) {
      const button = item.querySelector(`[data-move="${way}"]`);
      button.disabled = false; // as the page has it without script
      button.setAttribute("aria-disabled", isEdge);
    }
  });
}

function orderInPlace(list) {
  const question = list.closest("[data-question]");
  const told = question.querySelector("[data-moved]");
  const text = list.closest("form")?.dataset.moved ?? "{item}: {place}/{total}";
  let held = null;

  function moved(item) {
    const items = [...list.children];
    markEdges(list);
    const values = { item: item.dataset.item.replace(/[\s.,:;!?…]+$/, ""), place: items.indexOf(item) + 1, total: items.length };
    told.textContent = text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    const item = button.closest("li");
    if (button.dataset.move === "1") item.nextElementSibling?.after(item);
    else item.previousElementSibling?.before(item);
    moved(item);
    button.focus(); // which it lost while its item moved
  });

  question.addEventListener("written", () => markEdges(list));
  markEdges(list);

  for (const item of list.children) item.draggable = true;
  list.addEventListener("dragstart", (event) => {
    held = event.target.closest("li");
    held.classList.add("held");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!held) return;
    event.preventDefault();
    if (!over || over === held) return;
    const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
    if (event.clientY < middle) over.before(held);
    else over.after(held);
  });
  list.addEventListener("dragend", () => {
    held.classList.remove("held");
    moved(held);
    held = null;
  });
}

// ---- Hotspot: a click on a number of the map chooses it in the list ------------------------------------------

/** Show on the map which place is chosen in the list. */
function markSpot(question) {
  const chosen = question.querySelector("input:checked")?.value;
  for (const spot of question.querySelectorAll("[data-spot]")) spot.classList.toggle("on", spot.dataset.spot === chosen);
}

function chooseOnMap(map) {
  const question = map.closest("[data-question]");
  if (!question) return;
  map.classList.add("live");
  map.addEventListener("click", ({ target }) => {
    const spot = target.closest("[data-spot]");
    if (!spot) return;
    const input = question.querySelector(`input[value="${CSS.escape(spot.dataset.spot)}"]`);
    if (input.disabled) return; // the time is over
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  for (const happened of ["change", "written"]) question.addEventListener(happened, () => markSpot(question));
}

// ---- Pairs: a list cuts off long answers, so the chosen one stands below it, whole ----------------------------

function tellWhole(whole) {
  const list = whole.parentElement.querySelector("select");
  const tell = () => {
    const chosen = list.value && list.selectedOptions[0].textContent;
    whole.textContent = chosen.length > Number(whole.dataset.whole) ? chosen : "";
  };
  list.addEventListener("change", tell);
  list.closest("[data-question]").addEventListener("written", tell);
}

document.querySelectorAll("[data-whole]").forEach(tellWhole);
document.querySelectorAll("[data-order]").forEach(orderInPlace);
document.querySelectorAll("[data-spots]").forEach(chooseOnMap);
