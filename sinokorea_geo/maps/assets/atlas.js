/* Draws the atlas on a Leaflet map from plain data. Text is only ever set as text. */
(function (root) {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== "") node.setAttribute(key, value);
    }
    for (const child of children) if (child) node.append(child);
    return node;
  }

  function svgNode(tag, attributes) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  }

  /* ---- coordinates: differences in five bits a letter; latitude first from here on ---- */

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...ALPHABET].map((letter, value) => [letter, value]));
  const SCALE = 1e4;

  function latLngs(text) {
    const out = [];
    const at = [0, 0];
    let axis = 0, value = 0, shift = 0;
    for (const letter of text) {
      const bits = VALUE[letter];
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits & 32) continue;
      at[axis] += value & 1 ? ~(value >> 1) : value >> 1;
      if (axis) out.push([at[1] / SCALE, at[0] / SCALE]);
      axis = 1 - axis;
      value = shift = 0;
    }
    return out;
  }

  const vector = (feature, options) => (feature.lines
    ? L.polyline(feature.lines.map(latLngs), options)
    : L.polygon(feature.areas.map((rings) => rings.map(latLngs)), options));

  /* ---- symbols: shape says what, hollow says not in use, dashed says not surveyed ---- */

  const SHAPES = {
    circle: (r) => svgNode("circle", { r }),
    ring: (r) => svgNode("circle", { r }),
    square: (r) => svgNode("rect", { x: -r * 0.88, y: -r * 0.88, width: r * 1.76, height: r * 1.76, rx: 1 }),
    bar: (r) => svgNode("rect", { x: -r, y: -r * 0.5, width: r * 2, height: r, rx: 1 }),
    diamond: (r) => svgNode("path", { d: `M0 ${-r * 1.15}L${r * 1.15} 0L0 ${r * 1.15}L${-r * 1.15} 0Z` }),
    triangle: (r) => svgNode("path", { d: `M0 ${-r * 1.1}L${r * 1.05} ${r * 0.85}L${-r * 1.05} ${r * 0.85}Z` }),
    cross: (r) => svgNode("path", { d: `M${-r} 0H${r}M0 ${-r}V${r}` }),
  };

  function symbolSvg(style) {
    const size = style.size + 4;
    const svg = svgNode("svg", {
      width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, "aria-hidden": "true",
    });
    const shape = (SHAPES[style.shape] || SHAPES.circle)(style.size / 2);
    const hollow = style.hollow || style.shape === "ring" || style.shape === "cross";
    shape.setAttribute("fill", hollow ? "#ffffff" : style.colour);
    shape.setAttribute("stroke", hollow || style.dashed ? style.colour : "#ffffff");
    if (style.dashed && !hollow) shape.setAttribute("fill-opacity", "0.75");
    shape.setAttribute("stroke-width", hollow ? 2 : 1.3);
    if (style.dashed) shape.setAttribute("stroke-dasharray", "2.5 1.8");
    svg.append(shape);
    return svg;
  }

  function lineSvg(style) {
    const svg = svgNode("svg", { width: 26, height: 12, "aria-hidden": "true" });
    const area = style.fill !== undefined;
    const shape = area
      ? svgNode("rect", { x: 2, y: 1, width: 22, height: 10, fill: style.fill, "fill-opacity": style.opacity || 0 })
      : svgNode("path", { d: "M1 6H25", fill: "none" });
    shape.setAttribute("stroke", area ? style.stroke : style.colour);
    shape.setAttribute("stroke-width", style.width);
    if (style.dash) shape.setAttribute("stroke-dasharray", style.dash);
    svg.append(shape);
    return svg;
  }

  const swatch = (style) => (style.shape ? symbolSvg(style) : lineSvg(style));

  /* ---- popups ---- */

  function popupNode(popup, sources) {
    const names = element("p", { class: "skg-names" });
    if (popup.zh) names.append(Object.assign(element("span", { lang: "zh-Hans" }), { textContent: popup.zh }));
    if (popup.zh && popup.ko) names.append(" · ");
    if (popup.ko) names.append(Object.assign(element("span", { lang: "ko" }), { textContent: popup.ko }));
    const list = element("dl");
    for (const [label, value] of popup.rows || []) {
      list.append(
        Object.assign(element("dt"), { textContent: label }),
        Object.assign(element("dd"), { textContent: value }),
      );
    }
    const box = element(
      "div", { class: "skg-popup" },
      Object.assign(element("h2"), { textContent: popup.title }), names, list,
    );
    if (popup.note) box.append(Object.assign(element("p"), { textContent: popup.note }));
    if (popup.sources) box.append(sourcesNode(popup, sources));
    return box;
  }

  function sourcesNode(popup, sources) {
    const list = element("ul");
    for (const source of popup.sources.map((key) => sources[key])) {
      const item = element("li");
      if (source.url && /^https?:\/\//.test(source.url)) {
        const link = element("a", { href: source.url, rel: "noopener noreferrer", target: "_blank" });
        link.textContent = source.text;
        item.append(link);
      } else item.textContent = source.text;
      list.append(item);
    }
    const head = popup.more ? `Sources (${popup.more} more in the data)` : "Sources";
    return element("div", { class: "skg-sources" }, head, list);
  }

  /* ---- features ---- */

  function pathOptions(style, pane) {
    const filled = style.fill !== undefined;
    return {
      pane,
      color: filled ? style.stroke : style.colour,
      weight: style.width,
      dashArray: style.dash || null,
      fill: filled && style.opacity > 0,
      fillColor: style.fill,
      fillOpacity: style.opacity || 0,
      lineCap: "round",
      lineJoin: "round",
    };
  }

  function drawFeature(feature, layer, labels, map, sources) {
    const { style, popup } = feature;
    const options = popup ? { interactive: true } : { interactive: false };
    let drawn;
    if (feature.point) {
      const size = style.size + 4;
      const icon = L.divIcon({ className: "skg-symbol", html: symbolSvg(style), iconSize: [size, size] });
      const [lon, lat] = feature.point;
      drawn = L.marker([lat, lon], {
        icon, alt: feature.text || "", title: feature.text || "", zIndexOffset: feature.above || 0, ...options,
      });
    } else {
      const pane = style.fill !== undefined ? "skg-areas" : "skg-lines";
      if (style.casing) {
        const casing = { ...pathOptions(style, pane), color: style.casing, weight: style.width + 2.5, dashArray: null };
        vector(feature, { ...casing, interactive: false }).addTo(layer);
      }
      drawn = vector(feature, { ...pathOptions(style, pane), ...options });
    }
    if (popup) drawn.bindPopup(() => popupNode(popup, sources), { maxWidth: Math.min(380, map.getSize().x - 60) });
    if (feature.from_zoom) fromZoom(map, layer, drawn, feature.from_zoom);
    else drawn.addTo(layer);
    if (feature.text && feature.point) {
      labels.add(layer, feature.point, feature.text, feature.rank || 0, feature.label_class, style.size / 2 + 4, feature.from_zoom, feature.west);
    }
  }

  /* Small things wait until the map is close enough to tell them apart. */
  function fromZoom(map, layer, drawn, zoom) {
    const update = () => {
      if (map.getZoom() >= zoom) layer.addLayer(drawn);
      else layer.removeLayer(drawn);
    };
    map.on("zoomend", update);
    update();
  }

  /* ---- labels: the important first, none on top of another ---- */

  class Labels {
    constructor(map) {
      this.map = map;
      this.items = [];
      map.createPane("skg-labels").style.zIndex = 640;
      map.on("zoomend moveend resize overlayadd overlayremove", () => this.place());
    }

    add(layer, [lon, lat], text, rank, name, gap, from = 0, west = false) {
      const node = element("span", { class: `skg-label ${name || ""}`, "data-rank": rank, "aria-hidden": "true" });
      node.textContent = text;
      if (/[\uac00-\ud7af]/.test(text)) node.lang = "ko";
      else if (/[\u4e00-\u9fff]/.test(text)) node.lang = "zh-Hans";
      this.items.push({ layer, at: L.latLng(lat, lon), node, rank, from, west, gap: name === "skg-country" ? null : gap });
      this.items.sort((a, b) => b.rank - a.rank);
      this.map.getPane("skg-labels").append(node);
    }

    place() {
      const taken = this.obstacles();
      const zoom = this.map.getZoom();
      for (const item of this.items) {
        const at = this.map.latLngToLayerPoint(item.at);
        const wide = item.node.offsetWidth || (item.node.style.display = "", item.node.offsetWidth);
        const wanted = this.map.hasLayer(item.layer) && zoom >= item.from && item.rank + (zoom - 6) * 0.8 >= 2.4;
        const spot = wanted && this.spot(at, wide, item, taken);
        item.node.style.display = spot ? "" : "none";
        if (!spot) continue;
        taken.push(spot.box);
        L.DomUtil.setPosition(item.node, L.point(0, 0));
        item.node.style.transform = "";
        item.node.style.left = `${spot.x}px`;
        item.node.style.top = `${spot.y}px`;
      }
    }

    /* Symbols are in the way of other features' labels too. */
    obstacles() {
      const boxes = [];
      for (const item of this.items) {
        if (item.gap === null || !this.map.hasLayer(item.layer) || this.map.getZoom() < item.from) continue;
        const at = this.map.latLngToLayerPoint(item.at);
        boxes.push({ x0: at.x - 4, x1: at.x + 4, y0: at.y - 4, y1: at.y + 4, owner: item });
      }
      return boxes;
    }

    spot(at, wide, { gap, west }, taken) {
      const right = [0, gap], left = [0, -gap - wide];
      const beside = west ? [left, right] : [right, left];
      const tries = gap === null ? [[0, -wide / 2]] : [...beside, [-13, -wide / 2], [13, -wide / 2]];
      for (const [dy, dx] of tries) {
        const x0 = at.x + dx, y = at.y + dy;
        const box = { x0: x0 - 2, x1: x0 + wide + 2, y0: y - 7, y1: y + 7 };
        if (!taken.some((t) => box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0)) {
          return { x: gap === null ? at.x : x0, y, box };
        }
      }
      return null;
    }
  }

  /* ---- controls ---- */

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

  /* Leaflet puts layer names and attribution into the page as markup. */
  function escaped(text) {
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
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
      if (root.location.protocol === "file:") {
        setTimeout(() => say("OpenStreetMap serves no tiles to pages opened from a disk; the built-in map stays."));
      }
    });
    layer.on("tileerror", () => {
      failed += 1;
      if (failed === 3) say("The tiles could not be loaded; the built-in map stays.");
    });
    return layer;
  }

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

  root.sinokoreaGeo = { draw, drawById: (map, id) => draw(map, JSON.parse(document.getElementById(id).textContent)) };
})(window);
