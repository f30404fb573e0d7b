/* Features and groups of them. */
(function (skg) {
  "use strict";
  const { TAGS, svgNode, told, say, vector, symbolSvg, popupNode, namesOf } = skg;
  const TOGETHER = 10; // pixels between symbols that a click cannot tell apart
  const PANES = { "skg-land": 210, "skg-tiles": 220, "skg-areas": 410, "skg-casing": 415, "skg-lines": 420, "skg-own-areas": 425, "skg-own-lines": 430 };

  /* On a map of anybody's, panes are made when something first needs them. */
  function panes(map) {
    for (const [name, z] of Object.entries(PANES)) {
      if (!map.getPane(name)) map.createPane(name).style.zIndex = z;
    }
  }

  /* The point features of a map that open. */
  const points = new WeakMap();
  function pointsOf(map) {
    if (!points.has(map)) points.set(map, []);
    return points.get(map);
  }

  /* Several symbols in one place, each as a button. */
  function listNode(several, { language }) {
    const list = L.DomUtil.create("ul", "skg-popup skg-several");
    for (const drawn of several) {
      const [, name] = drawn.name;
      const text = drawn.feature.alt || name;
      const button = told("button", text, { type: "button", lang: skg.langOf(text, language) });
      button.prepend(symbolSvg(drawn.feature.style));
      button.addEventListener("click", (event) => {
        event.stopPropagation(); // the list is gone by then, and the map would close what is opened
        drawn.openAlone();
      });
      const item = L.DomUtil.create("li", "", list);
      item.append(button);
    }
    return list;
  }

  const during = ([from, to], month) => (from === null || from <= month) && (to === null || month <= to);

  /* The state at a month: null if it did not exist, undefined if nothing is dated. */
  function stateAt(feature, month) {
    if (!feature.life && !feature.states) return undefined;
    const then = (feature.states || []).filter((state) => during(state, month)).pop();
    if (then) return then[2];
    if (feature.life && !during(feature.life, month)) return null;
    return feature.states ? "unknown" : undefined;
  }

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
      lineCap: style.dash ? "butt" : "round",
      lineJoin: "round",
      smoothFactor: 0.3, // lines that belong together part by less than a pixel
    };
  }

  /* Features that are switched together; and, in each filter, item by item. */
  class Group {
    constructor(spec, context, layer) {
      this.spec = spec;
      this.map = context.map;
      this.layer = layer;
      this.off = (spec.filters || []).map(() => new Set());
      this.watchers = [];
      this.features = spec.features.map((feature) => new Drawn(feature, this, context));
    }

    get shown() { return this.map.hasLayer(this.layer); }

    show(wanted) {
      if (wanted) this.layer.addTo(this.map);
      else this.layer.remove();
      this.changed();
    }

    allows(drawn) {
      return this.off.every((off, i) => drawn.items[i].some((item) => !off.has(item)));
    }

    switchItem(filter, item, on) {
      if (on) this.off[filter].delete(item);
      else this.off[filter].add(item);
      for (const drawn of this.features) drawn.update();
      this.changed();
    }

    /* Everything in it that this feature needs to be seen. */
    reveal(drawn) {
      this.off.forEach((off, i) => drawn.items[i].forEach((item) => off.delete(item)));
      for (const other of this.features) other.update();
      if (!this.shown) this.layer.addTo(this.map);
      this.changed();
    }

    changed() {
      for (const watch of this.watchers) watch();
      this.map.fire("skg:change");
    }
  }

  /* One feature on the map: it can be hidden, drawn in another state, and opened. */
  class Drawn {
    constructor(feature, group, context) {
      this.feature = feature;
      this.group = group;
      this.context = context;
      this.map = context.map;
      this.items = [...(feature.items || [])];
      this.existing = true;
      this.now = feature.style;
      this.parts = feature.point ? [this.marker()] : this.shape();
      this.main = this.parts[this.parts.length - 1];
      if (feature.popup) this.bind();
      if (feature.text && feature.point) this.label = context.labels.add(this);
      if (feature.text && feature.areas) this.label = context.labels.inside(this);
      if (feature.lines) context.labels[feature.text ? "along" : "avoid"](this);
      if (feature.min_zoom) this.map.on("zoomend", () => this.update());
      this.update();
    }

    get name() {
      return this.feature.popup ? namesOf(this.feature.popup, this.context.language)[0] : ["en", this.feature.text || ""];
    }

    get opened() { return popupNode(this.feature, this.context, { state: this.state, month: this.month }); }

    bind() {
      const size = this.map.getSize();
      if (this.feature.point) pointsOf(this.map).push(this);
      this.main.bindPopup(() => {
        const several = this.alone || !this.feature.point ? [] : this.neighbours();
        return several.length > 1 ? listNode(several, this.context) : this.opened;
      }, {
        maxWidth: Math.min(380, size.x - 60),
        maxHeight: Math.max(160, Math.round(size.y * 0.55)),
        autoPanPaddingTopLeft: [16, 16],
        autoPanPaddingBottomRight: [16, 16],
      });
      const { id } = this.feature;
      this.main.on("popupclose", () => { this.alone = false; this.map.fire("skg:closed", { id }); });
      this.main.on("popupopen", ({ popup }) => {
        if (!popup.getElement().querySelector(".skg-several")) this.map.fire("skg:open", { id });
        const close = popup.getElement()?.querySelector(".leaflet-popup-close-button");
        close?.setAttribute("aria-label", say(this.context.words, "close"));
        popup.getElement()?.querySelector(".leaflet-popup-content")?.setAttribute("tabindex", "0");
      });
    }

    /* The symbols whose middle lies on this one: a click, or a finger, cannot choose between them. */
    neighbours() {
      const box = this.main.getElement().getBoundingClientRect();
      const room = parseFloat(getComputedStyle(this.main.getElement(), "::after").width) / 2 || 0;
      const middle = (node) => {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        return [(left + right) / 2, (top + bottom) / 2];
      };
      const [x, y] = middle(this.main.getElement()), half = Math.max(box.width / 2, room, TOGETHER) + 1;
      return pointsOf(this.map).filter(({ main }) => {
        if (!this.map.hasLayer(main)) return false;
        const at = middle(main.getElement());
        return Math.abs(at[0] - x) < half && Math.abs(at[1] - y) < half;
      });
    }

    /* Open its own popup, whatever stands beside it. */
    openAlone() {
      this.main.closePopup();
      this.alone = true;
      this.main.openPopup();
    }

    marker() {
      const { style, text, alt, z_offset, popup } = this.feature;
      const [lon, lat] = this.feature.point;
      return L.marker([lat, lon], {
        icon: this.icon(style), alt: alt || text || "", title: alt || text || "", zIndexOffset: z_offset || 0,
        interactive: Boolean(popup), keyboard: Boolean(popup),
      });
    }

    icon(style) {
      const size = style.size + 4;
      const iconAnchor = style.shape === "flag" ? [3, size - 2] : [size / 2, size / 2];
      return L.divIcon({ className: "skg-symbol", html: symbolSvg(style), iconSize: [size, size], iconAnchor });
    }

    /* Arrows half-way along each leg of a line that has a direction. */
    arrows() {
      const { style, lines } = this.feature;
      const size = 10 + 2 * style.width;
      return lines.flatMap((line) => line.slice(1).map((to, i) => {
        const from = line[i];
        const turn = (Math.atan2((to[1] - from[1]) * Math.cos((to[0] * Math.PI) / 180), to[0] - from[0]) * 180) / Math.PI;
        const svg = svgNode("svg", { width: size, height: size, viewBox: "-7 -7 14 14", "aria-hidden": "true" });
        svg.append(svgNode("path", { d: "M0 -6L5 5L0 2L-5 5Z", fill: style.colour, transform: `rotate(${turn.toFixed(0)})` }));
        const icon = L.divIcon({ className: "skg-symbol skg-arrow", html: svg, iconSize: [size, size] });
        return L.marker([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], { icon, interactive: false, keyboard: false });
      }));
    }

    shape() {
      const { style, popup, passive } = this.feature;
      if (passive && this.feature.areas && this.context.drawnAlready) return this.divided();
      const kind = style.fill !== undefined ? "areas" : "lines";
      const pane = this.group.spec.on_top ? `skg-own-${kind}` : `skg-${kind}`;
      const own = vector(this.feature, { ...pathOptions(style, pane), interactive: Boolean(popup) && !passive });
      if (style.arrow) return [...this.arrows(), own];
      if (!style.casing) return [own];
      const under = { ...pathOptions(style, pane), color: style.casing, weight: style.width + 2.5, dashArray: null };
      return [vector(this.feature, { ...under, pane: "skg-casing", interactive: false }), own];
    }

    /* An area of a country: its outline is drawn where neither the border, the coast nor a
       neighbour has it. */
    divided() {
      const { style, areas } = this.feature, { drawnAlready } = this.context;
      const own = (this.group.edges ||= new Set());
      const edges = areas.flat().flatMap((ring) => (ring.arcs || [ring]).filter((arc) => !drawnAlready.has(arc) && !own.has(arc) && own.add(arc)));
      const outline = L.polyline(edges, { ...pathOptions(style, "skg-areas"), fill: false, interactive: false });
      return [outline, vector(this.feature, { ...pathOptions(style, "skg-areas"), stroke: false, interactive: false })];
    }

    /* Small things wait until the map is close enough to tell them apart. */
    get visible() {
      return this.existing && this.group.allows(this) && this.map.getZoom() >= (this.feature.min_zoom || 0);
    }

    update() {
      const { layer } = this.group;
      for (const part of this.parts) {
        if (this.visible) layer.addLayer(part);
        else layer.removeLayer(part);
      }
    }

    /* What existed at a month, and in which state; all there is if there is no month. */
    at(month) {
      const { feature, group, context: { symbology } } = this;
      const dated = month !== null && month !== undefined;
      const state = dated ? stateAt(feature, month) : undefined;
      const [kind, word] = (state && symbology?.states[state]) || [];
      this.month = dated ? month : undefined;
      this.state = state === undefined || state === null ? undefined : word || state;
      this.existing = state !== null && (!dated || !feature.event_months || feature.event_months.some((span) => span && during(span, month)));
      const { status_filter: filter } = group.spec;
      if (filter !== undefined) this.items[filter] = kind ? [kind] : feature.items[filter];
      this.update();
      if (feature.point && !feature.event_months) this.look(kind ? symbology.classes[kind] : [feature.style.hollow, feature.style.mark]);
    }

    look([hollow, mark]) {
      const style = { ...this.feature.style, hollow: Boolean(hollow), mark };
      const key = `${style.hollow} ${mark || ""}`;
      const { hollow: first, mark: own } = this.feature.style;
      if (key === (this.drawnKey ?? `${Boolean(first)} ${own || ""}`)) return;
      this.drawnKey = key;
      this.now = style;
      if (this.feature.style.size && this.feature.status) this.main.setIcon(this.icon(style));
    }

    open() {
      this.group.reveal(this);
      const zoom = Math.max(this.map.getZoom(), this.feature.min_zoom || 0, 9);
      if (this.feature.point) this.map.setView(this.main.getLatLng(), zoom, { animate: false });
      else this.map.fitBounds(this.main.getBounds(), { maxZoom: 11, animate: false });
      this.update();
      this.openAlone();
    }
  }

  /* A layer for any map: what it shows is drawn when it is first added to one. */
  function layer(id) {
    const spec = skg.unpacked(JSON.parse(document.getElementById(id).textContent));
    const Piece = L.FeatureGroup.extend({
      onAdd(map) {
        if (!this.context) {
          panes(map);
          this.context = { ...spec, map, labels: skg.labelsOf(map) };
          for (const group of spec.groups) {
            if (group.points) this.addLayer(new skg.PointsLayer(group.points, group.label));
            else this.group = new Group(group, this.context, this);
          }
          this.on("add remove", () => this.context.labels.place());
        }
        L.FeatureGroup.prototype.onAdd.call(this, map);
      },
      /* The credit is part of the data's licence. */
      getAttribution: () => spec.attribution.map(skg.escaped).join(", "),
    });
    return new Piece();
  }

  Object.assign(skg, { TAGS, pointsOf, panes, during, stateAt, layer, Group, Drawn });
})((window.sinokoreaGeo ||= {}));
