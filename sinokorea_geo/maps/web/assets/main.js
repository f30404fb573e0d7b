/* Puts the atlas on a Leaflet map, from plain data. */
(function (skg) {
  "use strict";
  const { TAGS, element, told, say, langOf, escaped, vector, control, Group } = skg;
  const WIDE = 900, TALL = 700, LOW = 300;

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
    const titles = { en: "English", zh: "中文", ko: "조선말" };
    const heads = [told("th", say(words, "name")), ...order.slice(1).map((code) => told("th", titles[code], { lang: TAGS[code] })),
      told("th", say(words, "kind")), told("th", say(words, "status"))];
    for (const head of heads) head.setAttribute("scope", "col");
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
    const summary = told("summary", say(words, "table", { n: rows.length }));
    return element("section", { class: "skg-table", "aria-label": say(words, "features") }, element("details", {}, summary, table));
  }

  function addControls(context, spec, groups, others) {
    const { map, words } = context;
    const { x, y } = map.getSize();
    const wide = x > WIDE;
    const full = wide && y > TALL ? ["border", "crossings", "zones"] : [];
    const features = groups.flatMap((group) => group.features);
    const byId = new Map(features.map((drawn) => [drawn.feature.id, drawn]));
    const go = (id) => byId.get(id)?.open();
    if (spec.title) control("topleft", skg.titleNode(spec.title, spec.subtitle)).addTo(map);
    skg.searchControl(features, go, context).addTo(map);
    if (map.zoomControl) map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: say(words, "zoom in"), zoomOutTitle: say(words, "zoom out") }).addTo(map);
    skg.toolsControl(map, words).addTo(map);
    skg.layersControl(map, groups, others, words, { open: wide, full }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    if (spec.line && wide) skg.readoutControl(map, spec, words).addTo(map);
    skg.timeControl(context, groups, spec, go).addTo(map);
    skg.paper(map);
    return features;
  }

  /* Room for the cards, so that the whole border is seen beside them. */
  function fit(map, bounds) {
    const { x, y } = map.getSize();
    const card = map.getContainer().querySelector(".skg-layers").getBoundingClientRect();
    const room = x > WIDE && y > LOW ? { paddingTopLeft: [40, 16], paddingBottomRight: [card.width + 24, 100] } : { padding: [6, 6] };
    map.fitBounds(bounds, { ...room, animate: false });
  }

  function draw(map, spec) {
    skg.unpacked(spec);
    const { words, language, sources, symbology } = spec;
    const labels = skg.labelsOf(map);
    labels.hold(true);
    const context = { map, words, language, sources, symbology, labels };
    document.documentElement.lang = TAGS[language];
    map.attributionControl.setPrefix("Leaflet");
    for (const text of spec.attribution) map.attributionControl.addAttribution(escaped(text));
    skg.panes(map);
    if (spec.land) vector(spec.land, { pane: "skg-land", interactive: false, className: "skg-land" }).addTo(map);
    const groups = drawGroups(context, spec);
    for (const { text, at } of spec.countries || []) labels.across(at, text);
    if (spec.highlight?.length) rings(map, labels, spec.highlight, groups.flatMap(({ features }) => features));
    const others = [];
    if (spec.posts) others.push({ label: spec.posts_label, layer: skg.postsLayer(map, spec.posts) });
    if (spec.tiles) {
      const layer = skg.tileLayer(map, spec.tiles, words);
      others.push({ label: spec.tiles.label, layer });
      if (spec.tiles.shown) layer.addTo(map);
    }
    const features = addControls(context, spec, groups, others);
    if (spec.bounds) fit(map, spec.bounds);
    for (const drawn of features) drawn.update();
    const reading = (on) => () => map.getContainer().classList.toggle("skg-reading", on);
    map.on("popupopen", reading(true)).on("popupclose", reading(false));
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", spec.title || say(words, "map"));
    map.getContainer().after(tableNode(map, features, context));
    labels.hold(false);
    map.getContainer().dataset.skgReady = "true";
  }

  const drawById = (map, id) =>
    skg.whenSized(map, () => draw(map, JSON.parse(document.getElementById(id).textContent)));

  Object.assign(skg, { draw, drawById });
})((window.sinokoreaGeo ||= {}));
