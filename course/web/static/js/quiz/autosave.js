// Each answer to a quiz is stored as it is given, and what could not be stored waits on this device.
// The form has all words in its data attributes.

const QUEUE = "course.answers."; // course.js forgets what stands under it
const TEXT_PAUSE_MS = 900; // how long a writer rests before the answer is sent
const SEND_LIMIT_MS = 20_000;
const RECENT_MS = 10_000; // an acknowledged answer is remembered for a page made before
const LONGEST_WAIT_S = 60;

// ---- The queue: answers wait here until they are acknowledged --------------------------

/** Open the queue of one attempt: question to {key, question, value, seen, sent, tried}.
 * One with a version is acknowledged, and there for a page that does not know it yet. */
function openQueue(attempt) {
  const name = QUEUE + attempt;
  let held = {};
  let inPage = false; // where storage fails, the open page holds the entries
  const load = () => {
    try {
      if (!inPage) held = JSON.parse(localStorage.getItem(name)) ?? {};
    } catch {
      inPage = true;
    }
    return held;
  };
  const save = () => {
    try {
      if (Object.keys(held).length) localStorage.setItem(name, JSON.stringify(held));
      else localStorage.removeItem(name);
    } catch {
      inPage = true;
    }
  };
  return {
    all: () => Object.values(load()).filter((one) => !one.version),
    recent: () => Object.values(load()).filter((one) => one.version),
    get: (question) => (load()[question]?.version ? undefined : load()[question]),
    put(entry) {
      load()[entry.question] = entry;
      save();
    },
    drop(question) {
      delete load()[question];
      save();
    },
  };
}

// ---- Autosave: answers are sent one at a time ---------------------------------------------

