// What script adds to every page; each works without it. No dependency; the words come from data attributes,
// translated by the server; nothing here writes HTML from text. The quiz page adds quiz.js.

const QUEUE = "course.answers."; // the same in quiz.js: what it keeps on this device
const FILTER_PAUSE_MS = 400;
const REST_MS = 2_000; // so long at one place is reading, not passing by
const RELEASE_MS = 10_000; // a button pressed once may be pressed again then, in case nothing came back

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/**
 * Tell the server which heading was passed last: where the reader rests, and when the page is left further down.
 * Who scrolls up to the menu and leaves by it has stopped where they rested before.
 */
function keepPlace(article) {
  const token = document.querySelector('input[name="csrf_token"]')?.value ?? "";
  const headings = all(":is(h2, h3)[id]", article);
  let told = -2; // of `headings`; -1 is the lesson's top, and -2 that nothing is told yet
  let timer = 0;
  const passed = () => headings.filter((one) => one.getBoundingClientRect().top < innerHeight / 2).length - 1;
  const tell = (place) => {
    if (place === told) return;
    told = place;
    const heading = headings[place]?.id ?? "";
    navigator.sendBeacon(article.dataset.placeUrl, new URLSearchParams({ heading, csrf_token: token }));
  };
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(passed()), REST_MS);
  };
  rest();
  document.addEventListener("scroll", rest, { passive: true });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") tell(Math.max(told, passed()));
    else rest();
  });
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

/** Forget answers kept on this device: an attempt's once it is submitted, all of them at sign-out. */
function forgetAnswers(isToGo) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(QUEUE) && isToGo(name.slice(QUEUE.length))) localStorage.removeItem(name);
    }
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

all("[data-look-again]").forEach((link) => setTimeout(() => location.replace(link.href), link.dataset.lookAgain * 1000));
all("[data-attempt-done]").forEach((page) => forgetAnswers((attempt) => attempt === page.dataset.attemptDone));
all("form[data-sign-out]").forEach((form) => form.addEventListener("submit", () => forgetAnswers(() => true)));
all("[data-place-url]").forEach(keepPlace);
all("[data-listen]").forEach(offerToListen);
all("form[data-filters]").forEach(filterInPlace);
all("[data-copy]").forEach(offerCopy);
document.addEventListener("submit", sendOnce);
document.querySelector("[data-error-summary]")?.focus();
