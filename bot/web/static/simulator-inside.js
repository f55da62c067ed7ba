"use strict";

/* What became of a photo that is on its way no more; one that was given up is told. */
const SETTLED = new Set(["stored", "cleared"]);

/* What the bot is doing for one phone, and the knobs beside it. */
class Inside {
  constructor(station, { address, said }) {
    this.station = station;
    this.address = address;
    this.said = said;
    this.shown = {};
    this.knobs = station.querySelector(".knobs");
    this.takeDown = station.querySelector(".take-down");
    this.knobs.addEventListener("submit", (event) => event.preventDefault());
    this.takeDown.addEventListener("click", () => this.toggleDown());
    station.querySelector(".clear").addEventListener("click", () => this.post("clear"));
  }

  /* The knobs as they are set now, for what is sent next. */
  settings() {
    const form = new FormData(this.knobs);
    form.delete("seconds");
    return form;
  }

  post(what, values = {}) {
    return fetch(`${this.address}/${what}`, { method: "POST", body: new URLSearchParams(values) }).catch(() => null);
  }

  toggleDown() {
    const seconds = this.down ? 0 : this.knobs.elements.seconds.value || 10;
    this.post("down", { seconds });
  }

  watch(watched) {
    this.down = watched.down_seconds > 0;
    this.takeDown.textContent = this.down ? this.said.take_up : this.said.take_down;
    this.part("state", [watched.flow, watched.state, watched.ended], () => this.state(watched));
    this.part("listed", watched.listing.length, () => [String(watched.listing.length)]);
    this.part("folder", [watched.folder, watched.ended], () => [watched.folder ?? ""]);
    this.part("thumbs", [watched.folder, watched.listing, watched.downloads], () => this.thumbs(watched));
    const coming = watched.downloads.map((one, place) => ({ ...one, place })).filter((one) => !SETTLED.has(one.outcome));
    this.part("coming", coming, () => this.listOr(coming.map((one) => this.coming(one))));
    const waits = this.waits(watched);
    this.part("waits", waits, () => this.listOr(waits.map((words) => make("li", { textContent: words }))));
  }

  /* Draw a part anew only if what it shows changed, so that nothing flickers. */
  part(name, seen, draw) {
    const now = JSON.stringify(seen);
    if (this.shown[name] === now) return;
    this.shown[name] = now;
    this.station.querySelector(`.inside .${name}`).replaceChildren(...draw());
  }

  listOr(rows) {
    return rows.length ? rows : [make("li", { className: "nothing", textContent: this.said.nothing })];
  }

  state({ flow, state, ended }) {
    if (!flow) return [make("span", { className: "nothing", textContent: this.said.outside })];
    return [
      make("span", { className: "flow", textContent: flow }),
      make("b", { className: ended ? "pill over" : "pill", textContent: state }),
      ended ? make("span", { className: "nothing", textContent: this.said.ended }) : null,
    ].filter(Boolean);
  }

  thumbs({ listing, downloads }) {
    return listing.map((name, place) => {
      const download = downloads.find((one) => one.name === name);
      const title = download?.attempts ? Words.fill(this.said.stored, download) : name;
      const picture = make("img", {
        src: `${this.address}/folder/${name}`, title,
        alt: Words.fill(this.said.photo, { number: place + 1 }),
      });
      const tries = download?.attempts > 1 ? make("span", { className: "tries", textContent: download.attempts, title }) : null;
      return make("li", {}, picture, tries);
    });
  }

  coming(one) {
    const words = one.outcome === "given_up" ? Words.fill(this.said.given_up, one) : this.attempt(one);
    const status = `status_${one.status}${one.whole ? "_whole" : one.page ? "_page" : ""}`;
    return make("li", { className: one.outcome ?? (one.tried ? "tried" : "trying") },
      make("img", { src: `${this.address}/photos/${one.photo}`, alt: "" }),
      make("span", {},
        make("b", { textContent: Words.fill(this.said.photo, { number: one.place + 1 }) }),
        make("span", { className: "attempt", textContent: words }),
        one.status ? make("span", { className: "answer", textContent: this.said[status] ?? String(one.status) }) : null));
  }

  attempt(one) {
    if (!one.attempts) return this.said.not_asked;
    // A bot that was killed counts anew; the gateway goes on counting.
    const inTime = one.attempts > one.most ? this.said.attempt_more : this.said.attempt;
    return Words.fill(one.tried ? this.said.attempt_later : inTime, one);
  }

  waits(watched) {
    const counted = (key, count) => (count ? [Words.fill(this.said[key], { count })] : []);
    return [
      ...counted("waits_posted", watched.undelivered.length),
      ...counted(watched.held ? "waits_held" : "waits_messages", watched.unanswered.length),
      ...watched.effects.map((name) => Words.fill(this.said.waits_effect, { name })),
      ...counted("waits_replies", watched.unsent),
    ];
  }
}
