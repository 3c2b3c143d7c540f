/* A colour is typed, or chosen beside it: each follows the other, and what is typed is sent. */
for (const well of document.querySelectorAll("input[type=color][data-types]")) {
  const typed = document.getElementById(well.dataset.types);
  const follow = () => {
    const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(typed.value.trim()) ?? [];
    if (digits) well.value = `#${digits.length === 3 ? digits.replaceAll(/./g, "$&$&") : digits}`.toLowerCase();
  };
  follow();
  typed.addEventListener("input", follow);
  well.addEventListener("input", () => {
    typed.value = well.value;
  });
  well.closest("[hidden]").hidden = well.matches(":disabled");
}
