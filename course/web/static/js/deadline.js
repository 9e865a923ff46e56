// The time that is left of an attempt: shown while one scrolls, said aloud now and then, and at its end. Without it the
// page says until when answers are taken.

const SAID_AT = [600, 300, 60]; // seconds before the end
const LAST = 60; // seconds that are counted one by one

/** Say that the time is over, and let nothing more be answered. What was given before is being sent still. */
function endAnswering() {
  const form = document.querySelector("form[data-autosave]");
  const said = document.querySelector("[data-time-over]");
  const wasAnswering = form.contains(document.activeElement);
  for (const one of form.elements) if (!one.matches("[type=hidden], [name=language], [data-retry]")) one.disabled = true;
  form.elements.seen.disabled = true; // a form that is posted still says nothing: fields that are disabled would be blanks
  for (const item of form.querySelectorAll("[draggable]")) item.draggable = false;
  document.querySelector("[data-time-given]").hidden = true;
  said.hidden = false;
  if (wasAnswering) said.focus(); // else who types on would not know why nothing comes of it
}

function count(line) {
  const say = line.dataset;
  const end = Date.now() + Number(say.seconds) * 1000;
  const told = document.querySelector("[data-time-told]");
  let before = Infinity;

  const words = (seconds) =>
    seconds > LAST
      ? say.left.replace("{time}", say.minutes.replace("{number}", Math.ceil(seconds / 60)))
      : say.left.replace("{time}", say.last.replace("{number}", seconds));

  function look() {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (!seconds) {
      clearInterval(ticking);
      line.hidden = true;
      endAnswering();
      return;
    }
    line.textContent = words(seconds);
    line.classList.toggle("soon", seconds <= 300);
    if (SAID_AT.some((moment) => seconds <= moment && moment < before)) told.textContent = words(seconds);
    before = seconds;
  }

  line.hidden = false;
  const ticking = setInterval(look, 1000);
  look();
}

document.querySelectorAll("[data-seconds]").forEach(count);
