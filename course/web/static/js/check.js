// Checks the certificate whose facts and signature stand behind the # of the address, by the keys that stand in the
// page, and asks whether it counts today where there is a line. Keeps the page on the device, so that it opens without one.

const page = document.querySelector("[data-keys]");
const say = page.dataset;
const KEPT = "certificate-check";
const LOOK_UP_MS = 4_000; // how long a poor line is waited for

/** Return the bytes of base64url. Throws for any but the one way to write them: other last signs mean the same bytes. */
function bytes(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  if (btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "") !== text) throw new Error("not canonical");
  return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

/** Return what a proof says: {state} is "valid", "altered", "unknown" or "old" (this browser cannot check). */
async function check(proof) {
  const [form, number, facts, signature, more] = proof.split(".");
  if (form !== "1" || !signature || more !== undefined) return { state: "altered" };
  const key = new Map(Object.entries(JSON.parse(say.keys))).get(number);
  if (!key) return { state: "unknown" };
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", bytes(key), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return { state: "old" };
  }
  try {
    const signed = new TextEncoder().encode(`certificate:${form}.${number}.${facts}`);
    if (!(await crypto.subtle.verify("Ed25519", imported, bytes(signature), signed))) return { state: "altered" };
    const [code, name, title, issued, minutes] = JSON.parse(new TextDecoder().decode(bytes(facts)));
    return { state: "valid", code, name, title, issued, minutes };
  } catch {
    return { state: "altered" };
  }
}

const addressOf = (code) => say.lookUp.replace("CODE", encodeURIComponent(code));

/** Return how the platform says that a certificate stands now; "" where it cannot be asked. */
async function standing(code) {
  try {
    const answer = await fetch(`${addressOf(code)}/state`, { credentials: "omit", signal: AbortSignal.timeout(LOOK_UP_MS) });
    return answer.ok ? (await answer.json()).state : "";
  } catch {
    return "";
  }
}

function show({ state, now, code, name, title, issued, minutes }) {
  const counts = !now || now === "valid";
  const shown = state === "valid" && !counts ? "void" : state;
  for (const part of page.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== shown;
  if (state !== "valid") return;
  for (const link of page.querySelectorAll("[data-look-up]")) link.href = addressOf(code);
  for (const part of page.querySelectorAll("[data-asked]")) part.hidden = (part.dataset.asked === "yes") !== Boolean(now);
  const day = new Date(`${issued}T00:00:00Z`);
  const hours = Math.max(1, Math.round(minutes / 60));
  const values = {
    name,
    title,
    issued: day.toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }),
    hours: (hours === 1 ? say.hour : say.hours).replace("{hours}", hours),
    code: code.replace(/(.{4})(?=.)/g, "$1-"),
  };
  for (const place of page.querySelectorAll("[data-fact]")) place.textContent = values[place.dataset.fact];
}

async function checkAddress() {
  const proof = location.hash.slice(1);
  const found = proof ? await check(proof) : { state: "none" };
  if (found.state === "valid") found.now = await standing(found.code);
  if (proof === location.hash.slice(1)) show(found); // else another was given meanwhile
}

const form = page.querySelector("form");
form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = form.elements.address.value.trim();
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  if (!/^[A-Z0-9]{12}$/.test(code)) location.hash = typed.slice(typed.indexOf("#") + 1);
  else if (navigator.onLine) location.href = addressOf(code); // the code alone proves nothing: its page tells
  else show({ state: "line" });
});

/** Keep the page in each language, since a certificate may be in another, and its parts, as they are for who is not signed in. */
async function keep() {
  if (!navigator.serviceWorker) return;
  const others = [...document.querySelectorAll("link[rel=alternate][hreflang]")].map(({ href }) => new URL(href).pathname);
  const pages = new Set([location.pathname, ...others]);
  for (const scope of pages) await navigator.serviceWorker.register(say.worker, { scope });
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) => part.href ?? part.src);
  const cache = await caches.open(KEPT);
  const addresses = [...pages, ...parts];
  for (const address of addresses) {
    const answer = await fetch(address, { credentials: "omit" });
    if (answer.ok) await cache.put(address, answer);
  }
  const newest = new Set(addresses.map((address) => new URL(address, location).pathname));
  for (const kept of await cache.keys()) {
    const { pathname } = new URL(kept.url);
    if (pathname.startsWith("/static/") && !newest.has(pathname)) await cache.delete(kept); // of a page before this one
  }
  page.querySelector("[data-kept]").hidden = false;
}

addEventListener("hashchange", checkAddress);
checkAddress();
keep().catch(() => {}); // without it the page works as long as there is a line
