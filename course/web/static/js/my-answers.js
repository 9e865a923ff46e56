// Beside what the server holds of an attempt: what this device holds of it, and a button to send what never arrived.
// quiz.js keeps what waits under QUEUE and the attempt's id; elsewhere.js what was acknowledged here under SENT.

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

  /** Return the parts of an answer in the words that the server gave for its tokens. */
  function parts(row, value) {
    const words = JSON.parse(row.dataset.words);
    const word = (token) => (Object.hasOwn(words, token) ? words[token] : token); // one may type "constructor"
    if (value == null || Object.keys(value).length === 0) return [];
    if (Array.isArray(value)) return value.map(word);
    if (typeof value === "string") return [word(value)];
    return Object.entries(value).map(([part, given]) => word(part) + colon + word(given));
  }

  function told(row, value) {
    return parts(row, value).join("; ") || say.none;
  }

  /** Tell whether an answer that waits is what the server holds: the form that handed in carried it. */
  function isThere(row, value) {
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    const there = [...row.querySelectorAll("[data-stored-answer] :is(bdi, li)")].map((one) => plain(one.textContent));
    return there.sort().join("\n") === parts(row, value).map(plain).sort().join("\n");
  }

  function show(row, state, value) {
    const cell = row.querySelector("td[data-device]");
    const line = document.createElement("span");
    line.textContent = say[state];
    cell.replaceChildren(line);
    if (value === undefined) return;
    const kept = document.createElement("bdi");
    kept.textContent = told(row, value);
    cell.append(document.createElement("br"), kept);
  }

  function offer(row, entry, state) {
    show(row, state, entry.value);
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
    show(row, state, entry.value);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn two sm";
    button.textContent = say.remove;
    button.addEventListener("click", () => {
      forget(entry.question);
      differing.delete(row);
      sumUp();
      tell(row, "removed");
    });
    row.querySelector("td[data-device]").append(document.createElement("br"), button);
  }

  function forget(name) {
    const now = held(QUEUE + say.attempt);
    delete now[name];
    if (Object.keys(now).length) localStorage.setItem(QUEUE + say.attempt, JSON.stringify(now));
    else localStorage.removeItem(QUEUE + say.attempt);
  }

  /** Take the form's secret over from this page as it is now; return whether there is another one. */
  async function renewForm() {
    try {
      const text = await (await fetch(location.href)).text();
      const now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-my-answers]")?.dataset;
      if (!now || now.attempt !== say.attempt || renewed) return false;
      renewed = true; // once: a secret that is refused at once is another fault
      say.csrf = now.csrf;
      return true;
    } catch {
      return false;
    }
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
    if (answer.status === 409 && body.stored) return show(row, "clash", entry.value);
    const isOver = ["attempt_submitted", "attempt_over"].includes(body.code);
    if (!answer.ok) return showKept(row, entry, isOver ? "late" : "refused");
    renewed = false;
    forget(entry.question);
    row.dataset.receipt = body.receipt;
    row.querySelector("[data-stored-answer]").textContent = told(row, entry.value);
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
    const isCarried = entry && !say.open && isThere(row, entry.value);
    if (isCarried) forget(question);
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
for (const line of document.querySelectorAll("[data-waits-of]")) {
  line.hidden = Object.values(held(QUEUE + line.dataset.waitsOf)).every((entry) => entry.version);
}
