/* Title, buttons, tiles and kilometre posts. */
(function (skg) {
  "use strict";
  const { element, told, say, escaped } = skg;
  const POSTS_EVERY = [[10, 10], [0, 50]]; // from this zoom on, a post each so many kilometres

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
    const box = element("div", { class: "skg-title", role: "banner" }, told("h1", title));
    if (subtitle) box.append(told("p", subtitle));
    return box;
  }

  function buttonNode(text, press) {
    const button = told("button", text, { type: "button" });
    button.addEventListener("click", press);
    return button;
  }

  /* Measuring, the full screen, paper and the address, in one row. */
  function toolsNode(map, page, words) {
    const { button, output } = skg.measureTool(map, words);
    const box = element("div", { class: "skg-tools" }, button);
    if (document.fullscreenEnabled) {
      box.append(buttonNode(say(words, "full screen"), () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else page.requestFullscreen();
      }));
    }
    box.append(buttonNode(say(words, "print"), () => window.print()), ...skg.linkButton(words), output);
    return box;
  }

  /* Where the map can go at once: the whole, and each of the ready views. */
  function viewsNode(views, aim, words, ...beside) {
    const choice = element("select", { "aria-label": say(words, "views") });
    const sync = () => { choice.value = aim.held ? aim.target.id || "whole" : "-"; };
    for (const { id, label } of views) choice.append(told("option", label, { value: id || "whole" }));
    choice.prepend(told("option", `${say(words, "views")} …`, { value: "-", hidden: "hidden" }));
    choice.addEventListener("change", () => aim.go(views.find(({ id }) => (id || "whole") === choice.value)));
    aim.map.on("moveend skg:aim", sync);
    return element("div", { class: "skg-views" }, choice, ...beside);
  }

  /* Tiles are a help, not the map: nothing is asked of the network until they are switched on. */
  function tileLayer(map, tiles, words) {
    const layer = L.tileLayer(tiles.url, {
      pane: "skg-tiles",
      maxZoom: tiles.max_zoom,
      attribution: escaped(tiles.attribution),
      referrerPolicy: "strict-origin-when-cross-origin",
    });
    const tell = (key) => {
      map.removeLayer(layer);
      const note = control("bottomleft", told("div", say(words, key), { class: "skg-card skg-note", role: "status" }));
      note.addTo(map);
      setTimeout(() => note.remove(), 8000);
    };
    let failed = 0;
    layer.on("add", () => {
      failed = 0;
      if (window.location.protocol === "file:") setTimeout(() => tell("no tiles on disk"));
    });
    layer.on("tileerror", () => {
      failed += 1;
      if (failed === 3) tell("no tiles");
    });
    return layer;
  }

  /* Kilometre posts along the border, more of them when close. */
  function postsLayer(map, { at, length }) {
    const layer = L.layerGroup();
    const marks = Array.from({ length: Math.ceil(length / 1e4) }, (_, i) => {
      const km = 10 * i;
      const html = told("span", `${km}`, { class: "skg-post" });
      return { km, mark: L.marker(at(1000 * km), { icon: L.divIcon({ className: "", html, iconSize: [0, 0] }), interactive: false, keyboard: false }) };
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

  Object.assign(skg, { control, titleNode, toolsNode, viewsNode, tileLayer, postsLayer });
})((window.sinokoreaGeo ||= {}));
