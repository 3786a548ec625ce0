// htmx, and what a page needs besides: the form's own protection goes with each request that is not a page of its own.
import htmx from "htmx.org";

window.htmx = htmx;

function withToken(event) {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  const headers = event.detail?.ctx?.request?.headers ?? event.detail?.headers;
  if (field && headers) headers["X-CSRFToken"] = field.value;
}
document.addEventListener("htmx:config:request", withToken);
document.addEventListener("htmx:configRequest", withToken);

document.addEventListener("DOMContentLoaded", () => document.getElementById("faults")?.focus());
