/* The view that is shown is never scrolled out of sight. */
for (const shown of document.querySelectorAll(".views [aria-current]")) {
  const views = shown.closest(".views");
  views.scrollLeft = shown.offsetLeft - views.offsetLeft - (views.clientWidth - shown.offsetWidth) / 2;
}

/* A filter shows its list as soon as another choice is made; the button does the same without script. */
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}
