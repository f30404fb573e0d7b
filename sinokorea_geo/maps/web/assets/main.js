/* Puts the atlas on a Leaflet map, from plain data. */
(function (skg) {
  "use strict";
  const { TAGS, element, told, say, langOf, escaped, control, Group } = skg;
  const TALL = 700, LEGEND_PX = 600;
  const cornersOf = ([[south, west], [north, east]]) => [[south, west], [south, east], [north, west], [north, east]];

  function drawGroups(context, spec) {
    const { map } = context;
    return spec.groups.map((each) => {
      const layer = L.layerGroup();
      if (each.shown !== false) layer.addTo(map);
      const group = new Group(each, context, layer);
      if (each.points) {
        group.points = new skg.PointsLayer(each.points, each.label);
        layer.addLayer(group.points);
      }
      return group;
    });
  }

  /* Coarse land of the world, for data from afar; the base map, sea included, lies on it. */
  function drawWorld(map, { world: { arcs, transform: { scale, translate }, objects }, reach: [[west, south, east, north]] }) {
    const lines = arcs.map((arc) => {
      let x = 0, y = 0;
      return arc.map(([dx, dy]) => [(y += dy) * scale[1] + translate[1], (x += dx) * scale[0] + translate[0]]);
    });
    const ring = (ids) => ids.flatMap((id) => (id < 0 ? [...lines[~id]].reverse() : lines[id]));
    const land = objects.land.geometries.flatMap((part) => part.arcs.map((rings) => rings.map(ring)));
    const look = { pane: "skg-land", interactive: false, stroke: false };
    L.polygon(land, { ...look, className: "skg-land skg-world" }).addTo(map);
    L.rectangle([[south, west], [north, east]], { ...look, className: "skg-sea" }).addTo(map);
    map.getPane("skg-land").classList.add("skg-around");
  }

  function rings(map, labels, places, features) {
    for (const { id, text, at, lines } of places) {
      if (lines) {
        L.polyline(lines.map(skg.latLngs), { pane: "skg-own-lines", weight: 8, opacity: 0.75, color: "#e69f00", interactive: false }).addTo(map);
        continue;
      }
      const [lon, lat] = at;
      L.circleMarker([lat, lon], { pane: "skg-lines", radius: 15, weight: 4, color: "#e69f00", fill: false, interactive: false }).addTo(map);
      const label = features.find(({ feature }) => feature.id === id)?.label;
      if (label) labels.raise(label);
      else labels.put([lon, lat], text, "skg-highlight", { rank: 9, west: false, gap: 20, shown: () => true });
    }
  }

  /* Every feature in reach of a keyboard and a screen reader, under the map. */
  function tableNode(map, features, { words, language }) {
    const body = element("tbody");
    const order = [language, ...["en", "zh", "ko"].filter((code) => code !== language)];
    const rows = features.filter(({ feature }) => feature.popup);
    for (const drawn of rows) {
      const { feature } = drawn;
      const names = { en: feature.popup.title, zh: feature.popup.zh, ko: feature.popup.ko };
      const [code, name] = drawn.name;
      const open = told("button", feature.alt || name, { type: "button", lang: feature.alt ? "" : TAGS[code] });
      open.addEventListener("click", () => { map.getContainer().scrollIntoView(); drawn.open(); });
      const others = order.slice(1).map((other) => told("td", names[other] || "", { lang: TAGS[other] }));
      const facts = [feature.kind, feature.status].map((text) => told("td", text || "", { lang: langOf(text || "", language) }));
      body.append(element("tr", {}, element("th", { scope: "row" }, open), ...others, ...facts));
    }
    const heads = [told("th", say(words, "name")), ...order.slice(1).map((code) => told("th", skg.LANGUAGES[code], { lang: TAGS[code] })),
      told("th", say(words, "kind")), told("th", say(words, "status"))];
    for (const head of heads) head.setAttribute("scope", "col");
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
    const summary = told("summary", say(words, "table", { n: rows.length }));
    return element("section", { class: "skg-table", "aria-label": say(words, "features") }, element("details", {}, summary, table));
  }

  /* Finds the name in the page's language of what a field calls by its English one. */
  function namedBy(groups, language) {
    let names = null;
    return (text) => {
      names ||= new Map(groups.flatMap(({ features }) => features).filter(({ feature }) => feature.popup)
        .map(({ feature: { popup } }) => [popup.title, popup[language]]));
      return names.get(text) ?? names.get(`${text} Province`);
    };
  }

  /* What stands in the panel, and on the map beside what anybody adds to it. */
  function addControls(context, spec, groups, others) {
    const { map, words, layout, aim } = context;
    const { panel, page } = layout;
    const features = groups.flatMap((group) => group.features);
    const byId = new Map(features.map((drawn) => [drawn.feature.id, drawn]));
    const go = (id) => byId.get(id)?.open();
    const border = spec.line && skg.chainageOf(spec);
    if (border) others.unshift({ id: "posts", label: say(words, "group posts"), layer: skg.postsLayer(map, border) });
    if (spec.title) panel.append(skg.titleNode(spec.title, spec.subtitle));
    const said = skg.readoutOf(border, words);
    const showAt = (at) => {
      map.setView(at, Math.max(map.getZoom(), 10), { animate: false });
      L.popup().setLatLng(at).setContent(element("div", { class: "skg-popup" }, told("p", said(...at)))).openOn(map);
    };
    if (map.zoomControl) map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: say(words, "zoom in"), zoomOutTitle: say(words, "zoom out") }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    const time = skg.timeNode(context, groups, spec, go);
    const onPaper = window.matchMedia("print").matches; // a small picture has no room for a legend
    const full = layout.beside() && map.getSize().y > TALL ? ["border", "crossings", "zones"] : [];
    const layers = skg.layersNode(map, groups, others, words, { open: layout.beside() && (!onPaper || page.clientHeight > LEGEND_PX), full });
    const rest = spec.embed ? [layers] : [
      skg.searchNode(features, showAt, context), skg.viewsNode(context.views, aim, words, skg.languageNode(spec, context)), skg.toolsNode(map, page, words),
      time.node, border ? skg.readoutNode(map, said, words) : "", layers,
      border ? skg.stripNode({ border, groups, features, context, map }) : "",
    ];
    panel.append(...rest);
    const table = tableNode(map, features, context);
    if (spec.embed) panel.append(table);
    else page.after(table);
    return { features, time };
  }

  /* The cards that lie on the map, in pixels of its frame. */
  function cardsOf(map) {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((node) => node.getBoundingClientRect())
      .filter(({ width, height }) => width && height)
      .map((box) => ({ x0: box.left - frame.left, x1: box.right - frame.left, y0: box.top - frame.top, y1: box.bottom - frame.top }));
  }

  /* The largest view of the bounds in which no card lies over what has to be seen, or the fewest do:
     each side of the frame may be left to the cards on it. */
  function fit(map, { bounds, seen }) {
    const { x, y } = map.getSize(), cards = cardsOf(map), edge = Math.min(28, Math.round(Math.min(x, y) / 30));
    const end = (values) => Math.max(edge, ...values) + edge;
    /* A strip, such as the credit, takes no side. */
    const narrow = cards.filter(({ x0, x1, y0, y1 }) => x1 - x0 < 0.62 * x && y1 - y0 > 34), low = cards.filter(({ y0, y1 }) => y1 - y0 < y / 2);
    const left = end(narrow.filter(({ x0 }) => x0 < x / 3).map(({ x1 }) => x1));
    const right = end(narrow.filter(({ x1 }) => x1 > (2 * x) / 3).map(({ x0 }) => x - x0));
    const top = end(low.filter(({ y0 }) => y0 < y / 3).map(({ y1 }) => y1));
    const bottom = end(low.filter(({ y1 }) => y1 > (2 * y) / 3).map(({ y0 }) => y - y0));
    const box = L.latLngBounds(bounds);
    let best = null;
    for (let choice = 0; choice < 16; choice += 1) {
      const [l, r, t, b] = [left, right, top, bottom].map((room, i) => (choice & (1 << i) ? room : edge));
      if (x - l - r < 80 || y - t - b < 80) continue;
      const zoom = map.getBoundsZoom(box, false, L.point(l + r, t + b));
      const middle = map.project(box.getNorthWest(), zoom).add(map.project(box.getSouthEast(), zoom)).divideBy(2)
        .add([(r - l) / 2, (b - t) / 2]);
      const corner = middle.subtract([x / 2, y / 2]);
      const hidden = seen.filter((at) => {
        const point = map.project(at, zoom).subtract(corner);
        return cards.some(({ x0, x1, y0, y1 }) => point.x > x0 - 4 && point.x < x1 + 4 && point.y > y0 - 4 && point.y < y1 + 4);
      }).length;
      if (!best || hidden < best.hidden || (hidden === best.hidden && zoom > best.zoom)) best = { hidden, zoom, middle };
    }
    if (best) map.setView(map.unproject(best.middle, best.zoom), best.zoom, { animate: false });
    else map.fitBounds(box, { animate: false });
  }

  /* Puts the map where a target is seen whole; no zooming out to where the base map would be a
     patch on an empty ground. */
  function aimOf(map, whole) {
    const least = map.getMinZoom();
    return new skg.Aim(map, (target) => {
      map.setMinZoom(least);
      fit(map, target);
      const { maxBounds } = map.options;
      if (target === whole && maxBounds) map.setMinZoom(Math.min(map.getZoom(), map.getBoundsZoom(maxBounds, true)));
    });
  }

  /* What is opened from the keyboard takes the focus, Escape closes it and gives the focus back. */
  function keyboard(map) {
    const box = map.getContainer();
    let opener = null, typed = false;
    document.addEventListener("keydown", () => { typed = true; }, true);
    document.addEventListener("pointerdown", () => { typed = false; }, true);
    map.on("popupopen", ({ popup }) => {
      if (!typed) return;
      if (!document.activeElement?.closest(".leaflet-popup")) opener = document.activeElement;
      const content = popup.getElement().querySelector(".leaflet-popup-content");
      content.setAttribute("tabindex", "0");
      (content.querySelector(".skg-several button") || content).focus();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.querySelector(".leaflet-popup")) return;
      map.closePopup();
      opener?.focus();
    });
  }

  function draw(map, spec) {
    skg.unpacked(spec);
    const address = new skg.Address(), written = spec.language;
    skg.inLanguage(spec, address.get("lang"));
    skg.setEllipsoid(spec.ellipsoid);
    const { words, language, sources, symbology, highlight } = spec;
    const labels = skg.labelsOf(map);
    labels.hold(true);
    const layout = skg.layoutOf(map, spec);
    const line = skg.latLngs(spec.line).filter((_, i) => i % 4 === 0);
    const border = { bounds: L.latLngBounds(line), seen: line, label: say(words, "whole") };
    const whole = spec.fits_border ? { ...border, bounds: spec.bounds } : { bounds: spec.bounds, seen: cornersOf(spec.bounds), label: say(words, "own data") };
    const views = [whole, ...(spec.fits_border ? [] : [{ ...border, id: "border" }]), ...(spec.views || []).map(({ id, label, extent: [w, s, e, n] }) => {
      const bounds = [[s, w], [n, e]];
      return { id, label, bounds, seen: cornersOf(bounds) };
    })];
    const context = { map, words, language, written, sources, symbology, labels, layout, address, views, aim: aimOf(map, views[0]) };
    document.documentElement.lang = TAGS[language];
    const reach = L.latLngBounds(spec.reach.flatMap(([w, s, e, n]) => [[s, w], [n, e]]));
    map.setMaxBounds(spec.world ? reach.pad(0.1) : reach);
    map.setMinZoom(Math.max(reach.getEast() - reach.getWest(), reach.getNorth() - reach.getSouth()) > 21 ? 1 : 5); // farther out for data from afar
    map.attributionControl.setPrefix("Leaflet");
    for (const text of spec.attribution) map.attributionControl.addAttribution(escaped(text));
    skg.panes(map);
    if (spec.world) drawWorld(map, spec);
    L.polygon(spec.land, { pane: "skg-land", interactive: false, className: "skg-land" }).addTo(map);
    const first = spec.groups.filter(({ id }) => ["border", "islands"].includes(id)).flatMap(({ features: all }) => all.flatMap(({ lines = [], areas = [] }) => [...lines, ...areas.flat()]));
    context.drawnAlready = new Set([...spec.land.flat(), ...first].flatMap(({ arcs = [] }) => arcs));
    const groups = drawGroups(context, spec);
    context.named = namedBy(groups, language);
    for (const { text, at } of spec.countries || []) labels.across(at, text);
    if (highlight?.length) rings(map, labels, highlight, groups.flatMap(({ features }) => features));
    const others = [];
    if (spec.tiles) {
      const layer = skg.tileLayer(map, spec.tiles, words);
      others.push({ id: "tiles", label: say(words, "group tiles"), layer });
      if (spec.tiles.shown) layer.addTo(map);
    }
    const { features, time } = addControls(context, spec, groups, others);
    keyboard(map);
    if (spec.embed) skg.giveWay(map, words);
    context.aim.go(views.find(({ id }) => id && id === spec.view) || views[0]);
    skg.paper(map, layout.page, context.aim, views[0]);
    for (const drawn of features) drawn.update();
    const reading = (on) => () => map.getContainer().classList.toggle("skg-reading", on);
    map.on("popupopen", reading(true)).on("popupclose", reading(false));
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", spec.title || say(words, "map"));
    skg.addressed(context, { groups, others, features, time });
    labels.hold(false);
    map.getContainer().dataset.skgReady = "true";
  }

  const drawById = (map, id) => {
    const { textContent } = document.getElementById(id); // now: markup to come may hold another of this id
    skg.whenSized(map, () => draw(map, JSON.parse(textContent)));
  };

  Object.assign(skg, { draw, drawById });
})((window.sinokoreaGeo ||= {}));
