/* Popups: three names, what is known, where sources differ, and who says so. */
(function (skg) {
  "use strict";
  const { TAGS, element, svgNode, told, say, langOf } = skg;

  /* The name in the page's language first, and each in its own. */
  function namesOf(popup, language) {
    const forms = [["en", popup.title], ["zh", popup.zh], ["ko", popup.ko]].filter(([, text]) => text);
    const first = forms.find(([code]) => code === language) || forms[0] || ["en", ""];
    return [first, ...forms.filter((form) => form !== first)];
  }

  function popupNode({ popup, event_months: happened }, { words, language, sources }, { state, month } = {}) {
    const [[code, title], ...others] = namesOf(popup, language);
    const names = element("p", { class: "skg-names" });
    others.forEach(([lang, text], i) => names.append(i ? " · " : "", told("span", text, { lang: TAGS[lang] })));
    const list = element("dl");
    const row = (label, ...value) => list.append(told("dt", label), element("dd", {}, ...value));
    const text = (value) => told("span", value, { lang: langOf(value, language) });
    if (state) row(say(words, "row then"), text(state));
    for (const [label, value] of popup.rows || []) row(label, text(value));
    if (popup.hant) row(say(words, "row hant"), told("span", popup.hant, { lang: "zh-Hant" }));
    if (popup.hani) row(say(words, "row hani"), told("span", popup.hani, { lang: "ko-Hani" }));
    if (popup.former) row(say(words, "row former"), text(popup.former));
    const box = element("div", { class: "skg-popup" }, told("h2", title, { lang: TAGS[code] }), names, list);
    if (popup.events) box.append(eventsNode(popup.events, happened, month, language));
    if (popup.differences) box.append(differNode(popup, language));
    if (popup.chart) box.append(chartNode(popup.chart, words));
    if (popup.note) box.append(told("p", popup.note, { lang: langOf(popup.note, language) }));
    if (popup.sources) box.append(sourcesNode(popup, sources, words));
    return box;
  }

  /* Every event of a place; those of the month on the slider stand out. */
  function eventsNode(events, happened, month, language) {
    const list = element("ul", { class: "skg-happened" });
    events.forEach(([date, title], i) => {
      const now = month !== undefined && happened[i] && skg.during(happened[i], month);
      list.append(element("li", { class: now ? "skg-now" : "" }, told("time", date), " ", told("span", title, { lang: langOf(title, language) })));
    });
    return list;
  }

  /* Each value with the numbers of its sources in the list below. */
  function differNode({ differences, sources }, language) {
    const list = element("ul");
    for (const [what, values] of differences.of) {
      const item = element("li", {}, told("span", `${what}: `, { lang: langOf(what, language) }));
      values.forEach(([value, keys], i) => {
        item.append(i ? "; " : "", told("span", value, { lang: langOf(value, language) }));
        const numbers = keys.map((key) => sources.indexOf(key) + 1).filter(Boolean);
        if (numbers.length) item.append(told("sup", ` ${numbers.join(", ")}`));
      });
      list.append(item);
    }
    return element("div", { class: "skg-differ" }, told("h3", differences.label), list);
  }

  /* A few bars, each with its values as text for those who cannot see them; a second source's
     value is a line across the bar. */
  function chartNode({ title, bars }, words) {
    const high = 60, wide = 20, most = Math.max(...bars.flatMap(([, ...values]) => values));
    const spoken = bars.map(([when, ...values]) => `${when} ${values.join(" / ")}`).join(", ");
    const svg = svgNode("svg", { width: bars.length * wide, height: high + 30, role: "img", "aria-label": `${title}: ${spoken}` });
    bars.forEach(([when, value, ...others], i) => {
      const tall = Math.max(1, (value / most) * high);
      const bar = svgNode("rect", { x: i * wide + 2, y: high - tall, width: wide - 4, height: tall, fill: "#0b5fa5" });
      bar.append(Object.assign(svgNode("title", {}), { textContent: `${when}: ${[value, ...others].join(" / ")}` }));
      const year = svgNode("text", { x: i * wide + 13, y: high + 5, "font-size": 10, transform: `rotate(90 ${i * wide + 7} ${high + 5})`, fill: "currentColor" });
      year.textContent = when;
      svg.append(bar, year);
      for (const other of others) {
        const y = high - (other / most) * high;
        svg.append(svgNode("path", { d: `M${i * wide} ${y}h${wide}`, stroke: "#c26a00", "stroke-width": 1.6 }));
      }
    });
    const marks = bars.some((bar) => bar.length > 2) ? told("small", say(words, "chart marks")) : null;
    return element("figure", {}, told("figcaption", title), svg, marks);
  }

  function sourcesNode(popup, sources, words) {
    const list = element("ol");
    for (const [text, url] of popup.sources.map((key) => sources[key])) {
      const lang = langOf(text, "");
      if (/^https?:\/\//.test(url)) {
        const link = told("a", text, { href: url, rel: "noopener noreferrer", target: "_blank", lang });
        list.append(element("li", {}, link));
      } else list.append(told("li", text, { lang }));
    }
    const more = popup.more ? ` (${say(words, "more sources", { n: popup.more })})` : "";
    return element("div", { class: "skg-sources" }, told("h3", say(words, "sources") + more), list);
  }

  Object.assign(skg, { chartNode, popupNode, namesOf });
})((window.sinokoreaGeo ||= {}));
