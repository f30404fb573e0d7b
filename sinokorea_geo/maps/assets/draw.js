/* Symbols, popups and features. */
(function (skg) {
  "use strict";
  const { element, svgNode, latLngs, vector } = skg;

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

  Object.assign(skg, { swatch, symbolSvg, popupNode, drawFeature });
})((window.sinokoreaGeo ||= {}));
