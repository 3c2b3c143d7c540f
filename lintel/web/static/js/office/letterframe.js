/* The letter that is being written, shown in a frame of its own as the server makes it from what is typed in `form`.
   Each time a new frame, so that the way back in the browser does not lead through them. */
let lettersShown = 0;
const showLetter = (form, within) => {
  const frame = within.querySelector(".letter-frame").cloneNode();
  frame.removeAttribute("src");
  frame.name = `letter-${++lettersShown}`;
  frame.hidden = true;
  within.querySelector(".letter-place").append(frame);
  const sent = Object.assign(document.createElement("form"), {
    method: "post", action: form.dataset.preview, target: frame.name, hidden: true,
  });
  for (const [name, value] of new FormData(form)) {
    sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  frame.addEventListener("load", () => {
    if (frame.name !== `letter-${lettersShown}`) return;
    for (const one of within.querySelectorAll(".letter-frame")) if (one !== frame) one.remove();
    frame.hidden = false;
  });
  document.body.append(sent);
  sent.submit();
  sent.remove();
};
