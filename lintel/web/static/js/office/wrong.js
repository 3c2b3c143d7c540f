/* A form that was refused begins at the first field that is wrong. */
{
  const wrong = [...document.querySelectorAll("main [aria-invalid=true]")].find((one) => one.checkVisibility());
  if (wrong && !document.querySelector("main [autofocus]")) {
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  }
}
