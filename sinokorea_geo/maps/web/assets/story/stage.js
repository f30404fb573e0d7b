/* The map: land and border, a circle a place, a line a claim. */
(function (skg) {
  "use strict";
  const { element, vector } = skg;
  const { story } = skg;
  const PANES = { "st-land": 210, "st-units": 215, "st-border": 420, "st-shape": 425, "st-claims": 430, "st-places": 450 };

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--st-${name}`).trim();

  class Stage {
    constructor(map, spec, { onPlace, onClaim }) {
      Object.assign(this, { map, spec, onPlace, onClaim });
      for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = z;
      map.attributionControl.setPrefix(false);
      for (const text of spec.credits) map.attributionControl.addAttribution(skg.escaped(text));
      this.ground();
      this.names = new story.Names(map, () => this.flags());
      for (const { text, at } of spec.countries) this.names.add(at, text, "st-country").weight = 0.5;
      this.lines = [];
      this.circles = spec.places.map((place, number) => (place.at ? this.circle(place, number) : null));
      this.lines = spec.claims.map((claim, number) => (claim.line ? this.line(claim, number) : null));
      L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
      if (map.zoomControl) map.zoomControl.setPosition("topright");
    }

    ground() {
      const { map, spec } = this;
      const put = (feature, pane, options) => vector(feature, { pane, interactive: false, ...options }).addTo(map);
      put(spec.land, "st-land", { className: "st-land", weight: 0.8 });
      for (const unit of spec.provinces) put(unit, "st-units", { className: "st-unit", fill: false, weight: 0.8 });
      for (const line of spec.others) put(line, "st-border", { className: "st-other", weight: 1.4, dashArray: "5 4", fill: false });
      put(spec.border, "st-border", { className: "st-casing", weight: 5, fill: false });
      put(spec.border, "st-border", { className: "st-border", weight: 2.2, fill: false });
    }

    circle(place, number) {
      const at = L.latLng(place.at[1], place.at[0]);
      const mark = L.circleMarker(at, { pane: "st-places", radius: 6, className: place.shape ? "st-ring" : "st-dot", bubblingMouseEvents: false });
      mark.on("click", () => this.onPlace(number));
      mark.addTo(this.map);
      const node = mark.getElement();
      Object.entries({ tabindex: 0, role: "button", "aria-label": place.label }).forEach(([key, value]) => node.setAttribute(key, value));
      node.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); this.onPlace(number); }
      });
      return { mark, at, name: this.names.add(place.at, place.label) };
    }

    line(claim, number) {
      const { key } = story.VERDICTS[claim.verdict];
      const ends = claim.line.map(([lon, lat]) => L.latLng(lat, lon));
      const stroke = L.polyline(ends, { pane: "st-claims", className: `st-claim st-${key}`, dashArray: { no: "7 5", depends: "2 6", open: "1 7" }[key] || null, lineCap: "round" });
      const badge = element("span", { class: "st-claim-badge" }, story.verdictMark(claim.verdict, 18));
      if (claim.stated) badge.append(story.told("span", claim.stated));
      const dots = ends.map((at) => L.circleMarker(at, { pane: "st-claims", radius: 3, className: `st-end st-${key}`, interactive: false }));
      const middle = L.latLng((ends[0].lat + ends[1].lat) / 2, (ends[0].lng + ends[1].lng) / 2);
      const flag = L.marker(middle, { icon: L.divIcon({ className: `st-flag st-${key}`, html: badge, iconSize: [0, 0] }), alt: claim.text, title: claim.text, keyboard: false });
      for (const part of [stroke, flag]) part.on("click", () => this.onClaim(number));
      const doubted = ["no", "depends"].includes(key);
      return { ends, badge, stroke, flag, doubted, shown: false, layer: L.layerGroup([stroke, ...dots]), bounds: L.latLngBounds(ends) };
    }

    /* Circles grow with how often the shown articles name their places. */
    show(counts) {
      this.circles.forEach((circle, number) => {
        if (!circle) return;
        const count = counts[number];
        const radius = count ? 4 + 2.6 * Math.sqrt(count) : 0;
        circle.mark.setRadius(radius);
        circle.mark.getElement().style.display = count ? "" : "none";
        circle.name.weight = count;
        circle.name.radius = radius;
      });
      this.counts = counts;
      this.names.place();
    }

    claims(numbers) {
      this.lines.forEach((line, number) => {
        if (!line) return;
        line.shown = numbers.has(number);
        this.raise(line, number === this.chosenClaim);
      });
      this.names.place();
    }

    /* A flag only where a second look is needed, or that was chosen. */
    raise(line, chosen) {
      if (line.shown || chosen) line.layer.addTo(this.map);
      else line.layer.remove();
      if ((line.shown && line.doubted) || chosen) line.flag.addTo(this.map);
      else line.flag.remove();
    }

    /* Boxes of the flags; one says its number only where its line has room for it. */
    flags() {
      return this.lines.filter((line) => line && this.map.hasLayer(line.flag)).map(({ ends, badge, flag }) => {
        const [a, b] = ends.map((at) => this.map.latLngToLayerPoint(at));
        badge.classList.toggle("st-bare", a.distanceTo(b) < 90);
        const { x, y } = this.map.latLngToLayerPoint(flag.getLatLng());
        const w = badge.offsetWidth / 2, h = badge.offsetHeight / 2;
        return { x0: x - w, x1: x + w, y0: y - h, y1: y + h };
      });
    }

    /* The places on and near the border that the articles name. */
    home() {
      const border = L.latLngBounds(this.spec.bounds);
      const near = this.circles.filter((circle, number) => circle && this.counts[number] && border.pad(0.22).contains(circle.at));
      const bounds = L.latLngBounds(near.length > 1 ? near.map(({ at }) => at) : this.spec.bounds);
      this.map.fitBounds(bounds.pad(0.08), { animate: false, maxZoom: 9 });
      this.names.place();
    }

    choose(number) {
      this.shape?.remove();
      this.halo?.remove();
      const place = this.spec.places[number];
      if (!place?.at) return;
      if (place.shape) {
        const fill = Boolean(place.shape.areas);
        this.shape = vector(place.shape, { pane: "st-shape", className: "st-chosen-shape", weight: fill ? 2 : 4, fill, interactive: false }).addTo(this.map);
      }
      const { at, mark } = this.circles[number];
      this.halo = L.circleMarker(at, { pane: "st-places", radius: mark.getRadius() + 6, className: "st-halo", interactive: false }).addTo(this.map);
      this.halo.bringToBack();
      this.names.items.forEach((item) => item.node.classList.toggle("st-chosen", item === this.circles[number].name));
      this.goTo(at, place.shape ? 7.5 : 8.5);
    }

    goTo(at, zoom) {
      const covered = this.map.getSize().y > 420 ? 70 : 40; // the card at the foot of the map
      const nearer = Math.max(this.map.getZoom(), zoom);
      const point = this.map.project(at, nearer).add([0, covered]);
      this.map.flyTo(this.map.unproject(point, nearer), nearer, { animate: !story.still(), duration: 0.7 });
    }

    chooseClaim(number) {
      const line = this.lines[number];
      this.chosenClaim = number;
      this.lines.forEach((other, i) => {
        if (!other) return;
        this.raise(other, i === number);
        other.stroke.getElement()?.classList.toggle("st-chosen", i === number);
      });
      if (!line) return false;
      this.map.flyToBounds(line.bounds.pad(0.7), { animate: !story.still(), duration: 0.7, maxZoom: 9 });
      return true;
    }
  }

  story.still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  Object.assign(story, { Stage, css });
})((window.sinokoreaGeo ||= {}));
