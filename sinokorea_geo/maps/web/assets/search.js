/* Search by any name, in any script, as forgiving as the gazetteer; by words in any order, events
   and coordinates. */
(function (skg) {
  "use strict";
  const { element, told, say, langOf } = skg;
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

  /* A position such as 130.52, 42.57 or 42.57 N 130.52 E; only longitudes here pass 90. */
  function positionOf(text) {
    const found = /^\s*(-?\d+(?:\.\d+)?)\s*°?\s*([NSEW]?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*°?\s*([NSEW]?)\s*$/iu.exec(text);
    if (!found) return null;
    const [first, second] = [found[1], found[3]].map(Number);
    const swapped = /[NS]/i.test(found[2]) || /[EW]/i.test(found[4]) || (!found[2] && Math.abs(second) > 90);
    const [lon, lat] = swapped ? [second, first] : [first, second];
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : null;
  }

  class Index {
    constructor(features) {
      this.entries = features.filter(({ feature }) => feature.popup).flatMap((drawn) => {
        const { id, popup, names = [], rank = 0, kind, event_months: happened } = drawn.feature;
        const own = [...new Set([popup.title, popup.zh, popup.ko, ...names].filter(Boolean))];
        const texts = happened ? (popup.events || []).map((event) => event.join(" ")) : own;
        const weight = happened ? -6 : drawn.feature.passive ? -3 : rank;
        const about = happened ? own : [...own, kind || ""];
        return texts.map((text) => ({
          id: happened ? `${id} ${text}` : id, text, drawn, weight, happened,
          key: fold(text), bag: [text, ...about].map(fold).join(" "),
        }));
      });
    }

    find(text) {
      const query = fold(text);
      if (!query) return [];
      const words = text.split(/\s+/u).map(fold).filter(Boolean);
      const best = new Map();
      for (const entry of this.entries) {
        const all = words.length > 1 && words.every((word) => entry.bag.includes(word)) ? 2 : null;
        const whole = entry.happened ? (query.length > 2 && entry.key.includes(query) ? 2 : null) : rank(query, entry.key);
        const place = whole === null || (all !== null && whole > all) ? all : whole;
        if (place === null) continue;
        const score = place * 100 + Math.abs(entry.key.length - query.length) - 10 * entry.weight;
        const held = best.get(entry.id);
        if (!held || score < held.score) best.set(entry.id, { ...entry, score });
      }
      return [...best.values()].sort((a, b) => a.score - b.score).slice(0, MOST);
    }
  }

  function searchNode(features, showAt, { words, language }) {
    const index = new Index(features);
    const list = element("ul", { role: "listbox", id: "skg-hits", "aria-label": say(words, "found") });
    const nothing = element("p", { class: "skg-nothing", role: "status" });
    const input = element("input", {
      type: "search", role: "combobox", placeholder: say(words, "search hint"), autocomplete: "off",
      "aria-label": say(words, "search"), "aria-controls": "skg-hits", "aria-expanded": "false",
    });
    const box = element("div", { class: "skg-search", role: "search" }, input, list, nothing);
    let hits = [], chosen = 0, typing = false;

    const show = () => {
      list.replaceChildren(...hits.map(({ text, drawn }, i) => {
        const item = element("li", { role: "option", id: `skg-hit-${i}`, "aria-selected": String(i === chosen) }, told("span", text, { lang: langOf(text, language) }));
        if (drawn) {
          const [, name] = drawn.name;
          if (name !== text) item.append(" ", told("small", name, { lang: langOf(name, language) }));
          item.append(told("small", ` · ${drawn.feature.kind || ""}`));
        }
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
      if (hit.drawn) hit.drawn.open();
      else showAt(hit.at);
    };
    const look = () => {
      const at = positionOf(input.value);
      hits = at ? [{ text: input.value.trim(), at }] : index.find(input.value);
    };

    input.addEventListener("input", () => { typing = true; look(); chosen = 0; show(); });
    input.addEventListener("blur", () => setTimeout(close, 150));
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && hits.length) {
        event.preventDefault();
        chosen = (chosen + step + hits.length) % hits.length;
        show();
      } else if (event.key === "Enter") {
        if (!hits.length) look();
        take(chosen);
      } else if (event.key === "Escape") close();
    });
    return box;
  }

  Object.assign(skg, { fold, searchNode });
})((window.sinokoreaGeo ||= {}));
