// Shows the photos of a page on the whole screen: arrows, swipes, Escape.
// Without it each photo is a plain link to its file.
"use strict";

const SWIPE_PIXELS = 40;
const SHAPES = {
  close: "M6 6l12 12M18 6L6 18",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
};

function button(name, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.setAttribute("aria-label", label);
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", SHAPES[name]);
  picture.append(line);
  made.append(picture);
  made.addEventListener("click", act);
  return made;
}

function viewer(strip) {
  const links = [...strip.querySelectorAll("a")];
  const dialog = document.createElement("dialog");
  const image = document.createElement("img");
  const count = document.createElement("p");
  let at = 0;
  let touchedAt = null;

  function show(number) {
    at = Math.min(Math.max(number, 0), links.length - 1);
    image.src = links[at].href;
    image.alt = links[at].querySelector("img").alt;
    count.textContent = `${at + 1} / ${links.length}`;
    previous.hidden = at === 0;
    next.hidden = at === links.length - 1;
    if (dialog.open && document.activeElement?.hidden) close.focus();
  }

  const close = button("close", strip.dataset.close, () => dialog.close());
  const previous = button("previous", strip.dataset.previous, () => show(at - 1));
  const next = button("next", strip.dataset.next, () => show(at + 1));

  dialog.className = "viewer";
  dialog.setAttribute("aria-label", strip.closest("section").getAttribute("aria-label"));
  count.setAttribute("aria-live", "polite");
  dialog.append(image, close, previous, next, count);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  image.addEventListener("touchstart", (event) => {
    touchedAt = event.touches.length === 1 ? event.touches[0].clientX : null;
  }, { passive: true });
  image.addEventListener("touchend", (event) => {
    if (touchedAt === null) return;
    const moved = event.changedTouches[0].clientX - touchedAt;
    touchedAt = null;
    if (Math.abs(moved) > SWIPE_PIXELS) show(at + (moved < 0 ? 1 : -1));
  });
  dialog.addEventListener("close", () => {
    image.removeAttribute("src");
    links[at].focus();
  });

  links.forEach((link, number) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(number);
      dialog.showModal();
    });
  });
  document.body.append(dialog);
}

if (typeof HTMLDialogElement === "function") {
  document.querySelectorAll("[data-viewer]").forEach(viewer);
}
