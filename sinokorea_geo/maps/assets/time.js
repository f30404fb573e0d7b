/* A slider over the months: what existed then, in which state, and what happened. */
(function (skg) {
  "use strict";
  const { element, control } = skg;
  const IN_USE = new Set(["open", "seasonal", "active", "in force", "partly-built"]);
  const STEP_MS = 350;

  const label = (month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  const parse = (text) => {
    const match = /^(\d{4})(?:-(\d{2}))?/.exec(text || "");
    return match ? Number(match[1]) * 12 + (match[2] ? Number(match[2]) - 1 : 0) : null;
  };
  const spans = ([from, to], month) => (from === null || from <= month) && (to === null || month <= to);

  /* The state at a month: null if it did not exist, undefined if nothing is dated. */
  function stateAt(feature, month) {
    if (!feature.life && !feature.states) return undefined;
    const then = (feature.states || []).filter((state) => spans(state, month)).pop();
    if (then) return then[2];
    if (feature.life && !spans(feature.life, month)) return null;
    return feature.states ? "unknown" : undefined;
  }

  function timeControl(map, features, spec) {
    const [first, last] = spec.months;
    const slider = element("input", {
      type: "range", min: first, max: last + 1, step: 1, value: last + 1, "aria-label": "Month",
    });
    const play = Object.assign(element("button", { type: "button", "aria-pressed": "false" }), { textContent: "Play" });
    const shown = element("output");
    const happened = element("ul", { class: "skg-events", "aria-live": "polite" });
    const box = element(
      "div", { class: "skg-card skg-time", role: "group", "aria-label": "Time" },
      element("div", { class: "skg-row" }, play, slider, shown), happened,
    );
    let timer = null;

    const apply = (month) => {
      for (const item of features) {
        const state = month === null ? undefined : stateAt(item.feature, month);
        item.at(state, state === undefined ? undefined : !IN_USE.has(state));
      }
      shown.textContent = month === null ? "all dates" : label(month);
      slider.setAttribute("aria-valuetext", shown.textContent);
      const events = month === null ? [] : (spec.events || []).filter(([from, to]) => from <= month && month <= to);
      happened.replaceChildren(...events.slice(0, 6).map(([, , date, title]) => {
        const item = element("li");
        item.append(Object.assign(element("time"), { textContent: date }), ` ${title}`);
        return item;
      }));
      map.fire("skg:time");
    };
    const set = (month, remember = true) => {
      slider.value = month === null ? last + 1 : month;
      apply(month);
      if (!remember) return;
      const address = month === null ? " " : `#at=${label(month)}`;
      try { window.history.replaceState(null, "", address.trim() || window.location.pathname); } catch { /* a frame without an address */ }
    };
    const current = () => (Number(slider.value) > last ? null : Number(slider.value));
    const stop = () => {
      clearInterval(timer);
      timer = null;
      play.textContent = "Play";
      play.setAttribute("aria-pressed", "false");
    };

    slider.addEventListener("input", () => { stop(); set(current()); });
    play.addEventListener("click", () => {
      if (timer) return stop();
      if (current() === null) set(first);
      play.textContent = "Pause";
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
