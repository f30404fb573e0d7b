/* The page in another of its three languages: what it says itself, and names. Notes, titles of
   events and a caller's own data stay as they were written. */
(function (skg) {
  "use strict";
  const { element, told, say, namesOf } = skg;
  const LANGUAGES = { en: "English", zh: "中文", ko: "조선말" };
  const BETWEEN = [" · ", " + ", ", "], GAP = /\\\{(\w+)\\\}/g;

  /* Finds what a text of the page is in another language. A word of the atlas, such as a status, may
     be written like one of the page's own: keys of the atlas's words have no spaces. */
  function translator(phrases, at) {
    const words = new Map(), own = new Map(), patterns = [];
    for (const [key, forms] of Object.entries(phrases)) {
      const [text, other] = [forms[0], forms[at]];
      if (text.includes("{")) {
        const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        patterns.push([new RegExp(`^${escaped.replace(GAP, "(?<$1>.+)")}$`), other]);
      } else {
        const table = key.includes(" ") ? own : words;
        if (!table.has(text)) table.set(text, other);
      }
    }
    const known = (text, word) => {
      const found = word ? words.get(text) : own.get(text) ?? words.get(text);
      if (found !== undefined || word) return found;
      for (const [pattern, other] of patterns) {
        const match = pattern.exec(text);
        if (match) return say({ other }, "other", match.groups);
      }
      return undefined;
    };
    const of = (text, word, [between, ...finer] = BETWEEN) => known(text, word)
      ?? (between ? text.split(between).map((part) => of(part, word, finer)).join(between) : text);
    return of;
  }

  function inLanguage(spec, wanted) {
    const own = spec.language, others = Object.keys(LANGUAGES).filter((code) => code !== own);
    if (!spec.phrases || !others.includes(wanted)) return;
    const at = 1 + others.indexOf(wanted), of = translator(spec.phrases, at);
    const put = (holder, ...keys) => {
      for (const key of keys) if (typeof holder[key] === "string") holder[key] = of(holder[key], false);
    };
    const popups = spec.groups.flatMap(({ features }) => features).flatMap(({ popup }) => (popup?.title ? [popup] : []));
    const names = popups.map((popup) => [namesOf(popup, own)[0][1], namesOf(popup, wanted)[0][1]]).sort(([one], [other]) => other.length - one.length);
    /* A phrase that ends or begins with the name of a place. */
    const phrase = (text) => {
      const said = of(text, false), [name, other] = said === text ? [] : names.find(([one]) => said.includes(one)) || [];
      return name ? said.replace(name, other) : said;
    };
    const named = (feature) => {
      const { popup } = feature, name = popup && namesOf(popup, wanted)[0][1];
      for (const key of ["kind", "status"]) if (feature[key]) feature[key] = of(feature[key], true);
      if (feature.text) feature.text = name || of(feature.text, false);
      if (!popup) return;
      if (feature.alt) feature.alt = phrase(feature.alt);
      popup.rows = popup.rows?.map(([label, value]) => [of(label, false), of(value, true)]);
      if (popup.chart) put(popup.chart, "title");
      if (popup.differences) {
        put(popup.differences, "label");
        for (const row of popup.differences.of) row[0] = phrase(row[0]);
      }
    };
    put(spec, "title", "subtitle");
    for (const key of Object.keys(spec.words)) spec.words[key] = spec.phrases[key][at];
    for (const state of Object.values(spec.symbology?.states || {})) state[1] = of(state[1], true);
    for (const holder of [...(spec.countries || []), ...(spec.views || [])]) put(holder, "text", "label");
    for (const group of spec.groups) {
      put(group, "label");
      if (!group.on_top && !group.points) {
        for (const filter of [...(group.filters || []), ...(group.marks || [])]) {
          put(filter, "label");
          for (const item of filter.items || []) put(item, "label");
        }
        group.features.forEach(named);
      }
    }
    const texts = new Map(spec.groups.flatMap(({ features }) => features).map(({ id, text }) => [id, text]));
    for (const ring of spec.highlight || []) ring.text = texts.get(ring.id) || ring.text;
    spec.language = wanted;
    if (spec.title) document.title = spec.title;
  }

  /* A choice of the page's languages; the address keeps it. */
  function languageNode({ phrases }, { language, written, address, words }) {
    if (!phrases || window.location.protocol === "about:") return "";
    const options = Object.entries(LANGUAGES).map(([code, name]) => told("option", name, { value: code, lang: skg.TAGS[code] }));
    const choice = element("select", { class: "skg-language", "aria-label": say(words, "language") }, ...options);
    choice.value = language;
    choice.addEventListener("change", () => {
      address.set("lang", choice.value === written ? null : choice.value);
      window.location.reload();
    });
    return choice;
  }

  Object.assign(skg, { LANGUAGES, inLanguage, languageNode });
})((window.sinokoreaGeo ||= {}));
