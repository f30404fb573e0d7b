/* What the parts of a story's page share. Text is only ever set as text. */
(function (skg) {
  "use strict";
  const { element, svgNode } = skg;
  const story = (skg.story ||= {});

  function told(tag, text, attributes) {
    const node = element(tag, attributes);
    node.textContent = text;
    return node;
  }

  const say = (words, key, values = {}) => Object.entries(values)
    .reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);

  function langOf(text) {
    if (/[\uac00-\ud7af]/.test(text)) return "ko";
    return /[\u3400-\u9fff]/.test(text) ? "zh-Hans" : undefined;
  }

  /* Enter and the space bar do what a click does. */
  function pressable(node, act) {
    node.addEventListener("click", act);
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act(event);
    });
    return node;
  }

  function button(text, act, attributes) {
    const node = told("button", text, { type: "button", ...attributes });
    node.addEventListener("click", act);
    return node;
  }

  /* Verdicts have a shape each, for eyes that do not tell the colours apart. */
  const VERDICTS = {
    supported: { key: "yes", path: "M-3.4 0.2L-1 2.8L3.6 -2.8" },
    contradicted: { key: "no", path: "M-2.8 -2.8L2.8 2.8M2.8 -2.8L-2.8 2.8" },
    "depends on the measure": { key: "depends", path: "M-3.6 -1.2Q-1.8 -3 0 -1.2T3.6 -1.2M-3.6 2Q-1.8 0.2 0 2T3.6 2" },
    "not testable": { key: "open", path: "M-3.2 0H3.2" },
    "not checked": { key: "read", path: "M-3.4 0H-2.6M-0.4 0H0.4M2.6 0H3.4" },
  };

  function verdictMark(verdict, size = 16) {
    const { key, path } = VERDICTS[verdict];
    const svg = svgNode("svg", { width: size, height: size, viewBox: "-8 -8 16 16", "aria-hidden": "true", class: `st-mark st-${key}` });
    if (key === "no") svg.append(svgNode("rect", { x: -7, y: -7, width: 14, height: 14, rx: 2 }));
    else if (key === "depends") svg.append(svgNode("path", { class: "st-body", d: "M0 -8L8 0L0 8L-8 0Z" }));
    else svg.append(svgNode("circle", { r: 7 }));
    svg.append(svgNode("path", { class: "st-sign", d: path }));
    return svg;
  }

  function verdictBadge(verdict, words) {
    const badge = element("span", { class: `st-badge st-${VERDICTS[verdict].key}` }, verdictMark(verdict));
    badge.append(say(words, verdict));
    return badge;
  }

  /* What else a place is called, besides its name in the page's language. */
  function otherNames({ name, zh, ko, label }) {
    return [name, zh, ko].filter((text) => text && text !== label);
  }

  function sourceList(ids, { sources, words }) {
    const known = (ids || []).filter((id) => sources[id]);
    if (!known.length) return null;
    const list = element("ul", { class: "st-sources", "aria-label": say(words, "sources") });
    for (const { text, url } of known.map((id) => sources[id])) {
      const item = element("li");
      if (/^https?:\/\//.test(url || "")) {
        item.append(told("a", text, { href: url, rel: "noopener noreferrer", target: "_blank", lang: langOf(text) }));
      } else {
        item.append(told("span", text, { lang: langOf(text) }));
      }
      list.append(item);
    }
    return list;
  }

  /* A date as papers write it. */
  function dateText(date, language) {
    const parts = date.split("-").map(Number);
    const options = { timeZone: "UTC", year: "numeric", month: parts.length > 1 ? "short" : undefined, day: parts.length > 2 ? "numeric" : undefined };
    if (parts.length === 1) return date;
    return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, options).format(Date.UTC(parts[0], parts[1] - 1, parts[2] || 1));
  }

  function eventDate(event, spec) {
    if (!event.date) return event.partial || "";
    const first = dateText(event.date, spec.language);
    return event.end && event.end !== event.date ? `${first} – ${dateText(event.end, spec.language)}` : first;
  }

  const shortName = (name) => name.replace(/^.*\//, "");

  Object.assign(story, {
    told, say, langOf, pressable, button, VERDICTS, verdictMark, verdictBadge, sourceList, otherNames, dateText, eventDate, shortName,
  });
})((window.sinokoreaGeo ||= {}));
