/* The page in another of its three languages: what it says itself, and names. Notes, titles of
   events and a caller's own data stay as they were written. */
(function (skg) {
  "use strict";
  const { element, told, say, namesOf } = skg;
  const LANGUAGES = { en: "English", zh: "中文", ko: "조선말" };
  const BETWEEN = [" · ", " + ", ", "];

  function inLanguage(spec, wanted) {
    const own = spec.language, others = Object.keys(LANGUAGES).filter((code) => code !== own);
    if (!spec.said || !others.includes(wanted)) return;
    /* A word of the atlas is marked: it may be another one than the page's own. */
    const known = (text, mark) => (spec.said[mark + text] ?? spec.said[text])?.[others.indexOf(wanted)];
    const of = (text, mark = "", [between, ...finer] = BETWEEN) => known(text, mark)
      ?? (between ? text.split(between).map((part) => of(part, mark, finer)).join(between) : text);
    const put = (holder, ...keys) => {
      for (const key of keys) if (typeof holder[key] === "string") holder[key] = of(holder[key]);
    };
    const popups = spec.groups.flatMap(({ features }) => features).flatMap(({ popup }) => (popup?.title ? [popup] : []));
    const names = popups.map((popup) => [namesOf(popup, own)[0][1], namesOf(popup, wanted)[0][1]]).sort(([one], [other]) => other.length - one.length);
    /* A phrase that ends or begins with the name of a place. */
    const phrase = (text) => {
      const said = of(text), [name, other] = said === text ? [] : names.find(([one]) => said.includes(one)) || [];
      return name ? said.replace(name, other) : said;
    };
    const named = (feature) => {
      const { popup } = feature, name = popup && namesOf(popup, wanted)[0][1];
      for (const key of ["kind", "status"]) if (feature[key]) feature[key] = of(feature[key], "=");
      if (feature.text) feature.text = name || of(feature.text);
      if (!popup) return;
      if (feature.alt) feature.alt = phrase(feature.alt);
      popup.rows = popup.rows?.map(([label, value]) => [of(label), of(value, "=")]);
      if (popup.chart) put(popup.chart, "title");
      if (popup.differences) {
        put(popup.differences, "label");
        for (const row of popup.differences.of) row[0] = phrase(row[0]);
      }
    };
    put(spec, "title", "subtitle");
    put(spec.words, ...Object.keys(spec.words));
    for (const state of Object.values(spec.symbology?.states || {})) state[1] = of(state[1], "=");
    for (const holder of [...(spec.countries || []), ...(spec.views || [])]) put(holder, "text", "label");
    for (const group of spec.groups) {
      put(group, "label");
      if (!group.on_top && !group.points) {
        for (const each of [...(group.filters || []), ...(group.marks || [])]) {
          put(each, "label");
          for (const item of each.items || []) put(item, "label");
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
  function languageNode({ said }, { language, written, address, words }) {
    if (!said || window.location.protocol === "about:") return "";
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
