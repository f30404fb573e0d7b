/* Puts the atlas on a Leaflet map, from plain data. */
(function (skg) {
  "use strict";
  const { element, escaped, vector, drawFeature, Labels, control, titleNode, legendNode, tileLayer } = skg;

  function draw(map, spec) {
    const wide = map.getSize().x > 700;
    map.attributionControl.setPrefix("Leaflet");
    for (const text of spec.attribution) map.attributionControl.addAttribution(escaped(text));
    [["skg-land", 210], ["skg-tiles", 220], ["skg-areas", 410], ["skg-lines", 420]].forEach(([name, z]) => {
      map.createPane(name).style.zIndex = z;
    });
    if (spec.land) {
      vector(spec.land, {
        pane: "skg-land", interactive: false, color: "#c3ccce", weight: 0.8, fillColor: "#f7f4ec", fillOpacity: 1,
      }).addTo(map);
    }
    const labels = new Labels(map);
    const overlays = {};
    for (const group of spec.groups) {
      const layer = L.layerGroup();
      for (const feature of group.features) drawFeature(feature, layer, labels, map, spec.sources || {});
      if (group.shown !== false) layer.addTo(map);
      overlays[escaped(group.label)] = layer;
    }
    const fixed = L.layerGroup().addTo(map);
    for (const { text, at } of spec.countries || []) labels.add(fixed, at, text, 5, "skg-country", 0);
    if (spec.tiles) {
      const layer = tileLayer(map, spec.tiles);
      overlays[escaped(spec.tiles.label)] = layer;
      if (spec.tiles.shown) layer.addTo(map);
    }
    L.control.layers(null, overlays, { collapsed: !wide }).addTo(map);
    L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
    if (spec.title) control("topleft", titleNode(spec.title, spec.subtitle)).addTo(map);
    if (map.zoomControl) map.zoomControl.remove();
    L.control.zoom().addTo(map);
    if (spec.legend) control("bottomright", legendNode(spec.legend, wide && map.getSize().y > 620)).addTo(map);
    if (spec.bounds) {
      const room = wide ? { paddingTopLeft: [16, 16], paddingBottomRight: [262, 16] } : { padding: [2, 2] };
      map.fitBounds(spec.bounds, room);
    }
    labels.place();
    map.getContainer().dataset.skgReady = "true";
  }

  const drawById = (map, id) => draw(map, JSON.parse(document.getElementById(id).textContent));

  Object.assign(skg, { draw, drawById });
})((window.sinokoreaGeo ||= {}));
