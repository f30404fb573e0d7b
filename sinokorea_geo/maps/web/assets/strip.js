/* The border unrolled: kilometre by kilometre from the mouth of the Yalu down to the tripoint, China
   to the left, the DPRK to the right. Made when it is first opened. */
(function (skg) {
  "use strict";
  const { element, svgNode, told, say, langOf, symbolSvg, nearestOn } = skg;
  const PX_KM = 1.6, ROW = 15, MIDDLE = 50; // pixels a kilometre, between names; the line, in per cent
  const BESIDE_M = 8000, AT_M = 2500, OWN_M = 25000, REACH_KM = 10, STEP_M = 1250, OFF_M = 500, MOST_LOOKED_AT = 4e7;

  /* Whether a position is in an outline, by the number of edges to the east of it. */
  const inRing = (ring, [lat, lon]) => ring.reduce((inside, [y1, x1], i) => {
    const [y0, x0] = ring[i ? i - 1 : ring.length - 1];
    return (y1 > lat) !== (y0 > lat) && lon < ((x0 - x1) * (lat - y1)) / (y0 - y1) + x1 ? !inside : inside;
  }, false);

  /* The stretches of one bank that lie in each of some areas: first and last metre, and the area. */
  function stretches(areas, border, side) {
    const boxes = areas.map((drawn) => {
      const rings = drawn.feature.areas.map(([outer]) => outer);
      return { drawn, rings, box: L.latLngBounds(rings.flat()) };
    });
    const found = [];
    for (let m = STEP_M; m < border.length - STEP_M; m += STEP_M) {
      const [a, b, at] = [m - 900, m + 900, m].map(border.at);
      const shrink = Math.cos((at[0] * Math.PI) / 180), dy = b[0] - a[0], dx = (b[1] - a[1]) * shrink;
      const off = ((side * OFF_M) / 111200) / (Math.hypot(dx, dy) || 1);
      const there = [at[0] + dx * off, at[1] - (dy * off) / shrink];
      const of = boxes.find(({ box, rings: outlines }) => box.contains(there) && outlines.some((ring) => inRing(ring, there)))?.drawn;
      if (!of) continue; // in the river: the stretch goes on
      const last = found[found.length - 1];
      if (last && last.of === of) last.to = m + STEP_M / 2;
      else found.push({ of, from: last ? last.to : 0, to: m + STEP_M / 2 });
    }
    if (found.length) found[found.length - 1].to = border.length;
    return found;
  }

  /* Own points by reach, those near the border: counted once, and by month as the slider asks. */
  function reachesOf(points, border) {
    const step = Math.max(1, Math.ceil((points.count * border.vertices.length) / MOST_LOOKED_AT));
    const line = border.vertices.filter((_, i) => i % step === 0), along = border.along.filter((_, i) => i % step === 0);
    return points.at.map(([lat, lon]) => {
      const { distance, along: m } = nearestOn(line, along, lat, lon);
      return distance <= OWN_M ? Math.floor(m / 1000 / REACH_KM) : -1;
    });
  }

  /* Names down one side, none on another: each as near its kilometre as those above let it. */
  function column(items, side, { language }) {
    let below = 0;
    return items.sort((a, b) => a.km - b.km).map(({ km, drawn }) => {
      const y = Math.max(km * PX_KM, below + ROW);
      below = y;
      const [, name] = drawn.name;
      const button = element("button", { type: "button", class: `skg-strip-name skg-${side} skg-of-${drawn.group.spec.id}`, lang: langOf(name, language) }, told("span", name));
      button.style.top = `${y.toFixed(1)}px`;
      button.addEventListener("click", () => drawn.open());
      const [from, to] = side === "left" ? [48.6, 44] : [51.4, 56];
      const leader = svgNode("path", { class: "skg-strip-leader", d: `M${from} ${km * PX_KM}L${to} ${y}` });
      return { drawn, button, leader, km };
    });
  }

  function content({ border, groups, features, context, map }) {
    const high = (border.length / 1000) * PX_KM, { words, language } = context;
    const svg = svgNode("svg", { viewBox: `0 0 100 ${high}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const box = element("div", { class: "skg-strip-body" }, svg);
    box.style.height = `${high + 2 * ROW}px`;
    const near = (drawn) => {
      const [lon, lat] = drawn.feature.point;
      return { drawn, ...border.near(lat, lon) };
    };
    /* What lies beyond an end of the border is not beside it. */
    const of = (id) => features.filter(({ feature, group }) => group.spec.id === id && feature.point).map(near)
      .filter(({ along }) => along > 1 && along < border.length - 1);
    const items = [...of("places").filter(({ distance, drawn }) => distance < BESIDE_M && drawn.feature.rank >= 1), ...of("crossings").filter(({ distance }) => distance < AT_M)]
      .map(({ drawn, along }) => ({ drawn, km: along / 1000 }));
    const isLeft = ({ drawn: { group, feature } }) => group.spec.id === "crossings" || feature.west;
    const names = [...column(items.filter(isLeft), "left", context), ...column(items.filter((item) => !isLeft(item)), "right", context)];

    /* Counties and provinces of each bank as bands along the edges. */
    for (const [id, wide, off] of [["provinces", 1.6, 0], ["counties", 2.6, 1.9]]) {
      const areas = groups.find(({ spec }) => spec.id === id)?.features || [];
      for (const side of [-1, 1]) {
        stretches(areas, border, side).forEach(({ of: area, from, to }, i) => {
          const rect = svgNode("rect", { x: side < 0 ? off : 100 - off - wide, width: wide, y: (from / 1000) * PX_KM, height: ((to - from) / 1000) * PX_KM, class: `skg-band skg-band-${i % 2} skg-of-${id}` });
          const [, name] = area.name;
          rect.append(Object.assign(svgNode("title", {}), { textContent: `${name}, km ${Math.round(from / 1000)}–${Math.round(to / 1000)}` }));
          svg.append(rect);
        });
      }
    }
    const bars = svgNode("g", { class: "skg-strip-bars" });
    svg.append(bars, ...names.map(({ leader }) => leader), svgNode("path", { class: "skg-strip-line", d: `M${MIDDLE} 0V${high}` }));
    for (let km = 0; km * 1000 < border.length; km += 50) {
      const tick = told("span", `${km}`, { class: "skg-strip-km", "aria-hidden": "true" });
      tick.style.top = `${km * PX_KM}px`;
      box.append(tick);
    }
    const symbols = names.filter(({ drawn }) => drawn.group.spec.id === "crossings").map(({ drawn, km }) => {
      const holder = element("span", { class: "skg-strip-symbol" });
      holder.style.top = `${km * PX_KM}px`;
      box.append(holder);
      return { drawn, holder };
    });
    box.append(...names.sort((a, b) => a.km - b.km).map(({ button }) => button));
    box.addEventListener("click", (event) => {
      if (event.target.closest("button")) return;
      const km = (event.clientY - box.getBoundingClientRect().top) / PX_KM;
      map.setView(border.at(Math.min(Math.max(km * 1000, 0), border.length)), Math.max(map.getZoom(), 10), { animate: false });
    });

    const clouds = groups.filter(({ points }) => points).map(({ points }) => ({ points, reaches: reachesOf(points, border) }));
    const update = () => {
      for (const { drawn, holder } of symbols) holder.replaceChildren(...(drawn.existing ? [symbolSvg(drawn.now)] : []));
      for (const { drawn, button } of names) button.classList.toggle("skg-off", !drawn.existing);
      const counts = new Array(Math.ceil(border.length / 1000 / REACH_KM)).fill(0);
      for (const { points, reaches } of clouds) reaches.forEach((reach, i) => { if (reach >= 0 && points.shows(i)) counts[reach] += 1; });
      const most = Math.max(...counts, 1);
      bars.replaceChildren(...counts.flatMap((n, i) => {
        if (!n) return [];
        const rect = svgNode("rect", { x: MIDDLE, y: i * REACH_KM * PX_KM, width: (42 * n) / most, height: REACH_KM * PX_KM - 0.5 });
        rect.append(Object.assign(svgNode("title", {}), { textContent: say(words, "strip count", { n, km: i * REACH_KM, to: (i + 1) * REACH_KM }) }));
        return [rect];
      }));
    };
    map.on("skg:time", update);
    update();
    const heads = element("div", { class: "skg-strip-heads" }, told("span", say(words, "CN")), told("span", "km"), told("span", say(words, "KP")));
    return [heads, element("div", { class: "skg-strip-scroll", tabindex: "0", role: "group", "aria-label": say(words, "strip"), lang: skg.TAGS[language] }, box)];
  }

  function stripNode(parts) {
    const node = element("details", { class: "skg-strip" }, told("summary", say(parts.context.words, "strip")));
    node.addEventListener("toggle", () => { if (node.open && node.children.length === 1) node.append(...content(parts)); });
    return node;
  }

  Object.assign(skg, { stripNode });
})((window.sinokoreaGeo ||= {}));
