"use strict";

/* What people write, as chat apps show it: escaped first, then marked up. */
const Words = (() => {
  const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const LINK = /https?:\/\/[^\s<>"']+/g;
  const TRAILING = /[.,!?;:)\]*_~]+$/;
  // Two letters that nobody types stand around the number of a link.
  const OPEN = "\uE000";
  const CLOSE = "\uE001";
  const STYLES = [["*", "b"], ["_", "i"], ["~", "s"]].map(([mark, tag]) => [
    new RegExp(`(?<![\\p{L}\\p{N}])[${mark}](?=\\S)([^${mark}\\n]*[^${mark}\\s])[${mark}](?![\\p{L}\\p{N}])`, "gu"),
    `<${tag}>$1</${tag}>`,
  ]);

  const escape = (text) => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

  /* The HTML of a text: links, *bold*, _italic_ and ~struck~, and nothing else. */
  function html(text) {
    const links = [];
    const bare = text.replaceAll(OPEN, "").replaceAll(CLOSE, "");
    const marked = bare.replace(LINK, (found) => {
      const address = found.replace(TRAILING, "");
      links.push(address);
      return OPEN + (links.length - 1) + CLOSE + found.slice(address.length);
    });
    const styled = STYLES.reduce((so_far, [pattern, tag]) => so_far.replace(pattern, tag), escape(marked));
    return styled.replace(new RegExp(`${OPEN}(\\d+)${CLOSE}`, "g"), (_, number) => {
      const address = escape(links[Number(number)]);
      return `<a href="${address}" target="_blank" rel="noopener noreferrer">${address}</a>`;
    });
  }

  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  return { html, fill };
})();

/* An element with properties and children; what is null is left out. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#icon-${name}`);
  picture.append(use);
  return picture;
}
