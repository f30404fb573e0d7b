/* The articles, with what they name marked in them. */
(function (skg) {
  "use strict";
  const { element } = skg;
  const { story } = skg;
  const { told, say, pressable, langOf } = story;

  class Reader {
    constructor(spec, acts) {
      Object.assign(this, { spec, acts });
      this.marks = spec.places.map(() => []); // of each place, in the order of the text
      this.sentences = new Map();
      this.dates = new Map();
      this.numbers = new Map();
      this.signs = new Map(); // which claims each sign stands for
      this.node = element("div", { class: "st-articles" });
      this.articles = spec.articles.map((article, number) => this.article(article, number));
      this.node.append(...this.articles);
      spec.claims.forEach((claim, number) => this.claim(claim, number));
    }

    article(article, number) {
      const { words, sources, language } = this.spec;
      const head = element("header", {}, told("p", story.shortName(article.name), { class: "st-file", translate: "no" }));
      if (article.date) head.append(told("p", say(words, "published", { date: story.dateText(article.date, language) }), { class: "st-when" }));
      const cited = story.sourceList(article.sources, { sources, words });
      if (cited) head.append(cited);
      const node = element("article", { lang: article.language, "data-article": `${number}`, "aria-label": article.title || article.name }, head);
      article.paragraphs.forEach((sentences, i) => node.append(this.paragraph(sentences, number, i === 0)));
      if (!article.paragraphs.length) node.append(told("p", say(words, "nothing text"), { class: "st-nothing", lang: language }));
      return node;
    }

    paragraph(sentences, article, first) {
      const node = element(first ? "h2" : "p");
      sentences.forEach(([number, runs], i) => {
        const sentence = element("span", { class: "st-sentence" });
        for (const run of runs) sentence.append(typeof run === "string" ? run : this.mark(run, article, number));
        this.sentences.set(`${article}:${number}`, sentence);
        if (i && this.spec.articles[article].language !== "zh-Hans") node.append(" ");
        node.append(sentence);
      });
      return node;
    }

    mark([text, kind, number], article, sentence) {
      const own = this.spec.articles[article].language;
      const lang = langOf(text);
      const node = told("span", text, { class: `st-${kind}`, role: "button", tabindex: "0", lang: lang === own ? undefined : lang });
      if (kind === "m") {
        const list = this.marks[number];
        const at = list.push({ node, article, sentence }) - 1;
        return pressable(node, () => this.acts.place(number, at));
      }
      (kind === "d" ? this.dates : this.numbers).set(number, node);
      return pressable(node, () => (kind === "d" ? this.acts.event : this.acts.number)(number));
    }

    /* A small sign after the sentence that makes a claim. */
    claim(claim, number) {
      const sentence = this.sentences.get(`${claim.article}:${claim.sentence}`);
      if (!sentence) return;
      const name = `${say(this.spec.words, claim.verdict)}: ${claim.text}`;
      const { key } = story.VERDICTS[claim.verdict];
      const same = sentence.querySelector(`.st-sign-after[data-verdict="${key}"]`);
      if (same) {
        const numbers = [...this.signs.get(same), number];
        this.signs.set(same, numbers);
        same.title += `\n${name}`;
        same.setAttribute("aria-label", same.title);
        (same.querySelector("small") || same.appendChild(element("small", { "aria-hidden": "true" }))).textContent = `${numbers.length}`;
        return;
      }
      const node = element("span", { class: "st-sign-after", role: "button", tabindex: "0", "data-verdict": key, title: name, "aria-label": name }, story.verdictMark(claim.verdict, 14));
      this.signs.set(node, [number]);
      sentence.append(pressable(node, () => this.acts.claim(...this.signs.get(node))));
    }

    /* The words of a sentence, without the signs after it. */
    words(sentence) {
      const copy = sentence.cloneNode(true);
      for (const sign of copy.querySelectorAll(".st-sign-after")) sign.remove();
      return copy.textContent;
    }

    show(article) {
      this.articles.forEach((node, number) => { node.hidden = article >= 0 && number !== article; });
    }

    /* Which mentions of a place the shown articles have. */
    shown(place, article) {
      return this.marks[place].map((mark, at) => ({ ...mark, at })).filter((mark) => article < 0 || mark.article === article);
    }

    text(article, sentence) {
      const node = this.sentences.get(`${article}:${sentence}`);
      return node ? this.words(node) : "";
    }

    choose(place, at) {
      for (const node of this.node.querySelectorAll(".st-chosen, .st-same")) node.classList.remove("st-chosen", "st-same");
      for (const mark of this.marks[place] || []) mark.node.classList.add("st-same");
      const mark = this.marks[place]?.[at];
      mark?.node.classList.add("st-chosen");
      return mark;
    }

    reveal(node) {
      for (const other of this.node.querySelectorAll(".st-lit")) other.classList.remove("st-lit");
      if (!node) return;
      node.classList.add("st-lit");
      node.scrollIntoView({ block: "center", behavior: story.still() ? "auto" : "smooth" });
    }

    revealSentence(article, sentence) {
      this.reveal(this.sentences.get(`${article}:${sentence}`));
    }
  }

  Object.assign(story, { Reader });
})((window.sinokoreaGeo ||= {}));
