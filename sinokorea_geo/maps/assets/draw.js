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
    const core = style.dashed && !hollow; // in use, but not surveyed: a solid core in a dashed ring
    shape.setAttribute("fill", hollow || core ? "#ffffff" : style.colour);
    shape.setAttribute("stroke", hollow || style.dashed ? style.colour : "#ffffff");
    shape.setAttribute("stroke-width", hollow ? 2 : 1.3);
    if (style.dashed) shape.setAttribute("stroke-dasharray", "2.5 1.8");
    svg.append(shape);
    if (core) {
      const inner = (SHAPES[style.shape] || SHAPES.circle)(style.size / 4);
      inner.setAttribute("fill", style.colour);
      svg.append(inner);
    }
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

  function popupNode(popup, sources, state) {
    const names = element("p", { class: "skg-names" });
    if (popup.zh) names.append(Object.assign(element("span", { lang: "zh-Hans" }), { textContent: popup.zh }));
    if (popup.zh && popup.ko) names.append(" · ");
    if (popup.ko) names.append(Object.assign(element("span", { lang: "ko" }), { textContent: popup.ko }));
    const list = element("dl");
    const rows = state ? [["State then", state], ...(popup.rows || [])] : popup.rows || [];
    for (const [label, value] of rows) {
      list.append(
        Object.assign(element("dt"), { textContent: label }),
        Object.assign(element("dd"), { textContent: value }),
      );
    }
    const box = element(
      "div", { class: "skg-popup" },
      Object.assign(element("h2"), { textContent: popup.title }), names, list,
    );
    if (popup.chart) box.append(chartNode(popup.chart));
    if (popup.note) box.append(Object.assign(element("p"), { textContent: popup.note }));
    if (popup.sources) box.append(sourcesNode(popup, sources));
    return box;
  }

  /* A few bars, each with its value as text for those who cannot see them. */
  function chartNode({ title, bars }) {
    const high = 60, wide = 18, most = Math.max(...bars.map(([, value]) => value));
    const svg = svgNode("svg", { width: bars.length * wide, height: high + 26, role: "img", "aria-label": `${title}: ${bars.map(([when, value]) => `${when} ${value}`).join(", ")}` });
    bars.forEach(([when, value], i) => {
      const tall = Math.max(1, (value / most) * high);
      const bar = svgNode("rect", { x: i * wide + 2, y: high - tall, width: wide - 4, height: tall, fill: "#0b5fa5" });
      bar.append(Object.assign(svgNode("title", {}), { textContent: `${when}: ${value}` }));
      const year = svgNode("text", { x: i * wide + 12, y: high + 5, "font-size": 9, transform: `rotate(90 ${i * wide + 6} ${high + 5})`, fill: "currentColor" });
      year.textContent = when;
      svg.append(bar, year);
    });
    return element("figure", {}, Object.assign(element("figcaption"), { textContent: title }), svg);
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

  /* One feature on the map: it can be hidden, drawn in another state, and opened. */
  class Drawn {
    constructor(feature, group, { map, labels, sources }) {
      this.feature = feature;
      this.group = group;
      this.map = map;
      this.sources = sources;
      this.existing = true;
      this.parts = feature.point ? [this.marker()] : this.shape();
      this.main = this.parts[this.parts.length - 1];
      if (feature.popup) {
        this.main.bindPopup(() => popupNode(feature.popup, sources, this.state), {
          maxWidth: Math.min(380, map.getSize().x - 60),
          autoPanPaddingTopLeft: [16, 16],
          autoPanPaddingBottomRight: map.getSize().x > 900 ? [285, 16] : [16, 16],
        });
      }
      if (feature.text && feature.point) this.label = labels.add(this);
      if (feature.from_zoom) map.on("zoomend", () => this.update());
      this.update();
    }

    marker() {
      const { style, text, above, popup } = this.feature;
      const [lon, lat] = this.feature.point;
      return L.marker([lat, lon], {
        icon: this.icon(style), alt: text || "", title: text || "", zIndexOffset: above || 0,
        interactive: Boolean(popup), keyboard: Boolean(popup),
      });
    }

    icon(style) {
      const size = style.size + 4;
      return L.divIcon({ className: "skg-symbol", html: symbolSvg(style), iconSize: [size, size] });
    }

    /* Arrows half-way along each leg of a line that has a direction. */
    arrows() {
      return this.feature.lines.flatMap((text) => {
        const line = latLngs(text);
        return line.slice(1).map((to, i) => {
          const from = line[i];
          const turn = (Math.atan2((to[1] - from[1]) * Math.cos((to[0] * Math.PI) / 180), to[0] - from[0]) * 180) / Math.PI;
          const svg = svgNode("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" });
          svg.append(svgNode("path", { d: "M0 -6L5 5L0 2L-5 5Z", fill: this.feature.style.colour, transform: `rotate(${turn.toFixed(0)})` }));
          const icon = L.divIcon({ className: "skg-symbol", html: svg, iconSize: [14, 14] });
          return L.marker([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], { icon, interactive: false, keyboard: false });
        });
      });
    }

    shape() {
      const { style, popup } = this.feature;
      const pane = style.fill !== undefined ? "skg-areas" : "skg-lines";
      const own = vector(this.feature, { ...pathOptions(style, pane), interactive: Boolean(popup) });
      if (style.arrow) return [...this.arrows(), own];
      if (!style.casing) return [own];
      const under = { ...pathOptions(style, pane), color: style.casing, weight: style.width + 2.5, dashArray: null };
      return [vector(this.feature, { ...under, pane: "skg-casing", interactive: false }), own];
    }

    /* Small things wait until the map is close enough to tell them apart. */
    get visible() {
      return this.existing && this.map.getZoom() >= (this.feature.from_zoom || 0);
    }

    update() {
      for (const part of this.parts) {
        if (this.visible) this.group.addLayer(part);
        else this.group.removeLayer(part);
      }
    }

    /* What existed at a date, and in which state; undefined where nothing is dated. */
    at(state, hollow) {
      this.existing = state !== null;
      this.state = state;
      this.update();
      if (!this.feature.point) return;
      const style = hollow === undefined ? this.feature.style : { ...this.feature.style, hollow };
      if (Boolean(style.hollow) === Boolean((this.drawnStyle || this.feature.style).hollow)) return;
      this.drawnStyle = style;
      this.main.setIcon(this.icon(style));
    }

    open() {
      if (!this.map.hasLayer(this.group)) this.group.addTo(this.map);
      const zoom = Math.max(this.map.getZoom(), this.feature.from_zoom || 9);
      if (this.feature.point) this.map.setView(this.main.getLatLng(), zoom, { animate: false });
      else this.map.fitBounds(this.main.getBounds(), { maxZoom: 11, animate: false });
      this.update();
      this.main.openPopup();
    }
  }

  Object.assign(skg, { chartNode, swatch, symbolSvg, popupNode, Drawn });
})((window.sinokoreaGeo ||= {}));
