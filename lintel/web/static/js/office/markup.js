// The markup of agreements and letters, and its placeholders, put in at the cursor. Without script they are typed.
const markup = (form) => {
  const text = form.elements.text ?? form.elements.body;
  const put = (words, from = text.selectionStart, to = text.selectionEnd) => {
    text.focus();
    text.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, words)) text.setRangeText(words, from, to, "end");
  };
  const lines = (mark) => {
    const from = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
    const after = text.value.indexOf("\n", text.selectionEnd);
    const to = after < 0 ? text.value.length : after;
    const chosen = text.value.slice(from, to).split("\n");
    const marked = chosen.every((line) => line.startsWith(mark));
    put(chosen.map((line) => (marked ? line.slice(mark.length) : mark + line.replace(/^(#+|[-*]) +/, ""))).join("\n"), from, to);
  };
  const marks = {
    head: () => lines("## "),
    list: () => lines("- "),
    bold: () => {
      const [from, to] = [text.selectionStart, text.selectionEnd];
      const words = text.value.slice(from, to);
      put(`**${words}**`);
      if (!words) text.setSelectionRange(from + 2, from + 2);
    },
  };
  for (const one of form.querySelectorAll("[data-place]")) {
    one.hidden = false;
    one.previousElementSibling.remove();
    one.addEventListener("click", () => put(`{{${one.dataset.place}}}`));
  }
  for (const one of form.querySelectorAll("[data-part]")) {
    one.hidden = false;
    one.addEventListener("click", () => put(`${text.selectionStart ? "\n\n" : ""}${one.dataset.part}\n\n`));
  }
  const toolbar = form.querySelector("[role=toolbar]");
  if (toolbar) toolbar.hidden = false;
  for (const one of form.querySelectorAll("[data-mark]")) one.addEventListener("click", () => marks[one.dataset.mark]());
};
for (const form of document.querySelectorAll("[data-markup]:has(textarea:enabled)")) markup(form);
