/* A slider over the months: what existed then, in which state, and what happened. */
(function (skg) {
  "use strict";
  const { TAGS, element, told, say, langOf, control, during } = skg;
  const STEP_MS = 350, MOST = 6;

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

  function timeControl({ map, words, language }, groups, spec, go) {
    const [first, last] = spec.months;
    const slider = element("input", {
      type: "range", min: first, max: last + 1, step: 1, value: last + 1, "aria-label": say(words, "month"),
    });
    const play = told("button", say(words, "play"), { type: "button", "aria-pressed": "false" });
    const shown = element("output");
    const happened = element("ul", { class: "skg-events", "aria-live": "polite" });
    const years = element("div", { class: "skg-years", "aria-hidden": "true" }, ...[first, last].map((month) => told("span", `${Math.floor(month / 12)}`)));
    const box = element(
      "div", { class: "skg-card skg-time", role: "group", "aria-label": say(words, "time") },
      element("div", { class: "skg-row" }, play, element("div", { class: "skg-slide" }, slider, years), shown), happened,
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
      map.fire("skg:time");
    };
    const set = (month, remember = true) => {
      slider.value = month === null ? last + 1 : month;
      apply(month);
      if (!remember) return;
      const { pathname, search } = window.location;
      try { window.history.replaceState(null, "", month === null ? `${pathname}${search}` : `#at=${label(month)}`); } catch { /* a frame without an address */ }
    };
    const current = () => (Number(slider.value) > last ? null : Number(slider.value));
    const stop = () => {
      clearInterval(timer);
      timer = null;
      play.textContent = say(words, "play");
      play.setAttribute("aria-pressed", "false");
    };

    slider.addEventListener("input", () => { stop(); set(current()); });
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (current() === null) set(first);
      play.textContent = say(words, "pause");
      play.setAttribute("aria-pressed", "true");
      timer = setInterval(() => (current() === null ? stop() : set(current() + 1 > last ? null : current() + 1)), STEP_MS);
      return undefined;
    });
    const fromAddress = () => {
      const month = parse(new URLSearchParams(window.location.hash.slice(1)).get("at"));
      return month === null ? null : Math.min(Math.max(month, first), last);
    };
    window.addEventListener("hashchange", () => set(fromAddress(), false));
    set(fromAddress() ?? parse(spec.at), false);
    return control("bottomleft", box);
  }

  Object.assign(skg, { timeControl });
})((window.sinokoreaGeo ||= {}));
