// Nothing here is needed: every page works without it.
const body = document.body;

// A person touched the page. Machines that fetch it do not.
if (body.dataset.opened) {
  const touches = ["pointerdown", "keydown", "scroll"];
  const tell = (event) => {
    if (!event.isTrusted) return;
    for (const touch of touches) removeEventListener(touch, tell);
    fetch(body.dataset.opened, { method: "POST", keepalive: true }).catch(() => {});
  };
  for (const touch of touches) addEventListener(touch, tell, { passive: true });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copy it from the address bar";
    }
    setTimeout(() => { button.textContent = words; }, 2500);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

document.querySelector('[role="alert"]')?.focus();

// While the bank is asked: look again, and go where the answer leads.
const again = document.querySelector("[data-again]");
const look = async () => {
  try {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.reload();
    const next = /\sdata-again="(\d+)"/.exec(await answer.text());
    if (!next) return location.reload();
    again.dataset.again = next[1];
  } catch { /* no network just now: the next look may have it */ }
  wait();
};
const wait = () => setTimeout(look, 1000 * again.dataset.again);
if (again) wait();
