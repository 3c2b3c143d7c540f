// What the sign-in pages add where scripts run: the browser's own time zone, and a sentence when a passkey was not used.
const zone = document.querySelector("form:not([data-again]) select[data-suggest-zone]");
if (zone) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}
for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("passkey-said");
  if (said) said.hidden = false;
});
