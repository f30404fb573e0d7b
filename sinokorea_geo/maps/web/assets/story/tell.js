/* Puts the page together: map, reader and lists follow each other. */
(function (skg) {
  "use strict";
  const { element } = skg;
  const { story } = skg;
  const { told, say, button } = story;
  const TABS = ["article", "claims", "timeline", "numbers", "places"];

  class Page {
    constructor(map, spec) {
      Object.assign(this, { map, spec, article: -1, place: -1, at: 0 });
      const acts = {
        place: (number, at) => this.choosePlace(number, at),
        claim: (number, ...others) => this.chooseClaim(number, others),
        event: (number) => this.chooseEvent(number),
        number: (number) => this.chooseNumber(number),
        read: (article, sentence) => this.read(article, sentence),
        sentence: (article, sentence) => this.reader.text(article, sentence),
      };
      this.reader = new story.Reader(spec, acts);
      this.panels = new story.Panels(spec, acts);
      this.line = new story.TimeLine(spec, acts.event);
      this.layout();
      map.invalidateSize();
      this.stage = new story.Stage(map, spec, { onPlace: (number) => this.choosePlace(number, -1), onClaim: (number) => this.chooseClaim(number) });
      this.tab("article", false);
      this.show(-1);
      this.stage.home();
      map.getContainer().setAttribute("role", "application");
      map.getContainer().setAttribute("aria-label", say(spec.words, "map"));
      document.documentElement.lang = spec.language;
      new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
      requestAnimationFrame(() => { map.getContainer().dataset.skgReady = "true"; });
    }

    /* ---- the frame ---- */

    layout() {
      const { spec } = this;
      const { words } = spec;
      const head = element("header", { class: "st-head" }, element("div", {}, told("h1", spec.title, { lang: story.langOf(spec.title) }), this.counts = element("p")));
      if (spec.articles.length > 1) head.append(this.filter());
      this.card = element("aside", { class: "st-place-card", "aria-live": "polite" });
      this.card.hidden = true;
      const strip = element("div", { class: "st-strip" }, this.legendOfLine(), this.line.box);
      const stage = element("section", { class: "st-stage", "aria-label": say(words, "map") }, element("div", { class: "st-map" }, this.map.getContainer(), this.card), strip);
      this.tabs = element("div", { class: "st-tabs", role: "tablist", "aria-label": say(words, "reader") });
      this.boxes = {};
      const side = element("section", { class: "st-side", "aria-label": say(words, "reader") }, this.tabs);
      const inside = { article: this.reader.node, claims: this.panels.claims, timeline: this.panels.events, numbers: this.panels.numbers, places: this.panels.places };
      for (const name of TABS) {
        const label = name === "article" && spec.articles.length > 1 ? "articles" : name;
        const tab = element("button", { type: "button", role: "tab", id: `st-tab-${name}`, "aria-controls": `st-${name}` }, told("span", say(words, label)), told("span", "", { class: "st-n" }));
        tab.addEventListener("click", () => this.tab(name, false));
        this.tabs.append(tab);
        const box = element("div", { class: "st-panel", role: "tabpanel", id: `st-${name}`, "aria-labelledby": `st-tab-${name}`, tabindex: "0" }, told("h2", say(words, label), { class: "st-print" }), inside[name]);
        this.boxes[name] = { tab, box };
        side.append(box);
      }
      this.tabs.addEventListener("keydown", (event) => this.alongTabs(event));
      const page = element("div", { class: "st-page" }, head, element("main", {}, stage, side), told("footer", say(words, "made")));
      document.body.prepend(page);
      const narrow = this.narrow = matchMedia("(max-width: 899px)");
      const settle = () => (narrow.matches ? this.boxes.timeline.box.prepend(strip) : stage.append(strip));
      narrow.addEventListener("change", settle);
      settle();
    }

    filter() {
      const { spec } = this;
      const group = element("div", { class: "st-filter", role: "group", "aria-label": say(spec.words, "filter") });
      this.picks = [-1, ...spec.articles.keys()].map((number) => {
        const article = spec.articles[number];
        const pick = button(article ? story.shortName(article.name) : say(spec.words, "all"), () => this.show(number), article ? { title: article.title, translate: "no" } : {});
        group.append(pick);
        return pick;
      });
      return group;
    }

    legendOfLine() {
      const { words } = this.spec;
      const key = (name, text) => element("span", { class: `st-key st-of-${name}` }, told("span", say(words, text)));
      return element("p", { class: "st-line-legend", "aria-hidden": "true" }, key("text", "above"), key("atlas", "below"));
    }

    alongTabs(event) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const now = TABS.findIndex((name) => this.boxes[name].tab === document.activeElement);
      if (!step || now < 0) return;
      event.preventDefault();
      this.tab(TABS[(now + step + TABS.length) % TABS.length], true);
    }

    tab(name, focus) {
      this.open = name;
      for (const [own, { tab, box }] of Object.entries(this.boxes)) {
        tab.setAttribute("aria-selected", `${own === name}`);
        tab.tabIndex = own === name ? 0 : -1;
        box.hidden = own !== name;
      }
      if (focus) this.boxes[name].tab.focus();
      if (this.stage) this.stage.claims(this.drawn());
      if (name === "timeline") this.line.draw();
      if (this.narrow?.matches) { // the list begins under the map again
        const top = this.tabs.parentNode.offsetTop - this.map.getContainer().offsetHeight;
        if (window.scrollY > top) window.scrollTo(0, top);
      }
    }

    /* ---- which article ---- */

    show(article) {
      const { spec } = this;
      this.article = article;
      this.picks?.forEach((pick, i) => pick.setAttribute("aria-pressed", `${i - 1 === article}`));
      const counts = spec.places.map((_, number) => this.reader.shown(number, article).length);
      const own = (items) => items.map((item, number) => ({ ...item, number })).filter((item) => article < 0 || item.article === article);
      const seen = new Set(); // an event of the atlas may go with several articles
      const events = own(spec.events).filter(({ id }) => !id || (!seen.has(id) && seen.add(id))).map(({ number }) => number);
      this.close();
      this.reader.show(article);
      this.panels.show(article, counts, new Set(events));
      this.line.show(events);
      this.stage.show(counts);
      this.stage.claims(this.drawn());
      const sums = { article: article < 0 ? spec.articles.length : 1, places: counts.filter(Boolean).length, claims: own(spec.claims).length, timeline: events.length, numbers: own(spec.numbers).length };
      for (const [name, { tab }] of Object.entries(this.boxes)) {
        tab.lastChild.textContent = name === "article" && spec.articles.length === 1 ? "" : `${sums[name]}`;
      }
      const say_ = (key, n) => say(spec.words, key, { n });
      this.counts.textContent = [
        spec.articles.length > 1 ? say_("n articles", sums.article) : "", say_("n places", sums.places), say_("n claims", sums.claims),
        say_("n events", sums.timeline), say_("n numbers", sums.numbers),
      ].filter(Boolean).join(" · ");
    }

    /* With the claims open all their lines are drawn; else those that need a second look. */
    drawn() {
      const wanted = (claim) => (this.article < 0 || claim.article === this.article)
        && (this.open === "claims" || ["contradicted", "depends on the measure"].includes(claim.verdict));
      return new Set(this.spec.claims.flatMap((claim, number) => (wanted(claim) ? [number] : [])));
    }

    /* ---- what is chosen ---- */

    choosePlace(number, at) {
      const shown = this.reader.shown(number, this.article);
      const first = at >= 0 ? at : shown[0]?.at ?? 0;
      this.stage.choose(number);
      this.panels.choose("place", number);
      this.goTo(number, first, at < 0);
    }

    goTo(number, at, quietly) {
      Object.assign(this, { place: number, at });
      const mark = this.reader.choose(number, at);
      this.placeCard(number);
      if (mark && !quietly) this.reader.reveal(mark.node.closest(".st-sentence"));
      else if (mark && this.open === "article") this.reader.reveal(mark.node.closest(".st-sentence"));
    }

    placeCard(number) {
      const { spec } = this;
      const { words } = spec;
      const place = spec.places[number];
      const shown = this.reader.shown(number, this.article);
      const i = Math.max(shown.findIndex(({ at }) => at === this.at), 0);
      const names = element("p", { class: "st-names" });
      for (const text of story.otherNames(place)) names.append(told("span", text, { lang: story.langOf(text) }));
      const facts = [place.kind, this.panels.times(shown.length)];
      if (!place.at) facts.push(say(words, "no place"));
      else if (place.shape) facts.push(say(words, "area"));
      else if (place.accuracy_m) facts.push(say(words, "position", { n: place.accuracy_m < 1000 ? `${place.accuracy_m} m` : `${place.accuracy_m / 1000} km` }));
      const shut = button("×", () => this.close(), { class: "st-close", "aria-label": say(words, "close") });
      const node = [told("h3", place.label, { lang: story.langOf(place.label) }), shut, names, told("p", facts.join(" · "), { class: "st-facts" })];
      if (shown.length) node.push(this.quote(shown, i), this.steps(shown, i, number));
      const cited = story.sourceList((place.sources || []).slice(0, 3), spec);
      if (cited) node.push(cited);
      this.card.replaceChildren(...node.filter(Boolean));
      this.card.hidden = false;
      this.card.scrollTop = 0;
    }

    quote(shown, i) {
      const { article, sentence, node } = shown[i];
      const quote = element("button", { type: "button", class: "st-quote", title: say(this.spec.words, "to sentence") });
      const text = element("span", { lang: this.spec.articles[article].language });
      const [before, after] = this.split(article, sentence, node);
      text.append(before, told("mark", node.textContent), after);
      quote.append(text, told("span", story.shortName(this.spec.articles[article].name), { class: "st-file", translate: "no" }));
      quote.addEventListener("click", () => this.read(article, sentence));
      return quote;
    }

    split(article, sentence, node) {
      const whole = this.reader.sentences.get(`${article}:${sentence}`);
      const range = document.createRange();
      range.setStart(whole, 0);
      range.setEndBefore(node);
      const before = range.toString();
      const after = this.reader.words(whole).slice(before.length + node.textContent.length);
      return [before.length > 120 ? `…${before.slice(-110)}` : before, after];
    }

    steps(shown, i, number) {
      const { words } = this.spec;
      const step = (by, key, sign) => {
        const node = button(sign, () => {
          this.goTo(number, shown[(i + by + shown.length) % shown.length].at, this.open !== "article");
          this.card.querySelector(`[data-step="${by}"]`)?.focus();
        }, { "aria-label": say(words, key), "data-step": `${by}` });
        return node;
      };
      if (shown.length < 2) return null;
      return element("p", { class: "st-steps" }, step(-1, "previous", "‹"), told("span", say(words, "of", { i: i + 1, n: shown.length })), step(1, "next", "›"));
    }

    close() {
      this.place = -1;
      this.card.hidden = true;
      this.reader.choose(-1, -1);
      this.stage.choose(-1);
      this.stage.names.items.forEach((item) => item.node.classList.remove("st-chosen"));
    }

    read(article, sentence) {
      if (this.article >= 0 && this.article !== article) this.show(article);
      this.tab("article", false);
      this.reader.revealSentence(article, sentence);
    }

    reveal(node) {
      node?.scrollIntoView({ block: "nearest", behavior: story.still() ? "auto" : "smooth" });
    }

    chooseClaim(number, others = []) {
      this.card.hidden = true;
      this.tab("claims", false);
      this.reveal(this.panels.choose("claim", number, others));
      if (!this.stage.chooseClaim(number)) {
        const place = (this.spec.claims[number].places || []).find((key) => this.spec.places[key].at);
        if (place !== undefined) this.stage.choose(place);
      }
    }

    chooseEvent(number) {
      const event = this.spec.events[number];
      this.line.choose(number);
      this.tab("timeline", false);
      this.reveal(this.panels.choose("event", number));
      const place = (event.places || []).find((key) => this.spec.places[key].at);
      if (place !== undefined) this.stage.choose(place);
    }

    chooseNumber(number) {
      this.tab("numbers", false);
      this.reveal(this.panels.choose("number", number));
      const { place } = this.spec.numbers[number];
      if (place !== undefined) this.stage.choose(place);
    }
  }

  story.tellById = (map, id) => {
    const { textContent } = document.getElementById(id); // now: markup to come may hold another of this id
    skg.whenSized(map, () => new Page(map, JSON.parse(textContent)));
  };
})((window.sinokoreaGeo ||= {}));
