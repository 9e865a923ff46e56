// What script adds where questions are checked one by one: the answer is checked in place. The button is one of the
// form, so all this works without script as well; its value names the try, so that pressing twice makes one.

const SETTLE_MS = 4_000; // how long an answer that is being stored is waited for
const LIMIT_MS = 20_000;
const form = document.querySelector("form[data-autosave]");

const of = (name, root = document) => root.querySelector(`[data-asked="${CSS.escape(name)}"]`);
const words = (part) => part?.textContent.trim().replace(/\s+/g, " ") ?? "";

/** Let go what quiz.js still holds of a question that is fixed: no page has a place for it any more. */
function forget(name) {
  const queue = `course.answers.${form.dataset.attempt}`;
  try {
    const held = JSON.parse(localStorage.getItem(queue)) ?? {};
    delete held[name];
    localStorage.setItem(queue, JSON.stringify(held));
  } catch {
    // Storage is refused, so nothing is held there.
  }
}

/** Wait until all answers are stored, or kept because they cannot be: then the form posts them. */
async function settled() {
  const isStoring = () => form.querySelector("[data-stored][data-state=storing]");
  const end = performance.now() + SETTLE_MS;
  while (isStoring() && performance.now() < end) await new Promise((go) => setTimeout(go, 50));
}

async function send(button) {
  const abort = new AbortController();
  const limit = setTimeout(() => abort.abort(), LIMIT_MS);
  const body = new URLSearchParams(new FormData(form));
  body.append(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: abort.signal });
    if (answer.status >= 500 || answer.status === 429) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  } finally {
    clearTimeout(limit);
  }
}

/** Take over the version of the answer that was checked; where the page has newer ones to others, have them shown. */
function takeVersions(name, page) {
  const version = (question, root) =>
    Number(root.querySelector(`[data-question="${CSS.escape(question)}"]`)?.dataset.version ?? 0);
  const here = form.querySelector(`[data-question="${CSS.escape(name)}"]`);
  here.dataset.version = Math.max(here.dataset.version, version(name, page));
  const newer = [...form.querySelectorAll("[data-question]")].some(
    ({ dataset }) => version(dataset.question, page) > Number(dataset.version),
  );
  // A place that clashes has its old version there, until it is decided.
  if (newer || page.querySelector(".clash")) form.dispatchEvent(new Event("look"));
}

/** Take over what the new page ties to the fields of a question: why its answer was not taken. */
function takeTies(name, page) {
  const fresh = page.querySelector(`[data-question="${CSS.escape(name)}"]`);
  for (const other of [fresh, ...fresh.querySelectorAll("[id]:is(input, select, textarea)")]) {
    const field = document.getElementById(other.id);
    for (const attribute of ["aria-describedby", "aria-invalid"]) {
      if (other.hasAttribute(attribute)) field?.setAttribute(attribute, other.getAttribute(attribute));
      else field?.removeAttribute(attribute);
    }
  }
}

function show(name, page) {
  const asked = of(name);
  const fresh = of(name, page);
  if (fresh.querySelector(".clash")) return form.dispatchEvent(new Event("look")); // quiz.js asks which to keep
  const again = fresh.querySelector("[data-check]");
  form.querySelector("[data-told]").textContent = words(fresh.querySelector(again ? "[data-tell]" : ".feed"));
  takeVersions(name, page);
  const selector = `[data-answer-of="${CSS.escape(name)}"]`;
  document.querySelector(selector)?.replaceWith(page.querySelector(selector));
  if (again) {
    asked.querySelector("[data-check]").replaceWith(again);
    takeTies(name, page);
    again.querySelector("[name=try]").focus();
    return;
  }
  asked.replaceChildren(...fresh.childNodes);
  forget(name);
  asked.querySelector("[tabindex]").focus();
}

/** Post the form with a button, as a click does, in older browsers too. */
function press(button) {
  if (form.requestSubmit) return form.requestSubmit(button);
  const { name, value } = button;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  HTMLFormElement.prototype.submit.call(form); // the form has buttons of that name
}

async function check(button) {
  const name = button.value.split(":")[0];
  const box = button.closest("[data-check]");
  const line = box.querySelector("[data-check-line]");
  if (box.getAttribute("aria-busy") === "true") return;
  const clash = form.querySelector(".clash[tabindex]");
  if (clash) return clash.focus(); // the check posts the whole form, and would decide it
  box.setAttribute("aria-busy", "true");
  line.hidden = true;
  await settled();
  const asksWhich = form.querySelector(".clash[tabindex]");
  const page = navigator.onLine && !button.disabled && !asksWhich ? await send(button) : null; // disabled: time is over
  box.removeAttribute("aria-busy");
  if (asksWhich) asksWhich.focus();
  else if (button.disabled) line.hidden = true;
  else if (!page) line.hidden = false;
  else if (of(name, page)) show(name, page);
  else press(button); // signed out, or over: the browser goes where the server leads
}

for (const asked of document.querySelectorAll("[data-asked]")) {
  if (!asked.querySelector("[data-question]")) forget(asked.dataset.asked);
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=try]");
  if (!button) return;
  event.preventDefault();
  check(button);
});
addEventListener("online", () => {
  for (const line of form?.querySelectorAll("[data-check-line]") ?? []) line.hidden = true;
});
