/* Puts the atlas on a Leaflet map, from plain data. */
(function (skg) {
  "use strict";
  const { element, escaped, latLngs, vector, Drawn, Labels, control, titleNode, legendNode, tileLayer } = skg;
  const PANES = { "skg-land": 210, "skg-tiles": 220, "skg-areas": 410, "skg-casing": 415, "skg-lines": 420, "skg-points": 430 };
  const POSTS_EVERY = [[10, 10], [0, 50]]; // from this zoom on, a post each so many kilometres

  function drawGroups(map, spec, labels) {
    const overlays = {}, features = [];
    for (const group of spec.groups) {
      const layer = group.cloud ? cloudLayer(group, "skg-points") : L.layerGroup();
      if (group.shown !== false) layer.addTo(map);
      for (const feature of group.features) {
        features.push(new Drawn(feature, layer, { map, labels, sources: spec.sources || {} }));
      }
      overlays[escaped(group.label)] = layer;
    }
    return { overlays, features };
  }

  /* Kilometre posts along the border, more of them when close. */
  function postsLayer(map, posts) {
    const layer = L.layerGroup();
    const marks = posts.map(([km, lon, lat]) => {
      const node = element("span", { class: "skg-post" });
      node.textContent = `${km}`;
      return { km, mark: L.marker([lat, lon], { icon: L.divIcon({ className: "", html: node, iconSize: [0, 0] }), interactive: false, keyboard: false }) };
    });
    const update = () => {
      const [, every] = POSTS_EVERY.find(([zoom]) => map.getZoom() >= zoom);
      for (const { km, mark } of marks) {
        if (km % every === 0) layer.addLayer(mark);
        else layer.removeLayer(mark);
      }
    };
    map.on("zoomend", update);
    update();
    return layer;
  }

  /* A caller's own points: one canvas for all of them. */
  function cloudLayer(group, pane) {
    const renderer = L.canvas({ pane });
    const layer = L.layerGroup();
    latLngs(group.cloud).forEach((at, i) => {
      const dot = L.circleMarker(at, { renderer, pane, radius: 4, weight: 1, color: "#ffffff", fillColor: "#7a1fa2", fillOpacity: 0.8 });
      const text = group.labels ? group.labels[i] : `${at[1].toFixed(4)}° E ${at[0].toFixed(4)}° N`;
      dot.on("click", () => dot.unbindPopup().bindPopup(Object.assign(element("span"), { textContent: text })).openPopup());
      layer.addLayer(dot);
    });
    return layer;
  }

  function ringsLayer(rings) {
    return L.layerGroup(rings.map(({ text, at: [lon, lat] }) => L.circleMarker([lat, lon], {
      pane: "skg-lines", radius: 15, weight: 4, color: "#e69f00", fill: false, interactive: false,
    }).bindTooltip(Object.assign(element("span"), { textContent: text }), { permanent: true, direction: "top", offset: [0, -14] })));
  }

  function fullscreenControl(map) {
    const button = element("button", { type: "button", title: "Full screen" });
    button.textContent = "Full screen";
    button.addEventListener("click", () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else map.getContainer().requestFullscreen();
    });
    return control("topleft", element("div", { class: "skg-card skg-measure" }, button));
  }

  /* Every feature in reach of a keyboard and a screen reader, under the map. */
  function tableNode(features) {
    const body = element("tbody");
    for (const drawn of features) {
      const { feature } = drawn;
      if (!feature.popup) continue;
      const open = Object.assign(element("button", { type: "button" }), { textContent: feature.popup.title });
      open.addEventListener("click", () => { drawn.map.getContainer().scrollIntoView(); drawn.open(); });
      const cells = [[feature.popup.zh, "zh-Hans"], [feature.popup.ko, "ko"], [feature.kind], [feature.status]];
      body.append(element("tr", {}, element("th", { scope: "row" }, open), ...cells.map(([text, lang]) => (
        Object.assign(element("td", { lang }), { textContent: text || "" })
      ))));
    }
    const head = element("tr", {}, ...["Name", "中文", "조선말", "Kind", "Status"].map((text) => (
      Object.assign(element("th", { scope: "col" }), { textContent: text })
    )));
    const summary = Object.assign(element("summary"), { textContent: `All ${body.children.length} features as a table` });
    const table = element("table", {}, element("thead", {}, head), body);
    return element("section", { class: "skg-table", "aria-label": "Features" }, element("details", {}, summary, table));
  }

  function addControls(map, spec, overlays, features) {
    const wide = map.getSize().x > 900;
    L.control.layers(null, overlays, { collapsed: !wide }).addTo(map);
    if (spec.title) control("topleft", titleNode(spec.title, spec.subtitle)).addTo(map);
    const byId = new Map(features.map((drawn) => [drawn.feature.id, drawn]));
    skg.searchControl(features, (id) => byId.get(id)?.open()).addTo(map);
    if (map.zoomControl) map.zoomControl.remove();
    L.control.zoom().addTo(map);
    if (wide) {
      skg.measureControl(map).addTo(map);
      if (document.fullscreenEnabled) fullscreenControl(map).addTo(map);
    }
    if (spec.legend) control(wide ? "bottomright" : "topright", legendNode(spec.legend, wide && map.getSize().y > 720)).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    if (spec.line && wide) skg.readoutControl(map, spec).addTo(map);
    skg.timeControl(map, features, spec).addTo(map);
    return wide;
  }

  function draw(map, spec) {
    map.attributionControl.setPrefix("Leaflet");
    for (const text of spec.attribution) map.attributionControl.addAttribution(escaped(text));
    for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = z;
    if (spec.land) vector(spec.land, { pane: "skg-land", interactive: false, className: "skg-land" }).addTo(map);
    const labels = new Labels(map);
    const { overlays, features } = drawGroups(map, spec, labels);
    for (const { text, at } of spec.countries || []) labels.across(at, text);
    if (spec.highlight?.length) ringsLayer(spec.highlight).addTo(map);
    if (spec.posts) overlays["Kilometres along the border"] = postsLayer(map, spec.posts);
    if (spec.tiles) {
      const layer = tileLayer(map, spec.tiles);
      overlays[escaped(spec.tiles.label)] = layer;
      if (spec.tiles.shown) layer.addTo(map);
    }
    const wide = addControls(map, spec, overlays, features);
    if (spec.bounds) {
      const room = wide ? { paddingTopLeft: [64, 16], paddingBottomRight: [345, 96] } : { padding: [2, 2] };
      map.fitBounds(spec.bounds, { ...room, animate: false });
    }
    for (const drawn of features) drawn.update();
    map.getContainer().setAttribute("role", "application");
    map.getContainer().setAttribute("aria-label", spec.title || "Map");
    map.getContainer().after(tableNode(features));
    labels.place();
    map.getContainer().dataset.skgReady = "true";
  }

  const drawById = (map, id) => draw(map, JSON.parse(document.getElementById(id).textContent));

  Object.assign(skg, { draw, drawById });
})((window.sinokoreaGeo ||= {}));
