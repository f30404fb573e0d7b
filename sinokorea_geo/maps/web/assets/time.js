/* A slider over the months: what existed then, in which state, and what happened. */
(function (skg) {
  "use strict";
  const { TAGS, element, told, say, langOf, svgNode, during } = skg;
  const MOST = 6;
  /* Milliseconds a month: 27 years take 65, 29 or 13 seconds. */
  const SPEEDS = [["speed slow", 200], ["speed brisk", 90], ["speed fast", 40]];

  const label = (month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  const parse = (text) => {
    const match = /^(\d{4})(?:-(\d{2}))?/.exec(text || "");
    return match ? Number(match[1]) * 12 + (match[2] ? Number(match[2]) - 1 : 0) : null;
  };
  /* What happened in a month; what has a place on the map leads there. */
  function eventNode([, , date, title, place], go, language) {
    const text = place ? told("button", title, { type: "button" }) : told("span", title);
    text.lang = langOf(title, language) || TAGS[language];
    if (place) text.addEventListener("click", () => go(`events-${place}`));
    return element("li", {}, told("time", date), " ", text);
  }

  /* A tick for each month in which something began, higher where there was more. */
  function ticksNode(events, first, last) {
    const counts = new Map();
    for (const [from] of events) if (from >= first && from <= last) counts.set(from, (counts.get(from) || 0) + 1);
    const svg = svgNode("svg", { class: "skg-ticks", viewBox: `0 0 ${last + 2 - first} 8`, preserveAspectRatio: "none", "aria-hidden": "true" });
    for (const [month, n] of counts) {
      const high = Math.min(8, 2 + 2 * n);
      svg.append(svgNode("rect", { x: month - first, y: 8 - high, width: 1, height: high }));
    }
    return svg;
  }

  function timeNode({ map, words, language, address }, groups, spec, go) {
    const [first, last] = spec.months;
    const slider = element("input", {
      type: "range", min: first, max: last + 1, step: 1, value: last + 1, "aria-label": say(words, "month"),
    });
    const play = told("button", say(words, "play"), { type: "button", "aria-pressed": "false" });
    const speed = element("select", { "aria-label": say(words, "speed") }, ...SPEEDS.map(([name, ms]) => told("option", say(words, name), { value: ms })));
    speed.value = SPEEDS[1][1];
    const shown = element("output");
    const happened = element("ul", { class: "skg-events", "aria-live": "polite" });
    const years = element("div", { class: "skg-years", "aria-hidden": "true" }, ...[first, last].map((month) => told("span", `${Math.floor(month / 12)}`)));
    const box = element(
      "div", { class: "skg-time", role: "group", "aria-label": say(words, "time") },
      element("div", { class: "skg-row" }, play, speed, shown),
      element("div", { class: "skg-slide" }, ticksNode(spec.events || [], first, last), slider, years), happened,
    );
    const drawn = groups.flatMap((group) => group.features);
    const known = new Set(drawn.map(({ feature }) => feature.id));
    const following = groups.filter((group) => group.spec.follows_time);
    let timer = null;

    const apply = (month) => {
      for (const each of drawn) each.at(month);
      for (const group of groups) group.points?.setMonth(month);
      for (const group of following) if (!group.touched && group.shown !== (month !== null)) group.show(month !== null);
      shown.textContent = month === null ? say(words, "all dates") : label(month);
      box.classList.toggle("skg-always", month === null);
      slider.setAttribute("aria-valuetext", shown.textContent);
      const events = month === null ? [] : (spec.events || []).filter((event) => during(event, month));
      happened.replaceChildren(...events.slice(0, MOST).map(([from, to, date, title, place]) => (
        eventNode([from, to, date, title, known.has(`events-${place}`) ? place : ""], go, language)
      )));
      map.fire("skg:time", { month });
    };
    const set = (month, remember = true) => {
      slider.value = month === null ? last + 1 : month;
      apply(month);
      if (remember) address.set("at", month === null ? spec.at && "all" : label(month));
    };
    const current = () => (Number(slider.value) > last ? null : Number(slider.value));
    const stop = () => {
      clearInterval(timer);
      timer = null;
      play.textContent = say(words, "play");
      play.setAttribute("aria-pressed", "false");
    };
    /* By the clock, so that a slow machine leaves out months and is not late. */
    const start = () => {
      if (current() === null) set(first, false);
      let since = performance.now(), from = current();
      timer = setInterval(() => {
        const to = from + Math.floor((performance.now() - since) / Number(speed.value));
        if (to > last) { stop(); set(null); } else if (to !== current()) set(to, false);
      }, Math.min(...SPEEDS.map(([, ms]) => ms)));
      speed.onchange = () => { since = performance.now(); from = current(); };
    };

    slider.addEventListener("input", () => { stop(); set(current()); });
    play.addEventListener("click", () => {
      if (timer) { stop(); return set(current()); }
      play.textContent = say(words, "pause");
      play.setAttribute("aria-pressed", "true");
      return start();
    });
    /* The month of the address; that which the page was made for, if it names none. */
    const named = () => {
      const month = parse(address.get("at"));
      if (month !== null) return Math.min(Math.max(month, first), last);
      return address.get("at") ? null : parse(spec.at);
    };
    return { node: box, show: () => set(named(), false) };
  }

  Object.assign(skg, { timeNode });
})((window.sinokoreaGeo ||= {}));
