/* Events in order of time: those of the articles above the axis, those of the atlas below.
   A year is as wide as what it holds; years that hold nothing are left out and a gap shown. */
(function (skg) {
  "use strict";
  const { element, svgNode } = skg;
  const { story } = skg;
  const LANE = 11, LANES = 7, THIN = 5, LONG = 300, AXIS = 22, DAY = 86400000;

  const yearOf = (day) => new Date(day * DAY).getUTCFullYear();
  const startOf = (year) => Date.UTC(year, 0, 1) / DAY;

  /* From days to pixels, by bands of years. */
  function scaleOf(events, width) {
    const weight = new Map();
    for (const { days: [first, last] } of events) {
      const much = last - first < LONG ? 1 : 0.1;
      for (const year of new Set([yearOf(first), yearOf(last)])) weight.set(year, (weight.get(year) || 0) + much);
    }
    const years = [...weight.keys()].sort((a, b) => a - b);
    const share = (year) => 2 + Math.sqrt(weight.get(year)) * 1.5 + weight.get(year) * 0.35;
    const total = years.reduce((sum, year) => sum + share(year), 0);
    const gaps = years.filter((year, i) => i && year - years[i - 1] > 1).length;
    const unit = Math.max(width - gaps * 14 - 8, 10 * years.length) / (total || 1);
    let x = 4;
    const bands = years.map((year, i) => {
      if (i && year - years[i - 1] > 1) x += 14;
      const wide = share(year) * unit;
      const band = { year, x, wide };
      x += wide;
      return band;
    });
    const at = (day) => {
      const year = yearOf(day);
      const band = bands.find((b) => b.year === year);
      if (band) return band.x + ((day - startOf(year)) / (startOf(year + 1) - startOf(year))) * band.wide;
      const next = bands.find((b) => b.year > year);
      return next ? next.x - 7 : x;
    };
    return { bands, at };
  }

  /* The lowest free lane for each stretch. */
  function laned(items) {
    const ends = [];
    for (const item of items.sort((a, b) => a.x0 - b.x0)) {
      let lane = ends.findIndex((end) => end <= item.x0);
      if (lane < 0) lane = ends.length;
      ends[lane] = item.x1;
      item.lane = lane;
    }
    return ends.length;
  }

  class TimeLine {
    constructor(spec, onEvent) {
      Object.assign(this, { spec, onEvent });
      this.box = element("div", { class: "st-line", role: "group", "aria-label": story.say(spec.words, "open time line") });
      this.numbers = [];
      new ResizeObserver(() => this.draw()).observe(this.box);
    }

    show(numbers) {
      this.numbers = numbers.filter((number) => this.spec.events[number].days);
      this.draw();
    }

    fitted(width) {
      const events = this.numbers.map((number) => ({ number, ...this.spec.events[number] }));
      for (let wide = width; ; wide *= 1.25) {
        const { bands, at } = scaleOf(events, wide);
        const items = events.map((event) => {
          const x0 = at(event.days[0]), x1 = at(event.days[1] + 1);
          const dot = x1 - x0 < 9;
          const middle = (x0 + x1) / 2;
          const long = event.days[1] - event.days[0] >= LONG;
          return { event, dot, long, x0: dot ? middle - 5 : x0, x1: dot ? middle + 6 : x1 };
        });
        const of = (origin, long) => items.filter((item) => item.event.origin === origin && item.long === long);
        const [up, down] = ["text", "atlas"].map((origin) => ({ thin: laned(of(origin, true)), lanes: laned(of(origin, false)) }));
        if (Math.max(up.lanes, down.lanes) <= LANES || wide > 3 * width) return { bands, items, up, down, wide };
      }
    }

    draw() {
      const width = this.box.clientWidth;
      if (!width) return;
      const focused = this.box.contains(document.activeElement) ? document.activeElement.dataset.event : undefined;
      if (!this.numbers.length) { this.box.replaceChildren(); return; }
      const { bands, items, up, down, wide } = this.fitted(width);
      const high = ({ thin, lanes }) => thin * THIN + Math.max(lanes, 1) * LANE + 6;
      const above = high(up), below = high(down);
      const svg = svgNode("svg", { width: wide, height: above + AXIS + below, class: "st-axis" });
      this.bands(svg, bands, above, below);
      const chronological = [...items].sort((a, b) => a.event.days[0] - b.event.days[0]);
      const nodes = chronological.map((item) => this.item(item, above, item.event.origin === "text" ? up.thin : down.thin));
      svg.append(...nodes);
      nodes.forEach((node, i) => node.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { event.preventDefault(); (nodes[i + step] || node).focus(); }
      }));
      nodes[0].setAttribute("tabindex", "0");
      this.box.replaceChildren(svg);
      if (!this.seen) this.box.scrollLeft = this.box.scrollWidth;
      this.seen = true;
      this.mark();
      if (focused) svg.querySelector(`[data-event="${focused}"]`)?.focus();
    }

    bands(svg, bands, above, below) {
      bands.forEach(({ year, x, wide }, i) => {
        if (i % 2) svg.append(svgNode("rect", { x, y: 0, width: wide, height: above + AXIS + below, class: "st-band" }));
        svg.append(svgNode("rect", { x: x + 1, y: above + 1, width: Math.max(wide - 2, 1), height: AXIS - 2, rx: 3, class: "st-year" }));
        const label = svgNode("text", { x: x + wide / 2, y: above + AXIS / 2 + 4, "text-anchor": "middle" });
        label.textContent = wide < 34 ? `’${String(year).slice(2)}` : `${year}`;
        if (wide >= 17) svg.append(label);
        const before = bands[i - 1];
        if (before && year - before.year > 1) {
          svg.append(svgNode("path", { class: "st-gap", d: `M${x - 10} ${above + 11}h0M${x - 7} ${above + 11}h0M${x - 4} ${above + 11}h0` }));
        }
      });
    }

    item({ event, dot, long, x0, x1, lane }, above, thin) {
      const text = event.origin === "text";
      const off = long ? THIN * (lane + 0.5) + 1 : THIN * thin + LANE * (lane + 0.5) + 2; // years lie next to the axis
      const y = text ? above - off : above + AXIS + off;
      const tall = long ? THIN : LANE;
      const label = `${story.eventDate(event, this.spec)}: ${event.title}`;
      const node = svgNode("g", { class: `st-event st-of-${event.origin}${long ? " st-long" : ""}`, tabindex: "-1", role: "button", "aria-label": label, "data-event": event.number });
      const middle = (x0 + x1) / 2;
      const shape = !dot ? svgNode("rect", { x: x0 + 1, y: y - (long ? 1.5 : 2.5), width: Math.max(x1 - x0 - 2, 4), height: long ? 3 : 5, rx: long ? 1.5 : 2.5 })
        : text ? svgNode("circle", { cx: middle, cy: y, r: 4.2 })
          : svgNode("path", { d: `M${middle} ${y - 5.4}l5 5.4l-5 5.4l-5 -5.4Z` });
      const title = svgNode("title", {});
      title.textContent = label;
      node.append(svgNode("rect", { x: x0 - 1, y: y - tall / 2, width: Math.max(x1 - x0 + 2, 4), height: tall, fill: "transparent" }), shape, title);
      return story.pressable(node, () => this.onEvent(event.number));
    }

    choose(number) {
      this.chosen = number;
      this.mark();
    }

    mark() {
      for (const node of this.box.querySelectorAll(".st-event")) node.classList.toggle("st-chosen", Number(node.dataset.event) === this.chosen);
      const node = this.box.querySelector(".st-event.st-chosen");
      if (node && this.box.scrollWidth > this.box.clientWidth) {
        const { x, width } = node.getBBox();
        this.box.scrollTo({ left: x + width / 2 - this.box.clientWidth / 2 });
      }
    }
  }

  Object.assign(story, { TimeLine });
})((window.sinokoreaGeo ||= {}));
