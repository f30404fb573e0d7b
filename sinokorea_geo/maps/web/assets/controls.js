/* Title, buttons, tiles, kilometre posts and paper. */
(function (skg) {
  "use strict";
  const { element, told, say, escaped } = skg;
  const POSTS_EVERY = [[10, 10], [0, 50]]; // from this zoom on, a post each so many kilometres
  /* A sheet of A4 across, without its margins, in pixels of a style sheet. */
  const SHEET = [1046, 718];

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
    const box = element("div", { class: "skg-card skg-title", role: "banner" }, told("h1", title));
    if (subtitle) box.append(told("p", subtitle));
    return box;
  }

  function buttonNode(text, press) {
    const button = told("button", text, { type: "button" });
    button.addEventListener("click", press);
    return button;
  }

  /* Measuring, the full screen and paper, in one card. */
  function toolsControl(map, words) {
    const { button, output } = skg.measureTool(map, words);
    const box = element("div", { class: "skg-card skg-tools" }, button, output);
    if (document.fullscreenEnabled) {
      box.append(buttonNode(say(words, "full screen"), () => {
        if (document.fullscreenElement) document.exitFullscreen();
        else map.getContainer().requestFullscreen();
      }));
    }
    box.append(buttonNode(say(words, "print"), () => window.print()));
    return control("topleft", box);
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
  function postsLayer(map, posts) {
    const layer = L.layerGroup();
    const marks = posts.map(([km, lon, lat]) => {
      const html = told("span", `${km}`, { class: "skg-post" });
      return { km, mark: L.marker([lat, lon], { icon: L.divIcon({ className: "", html, iconSize: [0, 0] }), interactive: false, keyboard: false }) };
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

  /* On paper the map fills the sheet and shows what the screen showed; all of it if that is the whole. */
  function paper(map, whole, all) {
    const node = map.getContainer();
    const sheet = told("style", "@page { size: A4 landscape; margin: 10mm; }");
    let before = null;
    window.addEventListener("beforeprint", () => {
      if (before || document.documentElement.style.width) return; // somebody else has set the page up
      const bounds = map.getBounds();
      document.head.append(sheet);
      before = { view: [map.getCenter(), map.getZoom()], style: node.getAttribute("style") || "" };
      Object.assign(node.style, { width: `${SHEET[0]}px`, height: `${SHEET[1]}px` });
      map.invalidateSize({ animate: false, pan: false });
      if (bounds.contains(all)) whole();
      else map.fitBounds(bounds.pad(-0.06), { animate: false });
    });
    window.addEventListener("afterprint", () => {
      if (!before) return;
      sheet.remove();
      node.setAttribute("style", before.style);
      map.invalidateSize({ animate: false, pan: false });
      map.setView(...before.view, { animate: false });
      before = null;
    });
  }

  Object.assign(skg, { control, titleNode, toolsControl, tileLayer, postsLayer, paper });
})((window.sinokoreaGeo ||= {}));