function autosave(form) {
  const say = form.dataset;
  const queue = openQueue(say.attempt);
  const banner = form.querySelector("[data-unsaved]");
  const clashes = new Map(); // question whose learner is asked which answer to keep, to {other, box}
  const refused = new Set(); // keys of answers that wait here to be changed, or read under “My answers”
  const mine = new Set(); // keys of answers given or shown on this page: other windows of the browser share the queue
  const stored = new Map(); // question to what the server acknowledged last, in canonical form
  let sending = false;
  let failures = 0;
  let timer = 0;
  let pressed = false; // a button that did nothing, for want of a line

  function newMine() {
    const key = newKey();
    mine.add(key);
    return key;
  }

  const isReady = ({ question, key }) => questionOf(question) && !clashes.has(question) && !refused.has(key);
  const questionOf = (name) => form.querySelector(`[data-question="${CSS.escape(name)}"]`);

  function show(question, state, text = say[state], receipt = "") {
    const line = question.querySelector("[data-stored]");
    line.dataset.state = state;
    line.querySelector(".ico").className = `ico ${{ stored: "ico--check", kept: "ico--offline" }[state] ?? ""}`;
    line.querySelector("[data-stored-text]").textContent = text;
    line.querySelector("[data-receipt]").textContent = receipt;
    const link = document.querySelector(`[data-answer-of="${CSS.escape(question.dataset.question)}"]`);
    if (!link) return;
    const answer = stateOf(question);
    link.querySelector(".st").classList.toggle("done", answer === "answered");
    link.querySelector("small").textContent = link.dataset[answer];
  }

  /** Warn above the questions for `reason`, a name of a text on the form; "" takes the warning away. */
  function warn(reason, text = say[reason]) {
    const waiting = queue.all();
    banner.hidden = !reason || (!waiting.length && !["refused", "noLine", "lineBack", "signedOut"].includes(reason));
    if (banner.hidden) return;
    banner.querySelector("[data-unsaved-text]").textContent = text;
    banner.querySelector("[data-unsaved-count]").textContent = waiting.length
      ? fill(say.waiting, { count: waiting.length })
      : "";
    banner.querySelector("[data-sign-in]").hidden = reason !== "signedOut";
    banner.querySelector("[data-retry]").hidden = !["offline", "noLine"].includes(reason);
    for (const entry of waiting.filter(isReady)) show(questionOf(entry.question), "kept");
  }

  function keep(question, isSure = false) {
    const name = question.dataset.question;
    const value = readAnswer(question);
    const before = queue.get(name);
    const known = before && mine.has(before.key) ? canonical(question, before.value) : stored.get(name);
    if (known === canonical(question, value) && !isSure) return;
    // An answer of this page whose acknowledgement was lost is ours, not a clash.
    const own = before && mine.has(before.key) ? before : { tried: [] };
    const tried = [...own.tried, ...(own.sent ? [said(question, own)] : [])];
    const certainty = readSure(question);
    queue.put({ key: newMine(), question: name, value, certainty, seen: Number(question.dataset.version), tried });
    show(question, clashes.has(name) ? "kept" : "storing");
    if (clashes.has(name)) answerInClash(question, clashes.get(name), value);
  }

  /** Show the new answer beside the stored one, unless they are equal now. */
  function answerInClash(question, { other, box }, value) {
    const shown = { value, certainty: readSure(question) };
    box.querySelector("dd").textContent = tell(question, shown);
    if (said(question, shown) !== said(question, other)) return;
    settle(question);
    acknowledge(question, queue.get(question.dataset.question), other);
  }

  const tell = (question, { value, certainty }) =>
    (describe(question, value) || say.none) + tellSure(question, certainty);

  const shownIn = (question) => ({ value: readAnswer(question), certainty: readSure(question) });

  /** Take the question away which answer to keep. */
  function settle(question) {
    const { other, box } = clashes.get(question.dataset.question);
    clashes.delete(question.dataset.question);
    question.dataset.version = other.version;
    box.remove();
  }

  function acknowledge(question, entry, body) {
    question.dataset.version = body.version;
    const now = queue.get(entry.question);
    if (now && now.key !== entry.key) {
      if (mine.has(entry.key)) queue.put({ ...now, seen: body.version }); // answered again meanwhile
      return;
    }
    queue.put({ ...entry, version: body.version });
    setTimeout(() => queue.get(entry.question) || queue.drop(entry.question), RECENT_MS);
    stored.set(entry.question, canonical(question, entry.value));
    show(question, "stored", body.stored_text, body.receipt);
    tieFault(question, body.fault, body.fault_gaps);
  }

  /** Meet an answer that another tab or device stored; `other` is {value, certainty, version, stored_text, receipt}. */
  function meetClash(question, entry, other) {
    const now = queue.get(entry.question) ?? entry;
    const there = said(question, other);
    if (now.key && !mine.has(now.key) && there !== said(question, shownIn(question))) return askWhich(question, other);
    const isMine = [...(mine.has(entry.key) ? [said(question, entry)] : []), ...now.tried].includes(there);
    const isMore = !other.certainty && canonical(question, now.value) === canonical(question, other.value);
    if (there === said(question, { ...now, certainty: now.certainty || other.certainty })) {
      writeSure(question, other.certainty);
      acknowledge(question, { ...now, certainty: other.certainty || undefined }, other);
    } else if (now.seen !== other.version && (isMine || isMore)) {
      question.dataset.version = other.version;
      queue.put({ ...now, seen: other.version });
    } else if (now.key && !mine.has(now.key) && there === said(question, shownIn(question))) {
      refused.add(now.key); // another window's, which asks there: here stands what is stored
      question.dataset.version = other.version;
      stored.set(now.question, canonical(question, other.value));
      show(question, "stored", other.stored_text, other.receipt);
    } else {
      askWhich(question, other);
    }
  }

  /** Show both answers in the question and let the learner choose. */
  function askWhich(question, other) {
    const name = question.dataset.question;
    const here = element("button", { type: "button", class: "btn sm" }, say.keepHere);
    const there = element("button", { type: "button", class: "btn two sm" }, say.keepThere);
    const answers = element(
      "dl",
      {},
      element("dt", {}, say.here),
      element("dd", {}, tell(question, shownIn(question))),
      element("dt", {}, say.there),
      element("dd", {}, tell(question, other), element("br"), other.stored_text),
    );
    const heading = element("p", {}, element("b", {}, say.clash));
    const box = element("div", { class: "clash", role: "alert", tabindex: "-1" }, heading, answers);
    box.append(element("p", { class: "row" }, here, there));
    here.addEventListener("click", () => {
      settle(question);
      queue.put({ question: name, ...shownIn(question), seen: other.version, key: newMine(), tried: [] });
      show(question, "storing");
      send();
    });
    there.addEventListener("click", () => takeStored(question, other));
    clashes.set(name, { other, box });
    question.append(box);
    show(question, "kept");
  }

  /** Take what the server holds now, which may be a third answer. */
  async function takeStored(question, shown) {
    const name = question.dataset.question;
    let answer;
    let other;
    try {
      answer = await fetch(`${say.saveUrl}?seen=`, { headers: { Accept: "application/json" }, redirect: "manual" });
      other = (await answer.json()).newer[name] ?? shown;
    } catch {
      return warn(answer?.type === "opaqueredirect" || answer?.status === 401 ? "signedOut" : "noLine");
    }
    if (!clashes.has(name)) return;
    settle(question);
    writeAnswer(question, other.value);
    writeSure(question, other.certainty);
    acknowledge(question, { ...queue.get(name), question: name, value: other.value, certainty: other.certainty || undefined }, other);
  }

  function waitAndSend(seconds) {
    failures += 1;
    const wait = seconds || Math.min(LONGEST_WAIT_S, 2 ** failures) * (0.75 + Math.random() / 2);
    clearTimeout(timer);
    timer = setTimeout(send, wait * 1000);
    warn(pressed ? "noLine" : "offline");
  }

  const rest = () => warn(pressed ? "lineBack" : "");

  async function post(entry) {
    const abort = new AbortController();
    const limit = setTimeout(() => abort.abort(), SEND_LIMIT_MS);
    const { key, question, value, seen, certainty } = entry;
    try {
      return await fetch(say.saveUrl, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": form.elements.csrf_token.value,
        },
        body: JSON.stringify({ key, question, value, seen, certainty }),
        redirect: "manual", // the way to the sign-in page is no acknowledgement
        signal: abort.signal,
      });
    } finally {
      clearTimeout(limit);
    }
  }

  /** Send one entry; return whether the next may follow at once. */
  async function sendOne(entry) {
    const question = questionOf(entry.question);
    queue.put({ ...entry, sent: true });
    const answer = await post(entry);
    if (answer.status >= 500 || answer.status === 429) {
      waitAndSend(Number(answer.headers.get("Retry-After")));
      return false;
    }
    const body = answer.type === "opaqueredirect" ? {} : await answer.json();
    if (answer.status === 401 || answer.type === "opaqueredirect" || body.code === "form_expired") {
      warn("signedOut");
      return false;
    }
    if (answer.ok) {
      const { version } = question.dataset;
      acknowledge(question, entry, body);
      const same = said(question, shownIn(question)) === said(question, entry);
      // Where it is this page's own, what differs is an item being dragged: that is stored once it is dropped.
      if (!same && !mine.has(entry.key)) {
        question.dataset.version = version; // until it is decided: else what changes here would replace it unasked
        if (!queue.get(entry.question)) askWhich(question, { ...body, value: entry.value });
      }
    }
    else if (answer.status === 409 && body.stored) meetClash(question, entry, body.stored);
    else {
      refused.add(entry.key);
      warn("refused", body.detail);
      show(question, "kept", body.detail ?? say.refused);
      if (body.code === "attempt_submitted") form.querySelector("[data-handed-in]").hidden = false;
      return true;
    }
    failures = 0;
    rest();
    return true;
  }

  async function send() {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    try {
      let entry;
      while ((entry = queue.all().find(isReady)) && (await sendOne(entry)));
    } catch {
      waitAndSend(0); // no connection, or no answer in time
    } finally {
      sending = false;
    }
  }

  form.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-typed]")) return;
    const question = target.closest("[data-question]");
    keep(question);
    clearTimeout(timer);
    timer = setTimeout(send, TEXT_PAUSE_MS);
  });
  form.addEventListener("change", ({ target }) => {
    const name = target.closest("[data-sure]")?.dataset.sure;
    const question = name ? questionOf(name) : target.closest("[data-question]");
    if (!question) return;
    keep(question, Boolean(name));
    send();
  });
  form.querySelector("[data-retry]").addEventListener("click", send);
  addEventListener("online", () => {
    rest();
    send();
  });
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    pressed = true;
    event.preventDefault(); // else the page is left
    warn("noLine");
    banner.scrollIntoView({ block: "center" });
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  form.addEventListener("newer", ({ target, detail }) => {
    const name = target.dataset.question; // elsewhere.js tells
    const asked = clashes.get(name);
    if (asked?.other.version === detail.version) return;
    if (asked) settle(target);
    meetClash(target, { question: name, value: readAnswer(target), tried: [] }, detail);
  });

  // Beside a clash that the server shows stands the answer it is about: another window's must not take its place.
  const isTold = (name) => document.getElementById(`${name}-clash`);
  for (const { version, ...entry } of queue.recent()) {
    const question = questionOf(entry.question);
    if (isTold(entry.question)) continue;
    if (question && version > Number(question.dataset.version)) {
      question.dataset.version = version;
      queue.put({ ...entry, seen: version }); // sent again, it is told in this page’s words
    } else queue.drop(entry.question);
  }
  for (const { key, question: name, value, certainty } of queue.all()) {
    const question = questionOf(name);
    if (!question || isTold(name)) continue;
    mine.add(key);
    writeAnswer(question, value);
    writeSure(question, certainty);
    show(question, "kept");
  }
  send();
}

all("form[data-autosave]").forEach(autosave);
