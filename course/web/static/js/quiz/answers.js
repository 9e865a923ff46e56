// Answers in the controls of a quiz: read, written, told in words, compared. Part of quiz.js, with autosave.js behind it.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const colon = document.documentElement.lang === "fr" ? "\u00a0: " : ": ";
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing where the page is not https
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const prompts = (question) => all("select[data-prompt]", question);
const gaps = (question) => all("[data-gap]", question);
const ticked = (question) => all("input:checked", question).map((input) => input.value);

const read = {
  choice: (question) => ticked(question)[0] ?? "",
  choices: ticked,
  match: (question) =>
    Object.fromEntries(prompts(question).filter((one) => one.value).map((one) => [one.dataset.prompt, one.value])),
  likert: (question) =>
    Object.fromEntries(all("input:checked", question).map((one) => [one.dataset.prompt, one.value])),
  order: (question) => all("[data-order] input", question).map((input) => input.value),
  "short-text": (question) => question.querySelector("[data-typed]").value,
  cloze: (question) =>
    Object.fromEntries(gaps(question).filter((one) => one.value.trim()).map((one) => [one.dataset.gap, one.value])),
};
read.numeric = read["short-text"];
read.words = read.cloze;
read["true-false"] = read.choice;
read.categorise = read.match;
read.hotspot = read.choice;
read.scenario = (question) => all("input[type=hidden]", question).map((input) => input.value); // stored by its buttons

const readAnswer = (question) => read[question.dataset.kind](question);

const groups = (question) => all("fieldset", question);
const partsOf = { match: prompts, categorise: prompts, cloze: gaps, words: gaps, likert: groups };

/** Tell whether a question is "open", answered "partly" or "answered", as the server does. */
function stateOf(question) {
  const value = readAnswer(question);
  const parts = partsOf[question.dataset.kind]?.(question).length ?? 0;
  if (isBlank(value)) return "open";
  return parts && Object.keys(value).length < parts ? "partly" : "answered";
}

const isBlank = (value) => value == null || Object.keys(value).length === 0; // of a text, a list or a mapping

/** Put a stored or waiting answer into the controls. */
function writeAnswer(question, value) {
  const { kind } = question.dataset;
  if (kind === "match" || kind === "categorise") {
    for (const one of prompts(question)) one.value = value?.[one.dataset.prompt] ?? "";
  } else if (kind === "likert") {
    for (const input of all("input", question)) input.checked = value?.[input.dataset.prompt] === input.value;
  } else if (kind === "order") {
    const list = question.querySelector("[data-order]");
    for (const token of value ?? []) list.append(list.querySelector(`input[value="${CSS.escape(token)}"]`).closest("li"));
  } else if (kind === "cloze" || kind === "words") {
    for (const one of gaps(question)) one.value = value?.[one.dataset.gap] ?? "";
  } else if (kind === "short-text" || kind === "numeric") {
    question.querySelector("[data-typed]").value = value ?? "";
  } else {
    for (const input of all("input", question)) input.checked = [value].flat().includes(input.value);
  }
  question.dispatchEvent(new Event("written")); // arrange.js shows it
}

/** Tell an answer in the words of the page. */
function describe(question, value) {
  const labelOf = (token) => question.querySelector(`input[value="${CSS.escape(token)}"]`)?.closest("label, li");
  const words = (found) => found?.dataset.item ?? found?.textContent.trim() ?? "";
  switch (question.dataset.kind) {
    case "short-text":
    case "numeric":
      return value;
    case "cloze":
    case "words":
      return gaps(question)
        .filter((one) => value?.[one.dataset.gap])
        .map((one) => {
          const filled = value[one.dataset.gap];
          const chosen = one.querySelector(`option[value="${CSS.escape(filled)}"]`);
          return one.labels[0].textContent.trim() + colon + (chosen?.textContent ?? filled);
        })
        .join("; ");
    case "likert":
      return all("fieldset", question)
        .map((group) => [group, group.querySelector("input").dataset.prompt])
        .filter(([, prompt]) => value?.[prompt])
        .map(([group, prompt]) => {
          const chosen = group.querySelector(`input[value="${CSS.escape(value[prompt])}"]`);
          return group.querySelector("legend").textContent.trim() + colon + words(chosen?.closest("label"));
        })
        .join("; ");
    case "match":
    case "categorise":
      return prompts(question)
        .filter((one) => value?.[one.dataset.prompt])
        .map((one) => {
          const chosen = one.querySelector(`option[value="${CSS.escape(value[one.dataset.prompt])}"]`);
          return one.labels[0].textContent + colon + (chosen?.textContent ?? "");
        })
        .join("; ");
    default:
      return [value].flat().filter(Boolean).map((token) => words(labelOf(token))).join("; ");
  }
}

/** Write an answer so that two of them can be compared, whatever order or blanks they came in. */
function canonical(question, value) {
  if (isBlank(value)) return "";
  const { kind } = question.dataset;
  if (kind === "choices") return JSON.stringify([...value].sort());
  const inOne = (typed) => typed.trim().replace(/\s+/g, " ");
  if (kind === "cloze" || kind === "words") {
    return JSON.stringify(Object.entries(value).map(([gap, typed]) => [gap, inOne(typed)]).sort());
  }
  if (["match", "categorise", "likert"].includes(kind)) return JSON.stringify(Object.entries(value).sort());
  return kind === "short-text" || kind === "numeric" ? inOne(value) : JSON.stringify(value);
}

const sureButtons = ({ dataset }) => all(`[data-sure="${dataset.question}"] input`);
const readSure = (question) => Number(sureButtons(question).find((one) => one.checked)?.value) || undefined;
function writeSure(question, sure) {
  for (const one of sureButtons(question)) if (sure) one.checked = Number(one.value) === sure;
}

/** Write what is said to a question, how sure one is included, so that two of them can be compared. */
const said = (question, { value, certainty }) => `${canonical(question, value)} ${certainty || 0}`;

/** Tell how sure one is in the words of the page, behind an answer; nothing where nothing was said. */
function tellSure(question, certainty) {
  const label = sureButtons(question).find((one) => Number(one.value) === certainty)?.closest("label");
  return label ? ` (${label.querySelector("span").firstChild.textContent.trim()})` : "";
}

/** Tie the line that tells the form of a number to the fields that it is about, as the page does; `gaps` are their tokens. */
function tieFault(question, isFault, gaps) {
  const line = question.querySelector("[data-stored]");
  line.toggleAttribute("data-fault", isFault);
  const { id } = line.querySelector("[data-stored-text]");
  for (const field of all("[data-typed]", question)) {
    const told = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
    const isWrong = isFault && (!field.dataset.gap || gaps.includes(field.dataset.gap));
    if (isWrong) told.push(id);
    if (told.length) field.setAttribute("aria-describedby", told.join(" "));
    else field.removeAttribute("aria-describedby");
    if (isWrong || told.includes(`${question.id}-error`)) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}
