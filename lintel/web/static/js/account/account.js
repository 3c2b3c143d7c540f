// What the sign-in pages add where scripts run: the browser's own time zone, one sending for two clicks, and a
// sentence when a passkey was not used.
const zone = document.querySelector("form:not([data-again]) select[data-suggest-zone]");
if (zone) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}
for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else event.target.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("passkey-said");
  if (said) said.hidden = false;
});
