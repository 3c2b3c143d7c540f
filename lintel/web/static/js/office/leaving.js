/* What is still being asked when a page is left is no error, and is not to be logged as one. */
{
  const asked = new Set();
  document.addEventListener("htmx:beforeSend", (event) => asked.add(event.detail.xhr));
  document.addEventListener("htmx:afterRequest", (event) => asked.delete(event.detail.xhr));
  addEventListener("pagehide", () => {
    for (const request of asked) request.onabort = request.onerror = null;
  });
}
