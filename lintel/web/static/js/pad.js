// The pad: a signature drawn with a finger, a pen or the mouse, kept as lines in a hidden field.
for (const pad of document.querySelectorAll("[data-pad]")) {
  const [canvas, field, clear] = ["canvas", "input", "button"].map((name) => pad.querySelector(name));
  const ink = canvas.getContext("2d");
  let lines = [], line = null;
  try { lines = JSON.parse(field.value || "[]"); } catch { /* nothing was drawn */ }
  pad.hidden = false;

  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const place = (value, size, most) => Math.min(Math.max(Math.round((value / size) * most), 0), most);
    return [place(event.clientX - left, width, canvas.width), place(event.clientY - top, height, canvas.height)];
  };
  const show = () => {
    ink.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(ink, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: getComputedStyle(canvas).color });
    for (const points of lines) {
      ink.beginPath();
      for (let i = 0; i < points.length; i += 2) ink.lineTo(points[i], points[i + 1]);
      ink.stroke();
    }
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (field.disabled || !event.isPrimary || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    line = at(event);
    lines.push(line);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!line || !event.isPrimary) return;
    const [x, y] = at(event);
    if (Math.hypot(x - line.at(-2), y - line.at(-1)) < 3 || lines.flat().length > 7900) return;
    line.push(x, y);
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => {
    line = null;
    field.value = JSON.stringify(lines);
    show();
  });
  clear.addEventListener("click", () => {
    lines = [];
    field.value = "";
    show();
  });
  show();
}
