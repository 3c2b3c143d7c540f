// A field is marked wrong as long as the note beside it says why: the notes come anew while somebody types.
document.addEventListener("htmx:afterSettle", () => {
  for (const note of document.querySelectorAll("#order .note")) {
    const field = document.getElementById(note.id.replace(/_note$/, ""));
    if (!field?.matches("input, select, textarea")) continue;
    if (note.querySelector(".error")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
});
