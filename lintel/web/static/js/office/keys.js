/* Keys: / search, n new inspection, j and k through the lines, x tick, ? the list of keys. None acts while a field
   has focus, and one switch turns them off in this browser. */
{
  const SWITCH = "lintel.keys";
  const dialog = document.getElementById("keys");
  const button = document.getElementById("keys-switch");
  const lines = () => [...document.querySelectorAll(
    ".list tbody tr:has(td.what a), .day-list > li, .attention > li, .mails > li",
  )].filter((line) => line.checkVisibility());
  const linkOf = (line) => line.querySelector("td.what a, a.where, a.subject, a.button, button");
  const off = () => localStorage.getItem(SWITCH) === "off";
  let before = null;

  const step = (by) => {
    const all = lines();
    if (!all.length) return;
    const at = all.findIndex((line) => line.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    linkOf(next)?.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const search = () => {
    const field = document.querySelector("#q, #find");
    const shown = [document.getElementById("q"), document.getElementById("find")].find((one) => one?.checkVisibility());
    (shown ?? field)?.focus();
    (shown ?? field)?.select();
  };

  const show = () => {
    before = document.activeElement;
    button.setAttribute("aria-pressed", String(off()));
    button.textContent = off() ? "Switch the keys on" : "Switch the keys off";
    dialog.showModal();
  };

  const acts = {
    "/": search,
    n: () => document.getElementById("new")?.click(),
    j: () => step(1),
    k: () => step(-1),
    x: () => document.activeElement.closest("tr")?.querySelector(".pick input")?.click(),
    "?": show,
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape" && typing?.type === "search") typing.blur();
    if (typing || document.querySelector("dialog[open]") || !(event.key in acts)) return;
    if (off() && event.key !== "?") return;
    event.preventDefault();
    acts[event.key]();
  });

  dialog?.addEventListener("close", () => before?.focus?.());
  button?.addEventListener("click", () => {
    localStorage.setItem(SWITCH, off() ? "on" : "off");
    dialog.close();
  });
}
