"use strict";

/* The screen of one phone: bubbles, their ticks, and what is still to be sent. */
class Screen {
  constructor(station, { address, said, locale }) {
    this.chat = station.querySelector(".chat");
    this.typing = station.querySelector(".typing");
    this.latest = station.querySelector(".latest");
    this.address = address;
    this.said = said;
    this.known = 0;
    this.own = new Map();
    this.unread = new Set();
    this.time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
    this.day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    this.latest.addEventListener("click", () => this.toEnd());
    // A chat that changes its size scrolls by itself; only people's scrolling counts.
    this.chat.addEventListener("scroll", () => this.size === this.seenSize && this.offerEnd());
    new ResizeObserver(() => {
      this.seenSize = this.size;
      if (this.wasAtEnd) this.toEnd();
    }).observe(this.chat);
  }

  /* Show the bubbles that the server knows; those already here stay as they are. */
  show(bubbles) {
    const fresh = bubbles.filter((bubble) => bubble.number > this.known);
    const first = this.known === 0;
    this.keepPlace(() => {
      for (const batch of Screen.together(fresh)) this.add(batch);
    }, first || fresh.some((bubble) => bubble.kind === "message"));
    // What was here before is not read aloud.
    if (first) requestAnimationFrame(() => this.chat.setAttribute("aria-busy", "false"));
  }

  /* Show at once what this page sends; the server's bubble takes its place. */
  showOwn(batch, text, files) {
    const photos = files.map((file) => ({ url: URL.createObjectURL(file) }));
    const row = this.row({ mine: true, at: Date.now(), text, photos, tick: "waiting" });
    this.own.set(batch, { row, photos });
    this.keepPlace(() => this.place(row, Date.now()), true);
  }

  refuseOwn(batch) {
    const own = this.own.get(batch);
    if (own) this.tick(own.row, "refused");
  }

  /* Tell of each message how far it came, and wipe what the server dropped. */
  watch(watched) {
    for (const row of this.chat.querySelectorAll("[data-number]")) {
      if (Number(row.dataset.number) < watched.first) row.remove();
    }
    if (this.lastDay && !this.chat.querySelector(".row, .event")) this.wipe();
    const [undelivered, refused, unanswered] = [watched.undelivered, watched.refused, watched.unanswered]
      .map((ids) => new Set(ids));
    for (const row of this.unread) {
      const ids = row.dataset.ids.split(" ");
      const any = (set) => ids.some((id) => set.has(id));
      const tick = any(undelivered) ? "sent" : any(refused) ? "refused" : any(unanswered) ? "delivered" : "read";
      this.tick(row, tick);
      if (tick === "read" || tick === "refused") this.unread.delete(row);
    }
    this.keepPlace(() => { this.typing.hidden = !watched.working; }, false);
    if (watched.first > this.known) this.known = watched.first - 1;
  }

  static together(bubbles) {
    const batches = [];
    for (const bubble of bubbles) {
      const last = batches.at(-1);
      if (last && bubble.batch && last[0].batch === bubble.batch) last.push(bubble);
      else batches.push([bubble]);
    }
    return batches;
  }

  add(batch) {
    const [bubble] = batch;
    this.known = Math.max(this.known, ...batch.map((one) => one.number));
    if (bubble.kind === "removal") {
      this.markDeleted(bubble.target);
      return;
    }
    if (bubble.kind === "notice") {
      const words = this.said[bubble.id] ?? bubble.id;
      this.place(make("p", { className: "event", textContent: words, data: { number: bubble.number } }), bubble.at_ms);
      return;
    }
    const own = this.own.get(bubble.batch);
    const photos = batch.filter((one) => one.photo && !one.photo.sound).map((one, place) => ({
      url: own?.photos[place]?.url ?? `${this.address}/photos/${one.photo.id}`, id: one.id,
    }));
    const mine = bubble.kind === "message";
    const row = this.row({ mine, at: bubble.at_ms, text: bubble.photo?.sound ? "🎙️" : bubble.text, photos, tick: mine ? "sent" : null, id: mine ? bubble.id : null });
    row.dataset.number = bubble.number;
    if (mine) {
      row.dataset.ids = batch.map((one) => one.id).join(" ");
      this.unread.add(row);
    }
    if (own) {
      own.row.remove();
      this.own.delete(bubble.batch);
    }
    this.place(row, bubble.at_ms);
  }

