"use strict";

/* Joins the page: two phones, each with its composer and its live connection. */
(() => {
  const RETRY_MS = 500;
  const said = JSON.parse(document.getElementById("said").textContent);
  const locale = document.documentElement.lang;
  const desk = document.querySelector(".desk");
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const newName = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("");

  /* Keeps a phone's messages until the server has them, in order. */
  class Outgoing {
    constructor(address, screen) {
      this.address = address;
      this.screen = screen;
      this.waiting = [];
      this.working = false;
    }

    add(form) {
      this.waiting.push(form);
      if (!this.working) this.work();
    }

    async work() {
      this.working = true;
      while (this.waiting.length) {
        const [form] = this.waiting;
        const answer = await fetch(`${this.address}/messages`, { method: "POST", body: form }).catch(() => null);
        if (answer === null || answer.status >= 500) {
          await pause(RETRY_MS);
          continue;
        }
        if (!answer.ok) this.screen.refuseOwn(form.get("batch"));
        this.waiting.shift();
      }
      this.working = false;
    }
  }

  /* Where a person types, and lays photos before sending them. */
  class Composer {
    constructor(station, send) {
      this.send = send;
      this.photos = [];
      this.form = station.querySelector(".composer");
      this.words = this.form.querySelector("textarea");
      this.files = this.form.querySelector("input[type=file]");
      this.tray = this.form.querySelector(".tray");
      this.phone = station.querySelector(".phone");
      this.status = station.querySelector(".status");
      this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
      this.words.addEventListener("input", () => this.fit());
      this.words.addEventListener("keydown", (event) => this.key(event));
      this.words.addEventListener("paste", (event) => this.paste(event));
      this.form.querySelector(".attach").addEventListener("click", () => this.files.click());
      this.files.addEventListener("change", () => { this.lay(this.files.files); this.files.value = ""; });
      this.takeDrops();
    }

    key(event) {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    }

    paste(event) {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this.lay(event.clipboardData.files);
      }
    }

    takeDrops() {
      const carries = (event) => event.dataTransfer?.types.includes("Files");
      let inside = 0;
      const over = (count) => { inside = count; this.phone.classList.toggle("dropping", inside > 0); };
      this.phone.addEventListener("dragenter", (event) => { if (carries(event)) { event.preventDefault(); over(inside + 1); } });
      this.phone.addEventListener("dragleave", () => over(Math.max(0, inside - 1)));
      this.phone.addEventListener("dragover", (event) => { if (carries(event)) event.preventDefault(); });
      this.phone.addEventListener("drop", (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        over(0);
        this.lay(event.dataTransfer.files);
      });
    }

    lay(files) {
      const photos = [...files].filter((file) => file.type.startsWith("image/"));
      if (photos.length < files.length) this.status.textContent = said.only_photos;
      this.photos.push(...photos);
      this.drawTray();
      this.words.focus();
    }

    drawTray() {
      for (const picture of this.tray.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
      this.tray.hidden = this.photos.length === 0;
      this.tray.replaceChildren(...this.photos.map((file, place) => {
        const label = Words.fill(said.remove, { name: file.name });
        const remove = make("button", { type: "button", title: label, "aria-label": label }, icon("close"));
        remove.addEventListener("click", () => {
          this.photos.splice(place, 1);
          this.drawTray();
          (this.tray.querySelectorAll("button")[place] ?? this.words).focus();
        });
        return make("li", {}, make("img", { src: URL.createObjectURL(file), alt: file.name }), remove);
      }));
    }

    fit() {
      this.words.style.height = "auto";
      this.words.style.height = `${this.words.scrollHeight}px`;
    }

    submit() {
      const text = this.words.value.trim();
      if (!text && !this.photos.length) return;
      this.send(text, this.photos);
      this.photos = [];
      this.words.value = "";
      this.fit();
      this.drawTray();
      this.words.focus();
    }
  }

  /* The live connection; it comes back by itself, however often the server goes. */
  function follow(address, { onBubbles, onWatch, onGone }) {
    const source = new EventSource(`${address}/events`);
    source.addEventListener("bubbles", (event) => onBubbles(JSON.parse(event.data)));
    source.addEventListener("watch", (event) => onWatch(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      source.close();
      onGone();
      setTimeout(follow, RETRY_MS, address, { onBubbles, onWatch, onGone });
    });
  }

  function statusOf(watched) {
    if (watched.down_seconds) return Words.fill(said.down, { seconds: watched.down_seconds });
    return watched.working ? said.typing : said.online;
  }

  function begin(station) {
    const address = `${desk.dataset.base}/phones/${encodeURIComponent(station.dataset.number)}`;
    const parts = { address, said, locale };
    const screen = new Screen(station, parts);
    const inside = new Inside(station, parts);
    const outgoing = new Outgoing(address, screen);
    const status = station.querySelector(".status");
    const tell = (words, state) => {
      station.dataset.link = state;
      if (status.textContent !== words) status.textContent = words;
    };
    new Composer(station, (text, photos) => {
      const form = inside.settings();
      const batch = newName();
      form.set("batch", batch);
      form.set("text", text);
      for (const photo of photos) form.append("photo", photo, photo.name);
      screen.showOwn(batch, text, photos);
      outgoing.add(form);
    });
    follow(address, {
      onBubbles: (bubbles) => screen.show(bubbles),
      onWatch: (watched) => {
        screen.watch(watched);
        inside.watch(watched);
        tell(statusOf(watched), watched.down_seconds ? "down" : "up");
      },
      onGone: () => tell(said.offline, "gone"),
    });
    const peek = station.querySelector(".peek");
    peek.addEventListener("click", () => {
      peek.setAttribute("aria-expanded", String(station.classList.toggle("peeked")));
    });
    station.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      station.classList.remove("peeked");
      peek.setAttribute("aria-expanded", "false");
    });
  }

  const shows = [...document.querySelectorAll("[data-show]")];
  for (const button of shows) {
    button.addEventListener("click", () => {
      desk.dataset.shown = button.dataset.show;
      for (const one of shows) one.setAttribute("aria-pressed", String(one === button));
    });
  }
  document.querySelector(".kill").addEventListener("click", () => {
    // No answer comes: it is dead.
    fetch(`${desk.dataset.base}/restart`, { method: "POST" }).catch(() => null);
  });
  document.querySelectorAll(".station").forEach(begin);
})();
