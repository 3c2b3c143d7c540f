// Settings → Letters: the letter follows what is typed. Without script, Preview shows it.
const wording = (form) => {
  let waiting;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => showLetter(form, document), 400);
  };
  document.addEventListener("input", (event) => { if (event.target.form === form) later(); });
  form.querySelector("[data-unscripted]").hidden = true;
  showLetter(form, document);
};
for (const form of document.querySelectorAll("[data-wording]")) wording(form);
