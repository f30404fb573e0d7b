/* Title, legend and tiles. */
(function (skg) {
  "use strict";
  const { element, escaped, swatch } = skg;

  function control(position, node) {
    const box = L.control({ position });
    box.onAdd = () => {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      return node;
    };
    return box;
  }

  function titleNode(title, subtitle) {
    const box = element("div", { class: "skg-card skg-title", role: "banner" });
    box.append(Object.assign(element("h1"), { textContent: title }));
    if (subtitle) box.append(Object.assign(element("p"), { textContent: subtitle }));
    return box;
  }

  function legendNode(entries, open) {
    const list = element("ul");
    for (const { text, style } of entries) {
      list.append(element("li", {}, swatch(style), Object.assign(element("span"), { textContent: text })));
    }
    const summary = Object.assign(element("summary"), { textContent: "Legend" });
    const box = element("details", { class: "skg-card skg-legend" }, summary, list);
    box.open = open;
    return box;
  }

  /* Tiles are a help, not the map: nothing is asked of the network until they are switched on. */
  function tileLayer(map, tiles) {
    const layer = L.tileLayer(tiles.url, {
      pane: "skg-tiles",
      maxZoom: tiles.max_zoom,
      attribution: escaped(tiles.attribution),
      referrerPolicy: "strict-origin-when-cross-origin",
    });
    const say = (text) => {
      map.removeLayer(layer);
      const note = control("bottomleft", Object.assign(
        element("div", { class: "skg-card skg-note", role: "status" }), { textContent: text },
      ));
      note.addTo(map);
      setTimeout(() => note.remove(), 8000);
    };
    let failed = 0;
    layer.on("add", () => {
      failed = 0;
      if (window.location.protocol === "file:") {
        setTimeout(() => say("OpenStreetMap serves no tiles to pages opened from a disk; the built-in map stays."));
      }
    });
    layer.on("tileerror", () => {
      failed += 1;
      if (failed === 3) say("The tiles could not be loaded; the built-in map stays.");
    });
    return layer;
  }

  Object.assign(skg, { control, titleNode, legendNode, tileLayer });
})((window.sinokoreaGeo ||= {}));
