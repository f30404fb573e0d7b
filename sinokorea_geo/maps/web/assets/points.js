/* A user's own points: one canvas over all symbols for any number of them. */
(function (skg) {
  "use strict";
  const { element, told, latLngs } = skg;
  const RADIUS = 4, MOST_ROUND = 6000, REACH = 3, CELL = 3, PAGE = 10;
  const RAD = Math.PI / 180;

  const PointsLayer = L.Layer.extend({
    initialize(spec, label) {
      this.spec = spec;
      this.label = label;
      const at = latLngs(spec.positions);
      this.count = at.length;
      this.at = at;
      this.x = new Float64Array(at.length);
      this.y = new Float64Array(at.length);
      at.forEach(([lat, lon], i) => { // as Leaflet projects them at zoom 0
        this.x[i] = (256 * (lon + 180)) / 360;
        this.y[i] = 128 * (1 - Math.asinh(Math.tan(lat * RAD)) / Math.PI);
      });
      this.month = null;
    },

    onAdd(map) {
      if (!map.getPane("skg-own-points")) map.createPane("skg-own-points").style.zIndex = 650;
      this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", map.getPane("skg-own-points"));
      this.canvas.style.pointerEvents = "none"; // symbols below stay in reach where there is no point
      this.canvas.dataset.points = this.count;
      this.box = map.getContainer();
      this.keys = this.keysNode();
      if (this.count) this.box.prepend(this.keys); // before hundreds of symbols
      this.onClick = (event) => this.click(event);
      this.onMove = (event) => this.hover(event);
      this.box.addEventListener("click", this.onClick, true);
      this.box.addEventListener("mousemove", this.onMove);
      map.on("moveend zoomend resize", this.draw, this);
      this.draw();
    },

    onRemove(map) {
      this.canvas.remove();
      this.keys.remove();
      this.ring?.remove();
      this.tip?.remove();
      this.box.removeEventListener("click", this.onClick, true);
      this.box.removeEventListener("mousemove", this.onMove);
      map.off("moveend zoomend resize", this.draw, this);
    },

    /* Show the points of one month, or all of them. */
    setMonth(month) {
      if (!this.spec.months || month === this.month) return;
      this.month = month;
      if (this._map) this.draw();
    },

    shows(i) { return this.month === null || this.spec.months[i] === this.month; },
    radius(i) { return this.spec.radii ? this.spec.radii[i] : RADIUS; },
    colour(i) { return this.spec.colours[this.spec.colour_of ? this.spec.colour_of[i] : 0]; },

    /* Where the points stand in the frame, in pixels. */
    frame() {
      const map = this._map, size = map.getSize(), scale = 2 ** map.getZoom();
      const origin = map.getPixelBounds().min;
      return { size, scale, dx: origin.x, dy: origin.y };
    },

    draw() {
      const map = this._map, ratio = window.devicePixelRatio || 1;
      const frame = this.frame(), { size } = frame;
      const { canvas } = this;
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      const seen = this.seen(frame);
      canvas.dataset.cells = seen.length > MOST_ROUND;
      if (seen.length > MOST_ROUND) this.cells(context, frame, seen);
      else this.dots(context, frame, seen, ratio);
    },

    /* The points that stand in the frame, the uppermost first. */
    seen({ size, scale, dx, dy }) {
      const found = [], { x, y } = this, [right, bottom] = [size.x + 16, size.y + 16];
      for (let i = 0; i < this.count; i += 1) {
        const left = x[i] * scale - dx, top = y[i] * scale - dy;
        if (left > -16 && top > -16 && left < right && top < bottom && this.shows(i)) found.push(i);
      }
      return found;
    },

    dots(context, { scale, dx, dy }, seen, ratio) {
      const stamps = new Map();
      for (const i of seen.reverse()) {
        const radius = this.radius(i), colour = this.colour(i), key = `${colour} ${radius}`;
        if (!stamps.has(key)) stamps.set(key, this.stamp(colour, radius, ratio));
        const stamp = stamps.get(key), side = stamp.width / ratio;
        context.drawImage(stamp, this.x[i] * scale - dx - side / 2, this.y[i] * scale - dy - side / 2, side, side);
      }
    },

    /* Where there are too many to be told apart: small squares, stronger where more points are. */
    cells(context, { size, scale, dx, dy }, seen) {
      const wide = Math.ceil(size.x / CELL), high = Math.ceil(size.y / CELL);
      const counts = new Uint32Array(wide * high), of = new Int32Array(wide * high);
      let most = 1;
      for (let k = seen.length - 1; k >= 0; k -= 1) {
        const i = seen[k], x = Math.floor((this.x[i] * scale - dx) / CELL), y = Math.floor((this.y[i] * scale - dy) / CELL);
        if (x < 0 || y < 0 || x >= wide || y >= high) continue;
        const cell = y * wide + x;
        of[cell] = i;
        counts[cell] += 1;
        if (counts[cell] > most) most = counts[cell];
      }
      const small = L.DomUtil.create("canvas");
      small.width = wide;
      small.height = high;
      const paint = small.getContext("2d"), pixels = paint.createImageData(wide, high);
      const hues = this.spec.colours.map((colour) => {
        paint.fillStyle = colour; // a browser reads any name and writes six digits
        return [1, 3, 5].map((at) => parseInt(paint.fillStyle.slice(at, at + 2), 16));
      });
      counts.forEach((n, cell) => {
        if (!n) return;
        const hue = hues[this.spec.colour_of ? this.spec.colour_of[of[cell]] : 0];
        pixels.data.set([...hue, 110 + (145 * Math.log(n)) / Math.log(most + 1)], 4 * cell);
      });
      paint.putImageData(pixels, 0, 0);
      context.imageSmoothingEnabled = false;
      context.drawImage(small, 0, 0, wide * CELL, high * CELL);
    },

    /* One point as a picture, drawn once for each colour and size. */
    stamp(colour, radius, ratio) {
      const side = Math.ceil((2 * radius + 3) * ratio);
      const stamp = L.DomUtil.create("canvas");
      stamp.width = stamp.height = side;
      const context = stamp.getContext("2d");
      context.arc(side / 2, side / 2, radius * ratio, 0, 2 * Math.PI);
      context.fillStyle = colour;
      context.strokeStyle = "#ffffff";
      context.lineWidth = ratio;
      context.fill();
      context.stroke();
      return stamp;
    },

    /* The uppermost point under a position in the frame, or -1. */
    find({ x, y }) {
      const { scale, dx, dy } = this.frame();
      for (let i = 0; i < this.count; i += 1) {
        const across = this.x[i] * scale - dx - x;
        if (across > 20 || across < -20) continue;
        const down = this.y[i] * scale - dy - y;
        if (across * across + down * down <= (this.radius(i) + REACH) ** 2 && this.shows(i)) return i;
      }
      return -1;
    },

    under(event) {
      const target = event.target;
      if (!(target instanceof Element) || target.closest(".leaflet-control, .leaflet-popup")) return -1;
      return this.find(this._map.mouseEventToContainerPoint(event));
    },

    click(event) {
      if (this.box.classList.contains("skg-measuring")) return;
      const i = this.under(event);
      if (i < 0) return;
      event.stopPropagation();
      this.open(i);
    },

    hover(event) {
      const i = this.under(event);
      this.box.classList.toggle("skg-over-point", i >= 0);
      if (i < 0 || !this.spec.labels) { this.tip?.remove(); return; }
      this.tip ||= L.tooltip({ direction: "top", offset: [0, -8] });
      this.tip.setLatLng(this.at[i]).setContent(told("span", this.name(i))).addTo(this._map);
    },

    /* The points as a list for the keyboard: arrows go from one to the next, Enter opens it. */
    keysNode() {
      const list = element("div", { class: "skg-own-keys", role: "listbox", tabindex: "0", "aria-label": this.label });
      list.addEventListener("focus", () => {
        if (this.chosen !== undefined && this.shows(this.chosen)) return this.choose(this.chosen);
        const bounds = this._map.getBounds(), seen = this.at.findIndex((at, i) => this.shows(i) && bounds.contains(at));
        return this.choose(seen < 0 ? this.beyond(-1, 1) : seen);
      });
      list.addEventListener("blur", () => this.ring?.remove());
      list.addEventListener("keydown", (event) => {
        const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: PAGE, PageUp: -PAGE };
        const { key } = event, at = this.chosen;
        const to = key === "Home" ? this.beyond(-1, 1) : key === "End" ? this.beyond(this.count, -1) : this.beyond(at, steps[key]);
        if (key === "Enter" || key === " ") { if (this.shows(at)) this.open(at); } else if (key === "Escape") this._map.closePopup();
        else if (to === undefined) return;
        else this.choose(to);
        event.preventDefault();
        event.stopPropagation(); // arrows move the map otherwise
      });
      return list;
    },

    /* The point so many shown ones further on; the last one there is, or -1. */
    beyond(from, step) {
      if (!step) return undefined;
      let left = Math.abs(step), found = -1;
      for (let i = from + Math.sign(step); i >= 0 && i < this.count && left; i += Math.sign(step)) {
        if (this.shows(i)) { found = i; left -= 1; }
      }
      return found;
    },

    /* A ring round the point, its name for those who listen, and the map moved to it. */
    choose(i) {
      if (i < 0) return;
      this.chosen = i;
      const id = `${L.stamp(this)}-${i}`;
      const option = told("div", this.name(i), { id, role: "option", "aria-selected": "true", "aria-posinset": i + 1, "aria-setsize": this.count });
      this.keys.replaceChildren(option);
      this.keys.setAttribute("aria-activedescendant", id);
      this._map.panInside(this.at[i], { padding: [40, 40], animate: false });
      this.ring ||= L.circleMarker(this.at[i], { pane: "skg-own-points", weight: 4, color: "#b35c00", fill: false, interactive: false });
      this.ring.setLatLng(this.at[i]).setRadius(this.radius(i) + 6).addTo(this._map);
    },

    name(i) {
      const [lat, lon] = this.at[i];
      return this.spec.labels?.[i] || `${lon.toFixed(4)}° E ${lat.toFixed(4)}° N`;
    },

    open(i) {
      const list = element("dl");
      for (const [heading, values] of this.spec.columns || []) {
        if (values[i]) list.append(told("dt", heading), told("dd", values[i]));
      }
      const box = element("div", { class: "skg-popup" }, told("h2", this.name(i)), list);
      L.popup({ offset: [0, -this.radius(i)] }).setLatLng(this.at[i]).setContent(box).openOn(this._map);
    },
  });

  Object.assign(skg, { PointsLayer });
})((window.sinokoreaGeo ||= {}));
