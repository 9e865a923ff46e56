// Beside quiz.js: an open attempt that is looked at again asks whether another window or device stored newer answers.
// quiz.js shows each beside its own and lets choose. What was acknowledged here is noted for the page "My answers".

const SENT = "course.answers.sent."; // course.js forgets it at sign-out, with all under "course.answers."
const QUEUE = "course.answers.";
const REST_MS = 3_000; // visibility and focus come together, and some people switch windows a lot
const SETTLE_MS = 4_000; // how long a button waits for answers that are being stored
const ATTEMPTS_KEPT = 20;

/** Note the receipt of a question's acknowledged answer. Without storage nothing is noted. */
function note(attempt, question) {
  try {
    const name = SENT + attempt;
    const noted = Object.keys(localStorage).filter((one) => one.startsWith(SENT) && one !== name);
    for (const old of noted.slice(0, Math.max(0, noted.length + 1 - ATTEMPTS_KEPT))) localStorage.removeItem(old);
    const sent = JSON.parse(localStorage.getItem(name)) ?? {};
    sent[question.dataset.question] = {
      version: Number(question.dataset.version),
      receipt: question.querySelector("[data-receipt]").textContent.trim(),
    };
    localStorage.setItem(name, JSON.stringify(sent));
  } catch {
    // The page works without it.
  }
}

/** List on top the questions of which quiz.js asks which answer to keep. What the page itself said of them makes way. */
function listClashes(form) {
  const summary = form.querySelector("[data-clashes]");
  const list = document.createElement("ul");
  summary.append(list);
  function look() {
    const boxes = [...form.querySelectorAll("[data-question] > .clash")];
    const names = boxes.map((box) => box.parentElement.dataset.question);
    if (names.join() === summary.dataset.clashes) return;
    summary.dataset.clashes = names.join();
    list.replaceChildren();
    boxes.forEach((box, place) => {
      const id = `${names[place]}-clash`;
      for (const said of document.querySelectorAll(`#${id}, [data-error-summary] [href="#${id}"]`)) {
        if (said !== box) (said.closest("li") ?? said).remove();
      }
      box.id = id;
      const link = document.createElement("a");
      link.href = `#${id}`;
      link.textContent = summary.dataset.line.replace("{number}", names[place].slice(1));
      const line = document.createElement("li");
      line.append(link);
      list.append(line);
    });
    summary.hidden = !boxes.length;
    const before = document.querySelector("[data-error-summary]");
    if (before && !before.querySelector("li")) before.remove();
  }
  new MutationObserver(look).observe(form, { childList: true, subtree: true });
  look();
}

function watch(form) {
  listClashes(form);
  const isStoring = () => form.querySelector("[data-stored][data-state=storing]");
  const versions = () => {
    const seen = []; // by the question's place; one that takes no answer any more is left out
    for (const { dataset } of form.querySelectorAll("[data-question]")) {
      seen[dataset.question.slice(1) - 1] = dataset.version;
    }
    return seen.join(",");
  };
  let askedAt = 0;
  let holding = false; // a button that was pressed
  let waited = false; // and was held long enough

  async function ask() {
    if (document.visibilityState !== "visible" || Date.now() - askedAt < REST_MS) return;
    askedAt = Date.now();
    let news;
    try {
      const answer = await fetch(`${form.dataset.saveUrl}?seen=${versions()}`, {
        headers: { Accept: "application/json" },
        redirect: "manual", // signed out: the next answer says so
      });
      if (!answer.ok) return;
      news = await answer.json();
    } catch {
      return; // without a line nothing is known
    }
    if (news.review) form.querySelector("[data-handed-in]").hidden = false;
    for (const one of form.querySelectorAll("[data-question]")) {
      const newer = news.newer[one.dataset.question];
      if (newer && newer.version > Number(one.dataset.version)) {
        one.dispatchEvent(new CustomEvent("newer", { detail: newer, bubbles: true }));
      }
    }
  }

  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.dataset.state === "stored") note(form.dataset.attempt, target.closest("[data-question]"));
    }
  }).observe(form, { attributes: true, attributeFilter: ["data-state"], subtree: true });
  /** Press a button again once nothing is on its way: else the page’s own answer might be told as another device’s. */
  async function hold(button) {
    if (holding) return;
    holding = true;
    const end = performance.now() + SETTLE_MS;
    while (isStoring() && performance.now() < end) await new Promise((go) => setTimeout(go, 50));
    waited = true;
    if (!button.disabled) form.requestSubmit(button);
    holding = waited = false;
  }

  form.addEventListener("formdata", ({ formData }) => {
    if (formData.has("seen")) formData.set("seen", versions()); // of the answers shown here
  });
  form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (submitter?.name === "language" && !event.defaultPrevented) {
      event.preventDefault(); // what waits goes along on this device: posted, it might be asked about twice
      location.assign(document.querySelector(`link[hreflang="${submitter.value}"]`).href);
      return;
    }
    const clash = form.querySelector(".clash[tabindex]"); // quiz.js asks which answer to keep: first that, or one is lost
    if (clash) {
      event.preventDefault();
      clash.focus();
    } else if (submitter && form.requestSubmit && !event.defaultPrevented && isStoring() && !waited) {
      event.preventDefault();
      hold(submitter);
    }
  });
  document.addEventListener("visibilitychange", ask);
  addEventListener("focus", ask);
  form.addEventListener("look", () => {
    askedAt = 0;
    ask();
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== QUEUE + form.dataset.attempt) return;
    const shown = ({ question }) => form.querySelector(`[data-question="${CSS.escape(question)}"]`)?.dataset.version;
    const isNewer = (entry) => entry.version > Number(shown(entry));
    if (Object.values(JSON.parse(newValue) ?? {}).some(isNewer)) setTimeout(ask, REST_MS); // another window stored it
  });
  addEventListener("pageshow", (event) => event.persisted && ask());
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
