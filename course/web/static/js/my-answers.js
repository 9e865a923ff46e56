// Beside what the server holds of an attempt: what this device holds of it, and a button to send what never arrived.
// quiz.js keeps what waits under QUEUE and the attempt's id; elsewhere.js what was acknowledged here under SENT.
// Once an attempt is handed in, what arrived is let go, on whichever of these pages is opened first.

const QUEUE = "course.answers.";
const SENT = `${QUEUE}sent.`;
const colon = document.documentElement.lang === "fr" ? "\u00a0: " : ": ";

function held(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

/** Let go one answer, unless another one has taken its place meanwhile. */
function forget(attempt, { question, key }) {
  const now = held(QUEUE + attempt);
  if (now[question]?.key !== key) return;
  delete now[question];
  if (Object.keys(now).length) localStorage.setItem(QUEUE + attempt, JSON.stringify(now));
  else localStorage.removeItem(QUEUE + attempt);
}

const waitingOf = (attempt) => Object.values(held(QUEUE + attempt)).filter((entry) => !entry.version);

/** Return the part of an attempt's “My answers” that tells what the server holds; null where it cannot be had. */
async function askFor(address) {
  try {
    const text = await (await fetch(address)).text();
    return new DOMParser().parseFromString(text, "text/html").querySelector("[data-my-answers]");
  } catch {
    return null;
  }
}

/** Return the parts of an answer in the words that the server gave for its tokens. */
function parts(row, value) {
  const words = JSON.parse(row.dataset.words);
  const word = (token) => (Object.hasOwn(words, token) ? words[token] : token); // one may type "constructor"
  if (value == null || Object.keys(value).length === 0) return [];
  if (Array.isArray(value)) return value.map(word);
  if (typeof value === "string") return [word(value)];
  return Object.entries(value).map(([part, given]) => word(part) + colon + word(given));
}

/** Tell whether an answer that waits is what the server holds: the form that handed in carried it. */
function isThere(row, { value, certainty }) {
  if (certainty && certainty !== Number(row.dataset.certainty)) return false;
  const plain = (text) => text.replace(/[^\P{Cc}\s]/gu, "").replace(/\s+/g, " ").trim(); // the server leaves controls out
  const there = [...row.querySelectorAll("[data-stored-answer] :is(bdi, li)")].map((one) => plain(one.textContent));
  const here = parts(row, value).map(plain);
  if (!("inOrder" in row.dataset)) for (const lines of [there, here]) lines.sort();
  return there.join("\n") === here.join("\n");
}

/** Let go what waits of an attempt that is handed in and has arrived; `address` is that of its “My answers”. What
 * another window held never arrived, and stays. */
async function forgetCarried(attempt, address) {
  const waiting = waitingOf(attempt);
  const page = waiting.length && (await askFor(address));
  if (!page || page.dataset.open) return;
  for (const entry of waiting) {
    const row = page.querySelector(`tr[data-question="${CSS.escape(entry.question)}"]`);
    if (row && isThere(row, entry)) forget(attempt, entry);
  }
}

/** Let go what this device holds of an attempt whose review is read, but for what never arrived. */
function forgetArrived({ attemptDone, answersUrl }) {
  for (const entry of Object.values(held(QUEUE + attemptDone))) if (entry.version) forget(attemptDone, entry);
  forgetCarried(attemptDone, answersUrl);
}

/** Tell in the list of attempts of which one answers wait. */
async function tellWaiting(line) {
  const attempt = line.dataset.waitsOf;
  await forgetCarried(attempt, line.closest("th").querySelector("a").href);
  line.hidden = !waitingOf(attempt).length;
}

function compare(page) {
  const say = page.dataset;
  const rows = [...page.querySelectorAll("tr[data-question]")];
  const waiting = held(QUEUE + say.attempt);
  const sent = held(SENT + say.attempt);
  const differing = new Set(); // rows
  let renewed = false;

  function sumUp() {
    const line = page.querySelector("[data-compared]");
    line.textContent = differing.size ? say.differing.replace("{count}", differing.size) : say.equal;
    line.hidden = false;
  }

  /** Tell an answer, with how sure one is of it. */
  function told(row, { value, certainty }) {
    const words = parts(row, value).join("; ") || say.none;
    return certainty ? `${words} (${JSON.parse(say.sure)[certainty - 1]})` : words;
  }

  function show(row, state, entry) {
    const cell = row.querySelector("td[data-device]");
    const line = document.createElement("span");
    line.textContent = say[state];
    cell.replaceChildren(line);
    if (!entry) return;
    const kept = document.createElement("bdi");
    kept.textContent = told(row, entry);
    cell.append(document.createElement("br"), kept);
  }

  function offer(row, entry, state) {
    show(row, state, entry);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm";
    button.textContent = say.send;
    button.dataset.sends = "";
    button.addEventListener("click", () => {
      button.disabled = true;
      sendAndTell(row, entry);
    });
    row.querySelector("td[data-device]").append(document.createElement("br"), button);
  }

  /** Show an answer that came too late or was refused, and let it go: it is kept for the learner alone. */
  function showKept(row, entry, state) {
    show(row, state, entry);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn two sm";
    button.textContent = say.remove;
    button.addEventListener("click", () => {
      forget(say.attempt, entry);
      differing.delete(row);
      sumUp();
      tell(row, "removed");
    });
    row.querySelector("td[data-device]").append(document.createElement("br"), button);
  }

  /** Take the form's secret over from this page as it is now; return whether there is another one. */
  async function renewForm() {
    const now = (await askFor(location.href))?.dataset;
    if (!now || now.attempt !== say.attempt || renewed) return false;
    renewed = true; // once: a secret that is refused at once is another fault
    say.csrf = now.csrf;
    return true;
  }

  async function send(row, entry) {
    const { key, question } = entry;
    let answer;
    let body = {};
    try {
      answer = await fetch(say.saveUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": say.csrf },
        body: JSON.stringify({ key, question, value: entry.value, seen: entry.seen, certainty: entry.certainty }),
        redirect: "manual",
      });
      if (answer.type !== "opaqueredirect") body = await answer.json();
    } catch {
      return offer(row, entry, "failed");
    }
    // Signed in anew in another window, the form is of another session: nobody has judged the answer.
    const isExpired = body.code === "form_expired";
    if (isExpired && (await renewForm())) return send(row, entry);
    const isSignedOut = isExpired || answer.type === "opaqueredirect" || answer.status === 401;
    if (isSignedOut) return offer(row, entry, "signedOut");
    if (answer.status >= 500 || answer.status === 429) return offer(row, entry, "failed");
    if (answer.status === 409 && body.stored) return show(row, "clash", entry);
    const isOver = ["attempt_submitted", "attempt_over"].includes(body.code);
    if (!answer.ok) return showKept(row, entry, isOver ? "late" : "refused");
    renewed = false;
    forget(say.attempt, entry);
    row.dataset.receipt = body.receipt;
    row.querySelector("[data-stored-answer]").textContent = told(row, entry);
    const code = document.createElement("code");
    code.textContent = body.receipt;
    row.querySelector("[data-stored-receipt]").replaceChildren(code, ` ${body.stored_text}`);
    differing.delete(row);
    sumUp();
    return show(row, "sent");
  }

  async function sendAndTell(row, entry) {
    await send(row, entry);
    tell(row);
  }

  /** Have read out what became of an answer, and leave the focus beside where the button was. It is never put on a button
   * that removes: one Enter more would let go the last copy. */
  function tell(row, state) {
    if (state) show(row, state);
    const cell = row.querySelector("td[data-device]");
    page.querySelector("[data-told]").textContent = cell.querySelector("span").textContent;
    (cell.querySelector("[data-sends]") ?? row.querySelector("th a")).focus();
  }

  /** Tell of one question what this device holds; return whether that differs from what the server holds. */
  function look(row) {
    const { question, version, receipt } = row.dataset;
    const entry = waiting[question];
    const isCarried = entry && !say.open && isThere(row, entry);
    if (isCarried) forget(say.attempt, entry);
    if (entry && !entry.version && !isCarried) {
      if (say.open) offer(row, entry, "newerHere");
      else showKept(row, entry, "late");
      return true;
    }
    if (sent[question] && sent[question].receipt !== receipt && sent[question].version < Number(version)) {
      show(row, "newerThere");
      return true;
    }
    show(row, sent[question]?.receipt === receipt ? "same" : "nothing");
    return false;
  }

  rows.filter(look).forEach((row) => differing.add(row));
  rows[0]?.parentElement.prepend(...differing);
  for (const cell of page.querySelectorAll("[data-device]")) cell.hidden = !differing.size;
  sumUp();
}

document.querySelectorAll("[data-my-answers]").forEach(compare);
document.querySelectorAll("[data-waits-of]").forEach(tellWaiting);
document.querySelectorAll("[data-attempt-done]").forEach(({ dataset }) => forgetArrived(dataset));
