/* Labels: the important first, none on top of another, under a card or over the edge. */
(function (skg) {
  "use strict";
  const { told, langOf } = skg;
  const HALF = 7, MARGIN = 2;
  const REACH = [0, 7, 14]; // a little way off, where there is no room close by
  const UP_AND_DOWN = [0, -16, 16, -32, 32, -48, 48];

  /* Where a label may stand, the best first: down and right of the point, in pixels. */
  function around(wide, gap, west) {
    const right = [0, gap], left = [0, -gap - wide], off = gap + 5;
    const corners = [[-off + 2, 2], [off - 2, 2], [-off + 2, -wide - 2], [off - 2, -wide - 2]];
    const beside = west ? [left, right] : [right, left];
    return [...beside, [-off, -wide / 2], [off, -wide / 2], ...(west ? corners.reverse() : corners)];
  }

  class Labels {
    constructor(map) {
      this.map = map;
      this.items = [];
      map.createPane("skg-labels").style.zIndex = 640;
      map.on("zoomend moveend resize overlayadd overlayremove skg:time skg:change", () => this.place());
    }

    /* A label beside a drawn feature. */
    add(drawn) {
      const { point, text, rank = 0, west = false, style } = drawn.feature;
      const { layer, spec } = drawn.group;
      const placed = this.put(point, text, `skg-${spec.id}`, { rank, west, gap: style.size / 2 + 4, shown: () => this.map.hasLayer(layer) && drawn.visible });
      if (drawn.feature.popup) {
        placed.node.classList.add("skg-opens");
        placed.node.addEventListener("click", (event) => {
          if (this.map.getContainer().classList.contains("skg-measuring")) return;
          event.stopPropagation();
          drawn.openAlone();
        });
      }
      return placed;
    }

    /* A name across an area. */
    across([lon, lat], text) {
      this.put([lon, lat], text, "skg-country", { rank: 5, gap: null, shown: () => true });
    }

    put([lon, lat], text, name, item) {
      const node = told("span", text, { class: `skg-label ${name}`, "data-rank": item.rank, "aria-hidden": "true", lang: langOf(text, "") });
      const placed = { ...item, at: L.latLng(lat, lon), node };
      this.items.push(placed);
      this.items.sort((a, b) => b.rank - a.rank);
      this.map.getPane("skg-labels").append(node);
      return placed;
    }

    /* Make a label stand out, and find room for it before any other. */
    raise(item) {
      item.rank = 9;
      item.gap = Math.max(item.gap, 20);
      item.node.classList.add("skg-highlight");
      item.wide = undefined; // bold is wider
      this.items.sort((a, b) => b.rank - a.rank);
    }

    /* How wide each label is, all of them measured in one go: reading a width makes the browser
       lay out the page. */
    measure() {
      const fresh = this.items.filter((item) => item.wide === undefined);
      for (const { node } of fresh) node.style.display = "";
      for (const item of fresh) item.wide = item.node.offsetWidth;
    }

    /* While a page is being set up there is no need to place labels again and again. */
    hold(held) {
      this.held = held;
      this.place();
    }

    place() {
      if (this.held) return;
      this.measure();
      const corner = this.map.containerPointToLayerPoint([0, 0]);
      const size = this.map.getSize();
      const view = { x0: corner.x, x1: corner.x + size.x, y0: corner.y, y1: corner.y + size.y };
      const taken = [...this.cards(corner), ...this.symbols()];
      const zoom = this.map.getZoom();
      for (const item of this.items) {
        const at = this.map.latLngToLayerPoint(item.at);
        const wanted = item.shown() && item.rank + (zoom - 6) * 0.8 >= 2.4;
        const spot = wanted && this.spot(at, item.wide, item, taken, view);
        item.node.style.display = spot ? "" : "none";
        if (!spot) continue;
        taken.push(spot.box);
        item.node.style.left = `${spot.x}px`;
        item.node.style.top = `${spot.y}px`;
      }
    }

    /* Symbols are in the way of other features' labels, too. */
    symbols() {
      return this.items.filter((item) => item.gap !== null && item.shown()).map((item) => {
        const at = this.map.latLngToLayerPoint(item.at), r = (item.gap - 4) * 0.8;
        return { x0: at.x - r, x1: at.x + r, y0: at.y - r, y1: at.y + r };
      });
    }

    /* So are the title, the legend and whatever else lies on the map. */
    cards(corner) {
      const frame = this.map.getContainer().getBoundingClientRect();
      return [...this.map.getContainer().querySelectorAll(".leaflet-control")].map((node) => {
        const box = node.getBoundingClientRect();
        const x = corner.x - frame.left, y = corner.y - frame.top;
        return { x0: box.left + x, x1: box.right + x, y0: box.top + y, y1: box.bottom + y };
      }).filter((box) => box.x1 > box.x0);
    }

    spot(at, wide, { gap, west }, taken, view) {
      const tries = gap === null
        ? UP_AND_DOWN.map((dy) => [dy, -wide / 2])
        : REACH.flatMap((far) => around(wide, gap + far, west));
      for (const [dy, dx] of tries) {
        const x0 = at.x + dx, y = at.y + dy;
        const box = { x0: x0 - MARGIN, x1: x0 + wide + MARGIN, y0: y - HALF, y1: y + HALF };
        const inside = box.x0 >= view.x0 && box.x1 <= view.x1 && box.y0 >= view.y0 && box.y1 <= view.y1;
        if (inside && !taken.some((t) => box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0)) {
          return { x: gap === null ? at.x : x0, y, box };
        }
      }
      return null;
    }
  }

  /* One set of labels a map, so that those of several layers keep out of each other's way. */
  const made = new WeakMap();
  function labelsOf(map) {
    if (!made.has(map)) made.set(map, new Labels(map));
    return made.get(map);
  }

  Object.assign(skg, { labelsOf });
})((window.sinokoreaGeo ||= {}));
