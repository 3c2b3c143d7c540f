/* What was said after an act can be put away. Without script it goes with the next page. */
for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.closest(".notice").remove());
}
