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

  /* One angle: degrees, or degrees, minutes and seconds, with a letter before or after, or none. */
  const ANGLE = /^([NSEW])?\s*(-?\d+(?:\.\d+)?)\s*(?:°\s*)?(?:(?<=[°\s])(\d+(?:\.\d+)?)\s*(?:'\s*)?(?:(?<=['\s])(\d+(?:\.\d+)?)\s*"?)?)?\s*([NSEW])?$/;
  function angleOf(text) {
    const found = ANGLE.exec(text.trim());
    if (!found || (found[1] && found[5])) return null;
    const [, before, degrees, minutes = 0, seconds = 0, after] = found, letter = before || after || "";
    if (minutes >= 60 || seconds >= 60) return null;
    const size = Math.abs(degrees) + minutes / 60 + seconds / 3600;
    return { letter, value: degrees.startsWith("-") !== /[SW]/.test(letter) ? -size : size };
  }

  /* Two angles: parted by a comma, by their letters, by the signs of degrees, or by a space. */
  function anglesOf(text) {
    if (/[,;]/.test(text)) return text.split(/[,;]/);
    if (/^[NSEW]/.test(text)) return text.split(/(?=[NSEW])/);
    if (/[NSEW]/.test(text)) return text.match(/[^NSEW]+[NSEW]?/g);
    return text.split(/°.*°/.test(text) ? /\s+(?=-?[\d.]+\s*°)/ : /\s+/);
  }

  /* A position such as 130.52, 42.57 or 42°34′N 130°31′E; only longitudes here pass 90. */
  function positionOf(text) {
    const plain = text.replace(/[º˚]/g, "°").normalize("NFKC").trim().toUpperCase().replace(/\u2212/g, "-")
      .replace(/["\u201c\u201d]|['′’]{2}/g, '"').replace(/[′‘’]/g, "'");
    const [first, second, ...more] = anglesOf(plain).map(angleOf);
    if (!first || !second || more.length) return null;
    const north = (angle) => /[NS]/.test(angle.letter), east = (angle) => /[EW]/.test(angle.letter);
    if ((north(first) && north(second)) || (east(first) && east(second))) return null;
    const swapped = north(first) || east(second) || (!first.letter && Math.abs(second.value) > 90);
    const [lon, lat] = swapped ? [second.value, first.value] : [first.value, second.value];
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lat, lon] : null;
  }

  /* An area whose point is found, too, such as a lake's: the point is enough. */
  function twice(area, point) {
    return area.feature.areas && point.feature.point && area.feature.kind === point.feature.kind
      && area.name[1] === point.name[1] && area.main.getBounds().contains(point.main.getLatLng());
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
      const found = [...best.values()].sort((a, b) => a.score - b.score).slice(0, 2 * MOST);
      return found.filter((one) => !found.some((other) => twice(one.drawn, other.drawn))).slice(0, MOST);
    }
  }

  function searchNode(features, showAt, { map, words, language }) {
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
          if (drawn.outside) item.append(told("small", ` · ${say(words, "outside")}`));
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
      else if (skg.reaches(map, hit.at)) showAt(hit.at);
      else map.fire("skg:outside", { name: hit.text });
    };
    map.on("skg:outside", ({ name }) => {
      map.closePopup();
      nothing.textContent = `${name}: ${say(words, "outside")}`;
      nothing.scrollIntoView({ block: "nearest" });
    });
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
