// A conversation read aloud by the browser, where there is no recording: each line in the lesson's language, the
// speakers told apart by pitch. Only where the browser can speak; the words come from the server.

const PITCHES = [1, 0.8, 1.2, 0.9];

/** Put a button above the lines of a conversation; `words` are "listen" and "stop" in the reader's language. */
export function offerToListen(section, words) {
  const lines = [...section.querySelectorAll(".cues li")];
  const speakers = [...new Set(lines.map((line) => line.querySelector("b")?.textContent))];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn two sm";
  button.textContent = words.listen;
  let at = -1; // the line that is being read; -1 is silence

  const mark = () => lines.forEach((line, place) => line.toggleAttribute("data-read", place === at));
  const stop = () => {
    at = -1;
    speechSynthesis.cancel();
    button.textContent = words.listen;
    mark();
  };
  const read = (place) => {
    if (place >= lines.length) return stop();
    at = place;
    mark();
    const spoken = lines[place].lastElementChild;
    const name = spoken.querySelector("b")?.textContent ?? "";
    const saying = new SpeechSynthesisUtterance(spoken.textContent.replace(name, "").trim());
    saying.lang = section.closest("[lang]").lang;
    saying.pitch = PITCHES[speakers.indexOf(name) % PITCHES.length];
    saying.onend = () => at === place && read(place + 1);
    saying.onerror = () => at === place && stop();
    speechSynthesis.speak(saying);
  };
  button.addEventListener("click", () => {
    if (at >= 0) return stop();
    button.textContent = words.stop;
    read(0);
  });
  addEventListener("pagehide", stop);
  const row = document.createElement("p");
  row.append(button);
  section.querySelector(".in").append(row);
}