  row({ mine, at, text, photos, tick, id = null }) {
    const meta = make("span", { className: "meta" },
      make("time", { dateTime: new Date(at).toISOString(), textContent: this.time.format(at) }),
      tick && make("span", { className: "tick" }));
    const bubble = make("div", { className: "bubble" },
      make("span", { className: "unseen", textContent: `${mine ? this.said.you : this.said.bot}: ` }),
      photos.length ? this.grid(photos) : null,
      text ? make("p", { className: "words", dir: "auto", innerHTML: Words.html(text) }) : null,
      meta);
    if (id && !photos.length) {
      bubble.dataset.id = id;
      bubble.append(this.remover(id));
    }
    if (!text) bubble.classList.add("bare");
    if (photos.length) bubble.classList.add("pictured");
    const row = make("div", { className: `row ${mine ? "mine" : "theirs"}` }, bubble);
    if (tick) this.tick(row, tick);
    return row;
  }

  grid(photos) {
    const cells = photos.map((photo, place) => {
      const alt = Words.fill(this.said.photo_alt, { number: place + 1, total: photos.length });
      const link = make("a", { href: photo.url, target: "_blank", rel: "noopener" });
      const picture = make("img", { src: photo.url, alt, loading: "lazy", decoding: "async" });
      picture.addEventListener("error", () => {
        link.replaceChildren(make("span", { className: "no-picture", textContent: this.said.no_picture }));
      });
      link.append(picture);
      const cell = make("span", { className: "cell" }, link, photo.id ? this.remover(photo.id) : null);
      if (photo.id) cell.dataset.id = photo.id;
      return cell;
    });
    return make("div", { className: "grid", data: { count: Math.min(photos.length, 5) } }, ...cells);
  }

  /* A button that deletes one message for everyone. */
  remover(id) {
    const button = make("button", { type: "button", className: "delete", title: this.said.delete, "aria-label": this.said.delete }, icon("clear"));
    button.addEventListener("click", () => {
      fetch(`${this.address}/delete`, { method: "POST", body: new URLSearchParams({ id }) }).catch(() => null);
    });
    return button;
  }

  /* A caption goes with its photo, the first of those sent together. */
  markDeleted(id) {
    const gone = this.chat.querySelector(`[data-id="${id}"]`);
    if (!gone) return;
    const isFirst = !gone.previousElementSibling;
    const words = gone.closest(".bubble").querySelector(".words");
    if (gone.matches(".cell")) {
      gone.replaceChildren(make("span", { className: "no-picture", textContent: this.said.deleted }));
      if (isFirst && words) words.remove();
    } else {
      gone.querySelector(".delete").remove();
      words.replaceChildren(make("span", { className: "gone", textContent: this.said.deleted }));
    }
  }

  tick(row, name) {
    if (row.dataset.tick === name) return;
    row.dataset.tick = name;
    const words = make("span", { className: "unseen", textContent: this.said[`tick_${name}`] });
    row.querySelector(".tick").replaceChildren(icon(name === "read" ? "delivered" : name), words);
  }

  /* Put a row at the end, but before what is not sent yet, under its day. */
  place(row, at) {
    this.chat.querySelector(".empty")?.remove();
    const pending = [...this.own.values()].map((own) => own.row).find((one) => one.parentNode && one !== row);
    const before = pending ?? null;
    const day = new Date(at).toDateString();
    if (day !== this.lastDay) {
      this.lastDay = day;
      this.chat.insertBefore(make("p", { className: "day", textContent: this.dayOf(at) }), before);
    }
    const previous = before ? before.previousElementSibling : this.chat.lastElementChild;
    const side = row.classList.contains("mine") ? "mine" : "theirs";
    if (!previous?.classList.contains(side)) row.classList.add("tail");
    this.chat.insertBefore(row, before);
  }

  dayOf(at) {
    const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date().setHours(12, 0, 0, 0)) / 864e5);
    return days > -2 ? this.relative.format(days, "day") : this.day.format(at);
  }

  get size() {
    return `${this.chat.clientWidth} ${this.chat.clientHeight}`;
  }

  get atEnd() {
    return this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 60;
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
    this.offerEnd();
  }

  offerEnd() {
    this.wasAtEnd = this.atEnd;
    this.latest.hidden = this.wasAtEnd;
  }

  /* Whoever reads old messages is left there; everybody else sees the newest. */
  keepPlace(change, always) {
    const atEnd = this.atEnd;
    change();
    if (atEnd || always) this.toEnd();
    else this.offerEnd();
  }

  wipe() {
    this.chat.replaceChildren(make("p", { className: "empty", textContent: this.said.empty }));
    this.unread.clear();
    this.lastDay = undefined;
  }
}
