/* Search by any name, in any script, as forgiving as the gazetteer. */
(function (skg) {
  "use strict";
  const { element, told, say, langOf, control } = skg;
  const MOST = 8;

  /* Case, width, accents, hyphens and apostrophes do not count. */
  const fold = (text) => text.normalize("NFKC").toLowerCase().normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "").normalize("NFC");

  /* Edits between two words, given up once past a limit. */
  function edits(a, b, limit) {
    if (Math.abs(a.length - b.length) > limit) return limit + 1;
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
      }
      if (Math.min(...next) > limit) return limit + 1;
      row = next;
    }
    return row[b.length];
  }

  function rank(query, key) {
    if (key === query) return 0;
    if (key.startsWith(query)) return 1;
    if (query.length > 1 && key.includes(query)) return 2;
    const limit = query.length >= 6 ? 2 : query.length >= 4 ? 1 : 0;
    const off = limit ? edits(query, key, limit) : 1;
    return off <= limit ? 2 + off : null;
  }

  class Index {
    constructor(features) {
      this.entries = features.filter(({ feature }) => feature.popup && !feature.event_months).flatMap((drawn) => {
        const { id, popup, names = [], rank = 0 } = drawn.feature;
        const texts = new Set([popup.title, popup.zh, popup.ko, ...names].filter(Boolean));
        return [...texts].map((text) => ({ id, text, key: fold(text), drawn, weight: drawn.feature.passive ? -3 : rank }));
      });
    }

    find(text) {
      const query = fold(text);
      if (!query) return [];
      const best = new Map();
      for (const entry of this.entries) {
        const place = rank(query, entry.key);
        if (place === null) continue;
        const score = place * 100 + (entry.key.length - query.length) - 10 * entry.weight;
        const held = best.get(entry.id);
        if (!held || score < held.score) best.set(entry.id, { ...entry, score });
      }
      return [...best.values()].sort((a, b) => a.score - b.score).slice(0, MOST);
    }
  }

  function searchControl(features, go, { words, language }) {
    const index = new Index(features);
    const list = element("ul", { role: "listbox", id: "skg-hits", "aria-label": say(words, "found") });
    const nothing = element("p", { class: "skg-nothing", role: "status" });
    const input = element("input", {
      type: "search", role: "combobox", placeholder: say(words, "search hint"), autocomplete: "off",
      "aria-label": say(words, "search"), "aria-controls": "skg-hits", "aria-expanded": "false",
    });
    const box = element("div", { class: "skg-card skg-search", role: "search" }, input, list, nothing);
    let hits = [], chosen = 0, typing = false;

    const show = () => {
      list.replaceChildren(...hits.map(({ text, drawn }, i) => {
        const item = element("li", { role: "option", id: `skg-hit-${i}`, "aria-selected": String(i === chosen) }, told("span", text, { lang: langOf(text, language) }));
        const [, name] = drawn.name;
        if (name !== text) item.append(" ", told("small", name, { lang: langOf(name, language) }));
        item.append(told("small", ` · ${drawn.feature.kind || ""}`));
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(i); });
        return item;
      }));
      nothing.textContent = fold(input.value) && !hits.length && typing ? say(words, "not found") : "";
      input.setAttribute("aria-expanded", String(hits.length > 0));
      if (hits.length) input.setAttribute("aria-activedescendant", `skg-hit-${chosen}`);
      else input.removeAttribute("aria-activedescendant");
    };
    const close = () => { hits = []; typing = false; show(); };
    const take = (i) => {
      const hit = hits[i];
      if (!hit) return;
      input.value = hit.text;
      close();
      go(hit.id);
    };

    input.addEventListener("input", () => { typing = true; hits = index.find(input.value); chosen = 0; show(); });
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && hits.length) {
        event.preventDefault();
        chosen = (chosen + step + hits.length) % hits.length;
        show();
      } else if (event.key === "Enter") {
        if (!hits.length) hits = index.find(input.value);
        take(chosen);
      } else if (event.key === "Escape") close();
    });
    return control("topleft", box);
  }

  Object.assign(skg, { fold, searchControl });
})((window.sinokoreaGeo ||= {}));
