// What script adds to every page; each works without it. No dependency; the words come from data attributes,
// translated by the server; nothing here writes HTML from text. The quiz page adds quiz.js.

const QUEUE = "course.answers."; // the same in quiz.js: what it keeps on this device
const FILTER_PAUSE_MS = 400;
const UPPER_EDGE = 32; // so far below the screen's edge a paragraph counts as passed
const REST_MS = 2_000; // so long at one place is reading, not passing by
const RELEASE_MS = 10_000; // a button pressed once may be pressed again then, in case nothing came back

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const isParagraph = (one) => /^p\d+$/.test(one.id);
const marksOf = (article) => all("[id]", article).filter((one) => isParagraph(one) || one.matches("h2, h3"));

/**
 * Tell the server which heading or paragraph stands at the upper edge, and under which heading: where the reader
 * rests, and when the page is left further down. Who scrolls up to the menu and leaves by it has stopped where they
 * rested before. Links to other languages lead to that place too, also for who is not signed in.
 */
function keepPlace(article) {
  const token = document.querySelector('input[name="csrf_token"]')?.value ?? "";
  const marks = marksOf(article);
  let rested = marks.findIndex((one) => one.id === location.hash.slice(1)) + 1; // of `marks`; 0 is the top
  let told = -1; // as `rested`; -1 is nothing yet
  let timer = 0;
  const passed = () => marks.filter((one) => one.getBoundingClientRect().top < UPPER_EDGE).length;
  const tell = () => {
    if (rested === told || !article.dataset.placeUrl) return;
    told = rested;
    const mark = marks[rested - 1];
    const paragraph = mark && isParagraph(mark) ? mark.id.slice(1) : "0";
    const heading = marks.slice(0, rested).filter((one) => !isParagraph(one)).slice(-1)[0]?.id ?? "";
    const body = new URLSearchParams({ heading, paragraph, csrf_token: token });
    navigator.sendBeacon(article.dataset.placeUrl, body);
  };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rested = passed();
      tell();
    }, REST_MS);
  };
  rest();
  document.addEventListener("scroll", rest, { passive: true });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState !== "hidden") return rest();
    rested = Math.max(rested, passed());
    tell();
  });
  for (const link of all(".lang a")) {
    link.addEventListener("click", () => (link.hash = marks[Math.max(rested, passed()) - 1]?.id ?? ""));
  }
}

/** Swap the list, and the element that counts it, as one chooses; focus stays where it is. */
function filterInPlace(form) {
  const id = form.dataset.filters;
  let timer = 0;
  let asked = new AbortController();
  async function show() {
    const address = new URL(form.action, location.href);
    address.search = new URLSearchParams(new FormData(form));
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of [id, `${id}-count`]) {
        const fresh = page.getElementById(part);
        if (fresh) document.getElementById(part)?.replaceChildren(...fresh.childNodes);
      }
      history.replaceState(null, "", address);
    } catch {
      // The button still asks for the whole page.
    }
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, FILTER_PAUSE_MS);
  });
}

/** Let a form that changes something be sent once. */
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const buttons = all("button:enabled", form);
  const free = () => {
    delete form.dataset.sent;
    for (const button of buttons) button.disabled = false;
  };
  setTimeout(() => buttons.forEach((button) => (button.disabled = true))); // after the form was read
  setTimeout(free, RELEASE_MS);
  addEventListener("pageshow", free, { once: true });
}

/** Forget all answers kept on this device, at sign-out. */
function forgetAnswers() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(QUEUE)) localStorage.removeItem(name);
  } catch {
    // Without storage there is nothing to forget.
  }
}

function offerCopy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("[role=status]").textContent = button.dataset.done;
  });
}

/** Where the browser can speak, offer to hear the conversations that have no recording. */
async function offerToListen(article) {
  const conversations = all(".media:not(:has(audio))", article).filter((one) => one.querySelector(".cues"));
  if (!conversations.length || !("speechSynthesis" in window)) return;
  const listen = await import(article.dataset.listenScript);
  conversations.forEach((one) => listen.offerToListen(one, { listen: article.dataset.listen, stop: article.dataset.stop }));
}

/** Open the card or transcript in which an address leads to a paragraph. */
function openTarget() {
  document.getElementById(location.hash.slice(1))?.closest("details")?.setAttribute("open", "");
}

addEventListener("hashchange", openTarget);
openTarget();
all("[data-look-again]").forEach((link) => setTimeout(() => location.replace(link.href), link.dataset.lookAgain * 1000));
all("form[data-sign-out]").forEach((form) => form.addEventListener("submit", forgetAnswers));
all(".lesson article").forEach(keepPlace);
all("[data-listen]").forEach(offerToListen);
all("form[data-filters]").forEach(filterInPlace);
all("[data-copy]").forEach(offerCopy);
document.addEventListener("submit", sendOnce);
document.querySelector("[data-error-summary]")?.focus();
