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

// Going back in time: the slider writes its moment into the field beside it, and says it in words.
document.addEventListener("DOMContentLoaded", () => {
  const range = document.getElementById("moment");
  if (!range) return;
  const moments = [...range.list.options];
  const field = document.getElementById(range.dataset.field);
  const says = document.getElementById("moment_says");
  const say = () => {
    const chosen = moments[Number(range.value)];
    says.textContent = chosen.label;
    range.setAttribute("aria-valuetext", chosen.label);
    return chosen;
  };
  say();
  range.closest(".site-moments").hidden = false;
  range.addEventListener("input", () => {
    field.value = say().dataset.at;
  });
});
