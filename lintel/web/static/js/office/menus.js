/* Menus made of details: Esc closes one and gives the focus back, a click elsewhere closes it too. */
{
  const open = () => [...document.querySelectorAll("details.menu-at[open]")];

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = open().pop();
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
}
