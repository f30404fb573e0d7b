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

  function popupNode({ popup, event_months: happened }, { words, language, sources, named }, { state, month } = {}) {
    const [[code, title], ...others] = namesOf(popup, language);
    const names = element("p", { class: "skg-names" });
    others.forEach(([lang, text], i) => names.append(i ? " · " : "", told("span", text, { lang: TAGS[lang] })));
    const list = element("dl");
    const row = (label, ...value) => list.append(told("dt", label), element("dd", {}, ...value));
    const text = (value) => told("span", value, { lang: langOf(value, language) });
    if (state) row(say(words, "row then"), text(state));
    for (const [label, value] of popup.rows || []) row(label, text(named?.(value) ?? value));
    /* Old characters where they differ, and what maps called it once. */
    const other = (names = []) => names.find((name) => name !== popup.zh && name !== popup.ko);
    if (other(popup.hant)) row(say(words, "row hant"), told("span", other(popup.hant), { lang: "zh-Hant" }));
    if (other(popup.hani)) row(say(words, "row hani"), told("span", other(popup.hani), { lang: "ko-Hani" }));
    if (popup.former) row(say(words, "row former"), text([...new Set(popup.former)].slice(0, 2).join(", ")));
    const box = element("div", { class: "skg-popup" }, told("h2", title, { lang: TAGS[code] }), names, list);
    if (popup.events) box.append(eventsNode(popup.events, happened, month, language));
    if (popup.differences) box.append(differNode(popup, language));
    if (popup.chart) box.append(chartNode(popup.chart, words, sources));
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

  /* What is stated, each value, and the numbers of its sources in the list below. */
  function differNode({ differences, sources }, language) {
    const body = element("tbody");
    for (const [what, values] of differences.of) {
      values.forEach(([value, keys], i) => {
        const numbers = keys.map((key) => sources.indexOf(key) + 1).filter(Boolean).join(", ");
        const head = i ? null : told("th", what, { scope: "rowgroup", rowspan: values.length, lang: langOf(what, language) });
        body.append(element("tr", {}, head, told("td", value, { lang: langOf(value, language) }), element("td", {}, told("sup", numbers))));
      });
    }
    return element("div", { class: "skg-differ" }, told("h3", differences.label), element("table", {}, body));
  }

  /* A bar for each year at its place in time, each with its values as text for those who cannot
     see them; a second source's value is a line across the bar. */
  function chartNode({ title, bars, cited }, words, sources) {
    const high = 70, wide = 11, left = 18, most = Math.max(...bars.flatMap(([, ...values]) => values));
    const first = Number(bars[0][0]), last = Number(bars[bars.length - 1][0]);
    const spoken = bars.map(([when, ...values]) => `${when} ${values.join(" / ")}`).join(", ");
    const svg = svgNode("svg", { width: left + (last - first + 1) * wide + 8, height: high + 22, role: "img", "aria-label": `${title}: ${spoken}` });
    const note = (x, y, text, anchor) => svg.append(Object.assign(svgNode("text", { x, y, "font-size": 9, "text-anchor": anchor, fill: "currentColor" }), { textContent: text }));
    const yOf = (value) => 4 + high - (value / most) * high;
    for (let value = 0; value <= most; value += 2) {
      svg.append(svgNode("path", { class: "skg-grid", d: `M${left} ${yOf(value)}H${left + (last - first + 1) * wide}` }));
      note(left - 4, yOf(value) + 3, value, "end");
    }
    for (let year = Math.ceil(first / 5) * 5; year <= last; year += 5) note(left + (year - first + 0.5) * wide, high + 16, year, "middle");
    for (const [when, value, ...others] of bars) {
      const x = left + (Number(when) - first) * wide;
      const bar = svgNode("rect", { x: x + 1, y: yOf(value), width: wide - 2, height: Math.max(1, 4 + high - yOf(value)), fill: "#0b5fa5" });
      bar.append(Object.assign(svgNode("title", {}), { textContent: `${when}: ${[value, ...others].join(" / ")}` }));
      svg.append(bar);
      for (const other of others) svg.append(svgNode("path", { d: `M${x} ${yOf(other)}h${wide}`, stroke: "#c26a00", "stroke-width": 1.6 }));
    }
    const marks = bars.some((bar) => bar.length > 2) ? `${say(words, "chart marks")} ` : "";
    const rows = bars.flatMap(([when, ...values], i) => values.map((value, j) => element("tr", {},
      j ? null : told("th", when, { scope: "rowgroup", rowspan: values.length }), told("td", value), element("td", {}, ...cited[i][j].map((key) => sourceNode(sources[key], "div"))))));
    const table = element("details", {}, told("summary", say(words, "chart sources")), element("table", {}, element("tbody", {}, ...rows)));
    return element("figure", {}, told("figcaption", title), svg, told("small", marks), table);
  }

  /* A source's line, as a link if it has an address. */
  function sourceNode([text, url], tag) {
    const lang = langOf(text, "");
    const link = /^https?:\/\//.test(url) && told("a", text, { href: url, rel: "noopener noreferrer", target: "_blank", lang });
    return link ? element(tag, {}, link) : told(tag, text, { lang });
  }

  function sourcesNode(popup, sources, words) {
    const list = element("ol");
    for (const key of popup.sources) list.append(sourceNode(sources[key], "li"));
    const more = popup.more ? ` (${say(words, "more sources", { n: popup.more })})` : "";
    return element("div", { class: "skg-sources" }, told("h3", say(words, "sources") + more), list);
  }

  Object.assign(skg, { chartNode, popupNode, namesOf });
})((window.sinokoreaGeo ||= {}));
