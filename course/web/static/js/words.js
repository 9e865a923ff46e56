// How many words a text has, told while one writes. Without script the page tells it of what is stored.

const said = new Intl.NumberFormat(document.documentElement.lang);

for (const text of document.querySelectorAll("textarea[data-counted]")) {
  const count = document.querySelector(`#${text.id.replace("-text", "-count")} [data-count]`);
  const tell = () => {
    count.textContent = said.format(text.value.split(/\s+/).filter(Boolean).length);
  };
  text.addEventListener("input", tell);
  text.closest("[data-question]").addEventListener("written", tell); // by quiz.js, with an answer from elsewhere
}
