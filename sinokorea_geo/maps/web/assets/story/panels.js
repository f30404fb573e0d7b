/* Lists beside the reader: places, claims, events, numbers. */
(function (skg) {
  "use strict";
  const { element } = skg;
  const { story } = skg;
  const { told, say, button, langOf } = story;
  const ORDER = ["contradicted", "depends on the measure", "supported", "not testable", "not checked"];

  class Panels {
    constructor(spec, acts) {
      Object.assign(this, { spec, acts, verdict: null, comparable: false });
      this.places = element("div", { class: "st-list" });
      this.claims = element("div", { class: "st-list" });
      this.events = element("div", { class: "st-list" });
      this.numbers = element("div", { class: "st-list" });
    }

    show(article, counts, shownEvents) {
      Object.assign(this, { article, counts, shownEvents });
      this.listPlaces();
      this.listClaims();
      this.listEvents();
      this.listNumbers();
    }

    of(items) {
      return items.map((item, number) => ({ ...item, number })).filter((item) => this.article < 0 || item.article === this.article);
    }

    nothing(box, key) {
      box.replaceChildren(told("p", say(this.spec.words, `nothing ${key}`), { class: "st-nothing" }));
    }

    /* ---- places ---- */

    listPlaces() {
      const { spec, counts } = this;
      const shown = spec.places.map((place, number) => ({ ...place, number, count: counts[number] })).filter(({ count }) => count);
      if (!shown.length) return this.nothing(this.places, "places");
      shown.sort((a, b) => b.count - a.count);
      const most = shown[0].count;
      const list = element("ol", { class: "st-places" });
      for (const place of shown) list.append(element("li", {}, this.placeRow(place, most)));
      this.places.replaceChildren(list);
    }

    placeRow(place, most) {
      const names = element("span", { class: "st-names" });
      for (const text of story.otherNames(place)) names.append(told("span", text, { lang: langOf(text) }));
      const bar = element("span", { class: "st-bar", "aria-hidden": "true" });
      bar.style.setProperty("--part", place.count / most);
      const row = element(
        "button", { type: "button", class: "st-row", "data-place": `${place.number}` },
        told("strong", place.label, { lang: langOf(place.label) }), names, told("small", place.kind),
        element("span", { class: "st-count" }, bar, told("span", `${place.count}`, { title: this.times(place.count) })),
      );
      row.addEventListener("click", () => this.acts.place(place.number, -1));
      return row;
    }

    times(n) {
      return n === 1 ? say(this.spec.words, "named once") : say(this.spec.words, "named", { n });
    }

    /* ---- claims ---- */

    listClaims() {
      const { spec } = this;
      const claims = this.of(spec.claims);
      if (!claims.length) return this.nothing(this.claims, "claims");
      const filter = element("div", { class: "st-verdicts", role: "group", "aria-label": say(spec.words, "claims") });
      const pick = (verdict, label, count) => {
        const node = element("button", { type: "button", "aria-pressed": `${this.verdict === verdict}` }, label, told("span", `${count}`, { class: "st-n" }));
        node.addEventListener("click", () => { this.verdict = verdict; this.listClaims(); this.claims.querySelector(`[aria-pressed="true"]`).focus(); });
        filter.append(node);
      };
      pick(null, told("span", say(spec.words, "every verdict")), claims.length);
      for (const verdict of ORDER) {
        const count = claims.filter((claim) => claim.verdict === verdict).length;
        if (count) pick(verdict, story.verdictBadge(verdict, spec.words), count);
      }
      const list = element("ol", { class: "st-cards" });
      const shown = claims.filter(({ verdict }) => !this.verdict || verdict === this.verdict);
      shown.sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || a.article - b.article || a.sentence - b.sentence);
      for (const claim of shown) list.append(this.claimCard(claim));
      this.claims.replaceChildren(filter, list);
    }

    claimCard(claim) {
      const { words } = this.spec;
      const card = element("li", { class: `st-card st-${story.VERDICTS[claim.verdict].key}`, "data-claim": `${claim.number}` });
      const origin = told("span", say(words, claim.origin === "atlas" ? "from atlas" : "from text"), { class: "st-origin" });
      card.append(element("p", { class: "st-top" }, story.verdictBadge(claim.verdict, words), origin));
      const title = button(claim.text, () => this.acts.claim(claim.number), { class: "st-title", lang: langOf(claim.text) });
      card.append(element("h3", {}, title));
      const numbers = element("dl");
      for (const [key, value] of [["says", claim.stated], ["measured", claim.measured]]) {
        if (value) numbers.append(element("div", {}, told("dt", say(words, key)), told("dd", value)));
      }
      if (claim.about) {
        numbers.prepend(element("div", { class: "st-ends" }, told("dd", claim.to ? `${claim.about} → ${claim.to}` : claim.about)));
      }
      card.append(numbers, told("p", claim.why, { class: "st-why", lang: this.spec.language }), this.foot(claim, claim.sources));
      return card;
    }

    /* Where an item comes from: the sentence with its file, and the atlas's sources. */
    foot(item, sources) {
      const { spec } = this;
      const foot = element("div", { class: "st-foot" });
      const text = this.acts.sentence(item.article, item.sentence);
      const file = told("span", story.shortName(spec.articles[item.article].name), { class: "st-file", translate: "no" });
      if (text) {
        const quote = told("span", text, { lang: spec.articles[item.article].language });
        const go = element("button", { type: "button", class: "st-quote", title: say(spec.words, "to sentence") }, quote, file);
        go.addEventListener("click", () => this.acts.read(item.article, item.sentence));
        foot.append(go);
      } else if (item.origin === "atlas" && item.verdict) {
        foot.append(element("p", { class: "st-quote st-none" }, told("span", say(spec.words, "no sentence")), file));
      }
      const cited = story.sourceList(sources, spec);
      if (cited) foot.append(cited);
      return foot;
    }

    /* ---- events ---- */

    listEvents() {
      const { spec } = this;
      const events = this.of(spec.events).filter(({ number }) => this.shownEvents.has(number));
      if (!events.length) return this.nothing(this.events, "events");
      const boxes = [];
      let year, list;
      for (const event of events) {
        const own = event.date ? event.date.slice(0, 4) : say(spec.words, "undated");
        if (own !== year) {
          year = own;
          list = element("ol", { class: "st-dates" });
          boxes.push(told("h3", year), list);
        }
        list.append(this.eventRow(event));
      }
      this.events.replaceChildren(...boxes);
    }

    eventRow(event) {
      const { spec } = this;
      const text = event.origin === "text";
      const row = element("li", { class: `st-of-${event.origin}`, "data-event": `${event.number}` });
      const when = told("time", story.eventDate(event, spec), event.date ? { datetime: event.date } : {});
      const what = button(event.title, () => this.acts.event(event.number), { class: "st-what", lang: text ? spec.articles[event.article].language : "en" });
      const notes = [text ? story.shortName(spec.articles[event.article].name) : say(spec.words, event.link)];
      if (text && event.how !== "written") notes.push(say(spec.words, event.how));
      const body = element("div", {}, what, told("small", notes.join(" · ")));
      const cited = text ? null : story.sourceList(event.sources, spec);
      if (cited) body.append(cited);
      row.append(when, body);
      return row;
    }

    /* ---- numbers ---- */

    listNumbers() {
      const { spec } = this;
      const numbers = this.of(spec.numbers);
      if (!numbers.length) return this.nothing(this.numbers, "numbers");
      const some = numbers.some(({ beside, claims }) => beside || claims);
      const only = button(say(spec.words, "only beside"), () => { this.comparable = !this.comparable; this.listNumbers(); this.numbers.querySelector("[aria-pressed]").focus(); }, { "aria-pressed": `${this.comparable}`, class: "st-only" });
      const list = element("ol", { class: "st-cards" });
      for (const given of numbers.filter(({ beside, claims }) => beside || claims || !this.comparable || !some)) list.append(this.numberCard(given));
      this.numbers.replaceChildren(...(some ? [element("div", { class: "st-verdicts" }, only)] : []), list);
    }

    numberCard(given) {
      const { spec } = this;
      const card = element("li", { class: "st-card st-given", "data-number": `${given.number}` });
      const place = spec.places[given.place];
      const head = element("p", { class: "st-top" }, told("strong", given.value, { class: "st-value" }));
      if (place) {
        head.append(button(place.label, () => this.acts.place(given.place, -1), { class: "st-chip", lang: langOf(place.label) }));
      }
      card.append(head, this.foot(given));
      for (const number of given.claims || []) {
        const { verdict, why } = spec.claims[number];
        const check = element("button", { type: "button", class: "st-check" }, story.verdictBadge(verdict, spec.words), told("span", why, { lang: spec.language }));
        check.addEventListener("click", () => this.acts.claim(number));
        card.append(check);
      }
      if (given.beside) {
        const beside = element("ul", { class: "st-beside" });
        for (const one of given.beside) {
          const what = `${one.of}, ${one.what}${one.period ? ` (${one.period})` : ""}`;
          beside.append(element("li", {}, told("strong", one.value), " ", told("span", what), story.sourceList(one.sources, spec)));
        }
        card.append(told("p", say(spec.words, "beside"), { class: "st-caption" }), beside);
      }
      return card;
    }

    /* ---- all ---- */

    choose(kind, number, others = []) {
      const boxes = [this.places, this.claims, this.events, this.numbers];
      for (const box of boxes) for (const node of box.querySelectorAll(".st-chosen")) node.classList.remove("st-chosen");
      let node = boxes.map((box) => box.querySelector(`[data-${kind}="${number}"]`)).find(Boolean);
      if (!node && kind === "claim" && this.verdict) {
        this.verdict = null;
        this.listClaims();
        node = this.claims.querySelector(`[data-claim="${number}"]`);
      } else if (!node && kind === "number" && this.comparable) {
        this.comparable = false;
        this.listNumbers();
        node = this.numbers.querySelector(`[data-number="${number}"]`);
      }
      for (const other of others) this.claims.querySelector(`[data-claim="${other}"]`)?.classList.add("st-chosen");
      node?.classList.add("st-chosen");
      return node;
    }
  }

  Object.assign(story, { Panels });
})((window.sinokoreaGeo ||= {}));
