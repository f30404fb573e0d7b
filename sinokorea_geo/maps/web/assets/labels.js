/* Labels: the important first, none on another, on a line or a symbol, under a card or over the edge. */
(function (skg) {
  "use strict";
  const { told, langOf, svgNode, pointsOf } = skg;
  const MARGIN = 2, CELL = 6;
  const REACH = [0, 7, 14, 26, 40]; // a little way off, where there is no room close by
  const FAR = [56, 76, 100, 132], MAIN = 3.2; // what matters most is rather named far off than not at all
  const LEADER = 14; // from here on a thin line leads back to the symbol
  const UP_AND_DOWN = [0, -16, 16, -32, 32, -48, 48];

  /* Where a label may stand, the best first: down and right of the point, in pixels. */
  function around(wide, gap, west) {
    const right = [0, gap], left = [0, -gap - wide], off = gap + 5;
    const corners = [[-off + 2, 2], [off - 2, 2], [-off + 2, -wide - 2], [off - 2, -wide - 2]];
    const beside = west ? [left, right] : [right, left];
    return [...beside, [-off, -wide / 2], [off, -wide / 2], ...(west ? corners.reverse() : corners)];
  }

  /* Boxes that are taken, by the squares of a coarse net that they lie in. */
  const NET = 64;
  class Taken {
    constructor(boxes) {
      this.squares = new Map();
      for (const box of boxes) this.add(box);
    }

    squaresOf({ x0, x1, y0, y1 }, see) {
      for (let x = Math.floor(x0 / NET); x <= Math.floor(x1 / NET); x += 1) {
        for (let y = Math.floor(y0 / NET); y <= Math.floor(y1 / NET); y += 1) if (see(x * WIDEST + y)) return true;
      }
      return false;
    }

    add(box) {
      this.squaresOf(box, (key) => {
        if (this.squares.has(key)) this.squares.get(key).push(box);
        else this.squares.set(key, [box]);
      });
    }

    meets(box) {
      return this.squaresOf(box, (key) => this.squares.get(key)?.some((t) => box.x0 < t.x1 && box.x1 > t.x0 && box.y0 < t.y1 && box.y1 > t.y0));
    }
  }

  const WIDEST = 1 << 16;
  const cellOf = (x, y) => Math.floor(x / CELL) * WIDEST + Math.floor(y / CELL);
  function struck({ x0, x1, y0, y1 }, crossed) {
    for (let x = Math.floor(x0 / CELL); x <= Math.floor(x1 / CELL); x += 1) {
      for (let y = Math.floor(y0 / CELL); y <= Math.floor(y1 / CELL); y += 1) if (crossed.has(x * WIDEST + y)) return true;
    }
    return false;
  }

  /* How far a vertex stands from the middle of its line, in vertices. */
  const middle = (points, at) => Math.abs(points.indexOf(at) - points.length / 2);

  /* Places inside a ring, those farthest from its edge first. */
  const ACROSS = 16, ANCHORS = 40;
  function deepest(ring) {
    const box = L.latLngBounds(ring), [south, west] = [box.getSouth(), box.getWest()];
    const [high, wide] = [box.getNorth() - south, box.getEast() - west], found = [];
    for (let k = 0; k < ACROSS * ACROSS; k += 1) {
      const lat = south + (high * (Math.floor(k / ACROSS) + 0.5)) / ACROSS, lng = west + (wide * ((k % ACROSS) + 0.5)) / ACROSS;
      let inside = false, depth = Infinity;
      ring.forEach(([y, x], i) => {
        const [y0, x0] = ring[i ? i - 1 : ring.length - 1];
        if ((y > lat) !== (y0 > lat) && lng < ((x0 - x) * (lat - y)) / (y0 - y) + x) inside = !inside;
        const [up, over] = [y - y0, x - x0], along = ((lat - y0) * up + (lng - x0) * over) / (up * up + over * over || 1);
        const at = Math.min(Math.max(along, 0), 1);
        depth = Math.min(depth, Math.hypot(y0 + at * up - lat, x0 + at * over - lng));
      });
      if (inside) found.push([depth, L.latLng(lat, lng)]);
    }
    return found.sort(([one], [other]) => other - one).slice(0, ANCHORS).map(([, at]) => at);
  }

  class Labels {
    constructor(map) {
      this.map = map;
      this.items = [];
      this.lines = [];
      map.createPane("skg-labels").style.zIndex = 640;
      const leaders = svgNode("svg", { class: "skg-leaders", width: 1, height: 1, "aria-hidden": "true" });
      this.leaders = svgNode("path", {});
      leaders.append(this.leaders);
      map.getPane("skg-labels").append(leaders);
      map.on("zoomend moveend resize overlayadd overlayremove skg:time skg:change", () => this.place());
    }

    /* A line that no label may lie on while it is shown. */
    avoid(drawn) {
      const { layer } = drawn.group;
      this.lines.push({ parts: drawn.feature.lines.map((line) => line.map((at) => L.CRS.EPSG3857.latLngToPoint(L.latLng(at), 0))), shown: () => this.map.hasLayer(layer) && drawn.visible });
    }

    /* A label beside a drawn feature. */
    add(drawn) {
      const { point, text, rank = 0, west = false, style } = drawn.feature;
      const { layer, spec } = drawn.group;
      const placed = this.put(point, text, `skg-${spec.id}`, { rank, west, bank: spec.id === "places", gap: style.size / 2 + 4, shown: () => this.map.hasLayer(layer) && drawn.visible });
      return this.opens(placed, drawn);
    }

    /* A label inside an area. */
    inside(drawn) {
      const { areas: [[ring]], text, rank = 0 } = drawn.feature, { layer, spec } = drawn.group;
      return this.opens(this.put([0, 0], text, `skg-${spec.id}`, { rank, gap: null, left: true, anchors: deepest(ring), shown: () => this.map.hasLayer(layer) && drawn.visible }), drawn);
    }

    /* A click on a label opens its feature. */
    opens(placed, drawn) {
      if (!drawn.feature.popup) return placed;
      placed.node.classList.add("skg-opens");
      placed.node.addEventListener("click", (event) => {
        if (this.map.getContainer().classList.contains("skg-measuring")) return;
        event.stopPropagation();
        drawn.openAlone();
      });
      return placed;
    }

    /* A river's name beside its line, wherever there is room for it on the screen. */
    along(drawn) {
      const { lines: [line], text, rank } = drawn.feature, { layer } = drawn.group;
      const points = line, every = Math.max(1, Math.floor(points.length / 60));
      const order = points.filter((_, i) => i % every === 0).sort((a, b) => middle(points, a) - middle(points, b));
      this.put([0, 0], text, "skg-river", { rank, gap: 6, shown: () => this.map.hasLayer(layer) && drawn.visible, anchors: order.map((at) => L.latLng(at)) });
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
      if (item.gap !== null) item.gap = Math.max(item.gap, 20);
      item.node.classList.add("skg-highlight");
      item.wide = undefined; // bold is wider
      this.items.sort((a, b) => b.rank - a.rank);
    }

    /* How wide each label is, all of them measured in one go: reading a width makes the browser
       lay out the page. */
    measure() {
      const letters = getComputedStyle(document.documentElement).fontSize;
      if (letters !== this.letters) for (const item of this.items) item.wide = undefined;
      this.letters = letters;
      const fresh = this.items.filter((item) => item.wide === undefined);
      for (const { node } of fresh) node.style.display = "";
      for (const item of fresh) {
        item.wide = item.node.offsetWidth;
        item.half = (item.node.offsetHeight + 1) / 2;
      }
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
      const taken = new Taken([...this.cards(corner), ...this.symbols()]), crossed = this.cells(view);
      const zoom = this.map.getZoom();
      let leaders = "";
      for (const item of this.items) {
        let at = this.map.latLngToLayerPoint(item.at), spot = null;
        const seen = item.anchors || (at.x > view.x0 && at.x < view.x1 && at.y > view.y0 && at.y < view.y1);
        const wanted = seen && item.shown() && item.rank + (zoom - 6) * 0.8 >= 2.2;
        const look = (bank) => this.spot(at, { ...item, bank }, taken, view, crossed);
        if (wanted && item.anchors) {
          for (const anchor of item.anchors) {
            at = this.map.latLngToLayerPoint(anchor);
            if (at.x > view.x0 && at.x < view.x1 && at.y > view.y0 && at.y < view.y1) spot = look(false);
            if (spot) break;
          }
        } else if (wanted) {
          /* The most important are rather named across the line than not at all. */
          spot = look(item.bank) || (item.bank && item.rank >= 3 && look(false));
        }
        item.node.style.display = spot ? "" : "none";
        if (!spot) continue;
        taken.add(spot.box);
        item.node.style.left = `${spot.x}px`;
        item.node.style.top = `${spot.y}px`;
        if (spot.far > LEADER) {
          const { x0, x1, y0, y1 } = spot.box;
          leaders += `M${at.x} ${at.y}L${Math.min(Math.max(at.x, x0 + 4), x1 - 4)} ${Math.min(Math.max(at.y, y0), y1)}`;
        }
      }
      this.leaders.setAttribute("d", leaders);
    }

    /* Symbols are in the way of other features' labels, too. */
    symbols() {
      const drawn = pointsOf(this.map).filter(({ main }) => this.map.hasLayer(main));
      return drawn.map(({ main, feature: { style } }) => {
        const { x, y } = this.map.latLngToLayerPoint(main.getLatLng()), r = style.size * 0.42;
        const off = style.shape === "flag" ? style.size / 2 - 1 : 0; // a flag stands on its place
        return { x0: x + off - r, x1: x + off + r, y0: y - off - r, y1: y - off + r };
      });
    }

    /* The small squares of the view that lines pass through. */
    cells({ x0, x1, y0, y1 }) {
      const found = new Set(), scale = this.map.options.crs.scale(this.map.getZoom()) / 256, { x: left, y: top } = this.map.getPixelOrigin();
      for (const line of this.lines.filter(({ shown }) => shown())) {
        for (const part of line.parts) {
          let from = null;
          for (const { x, y } of part) {
            const to = { x: x * scale - left, y: y * scale - top };
            if (from && Math.max(from.x, to.x) > x0 && Math.min(from.x, to.x) < x1 && Math.max(from.y, to.y) > y0 && Math.min(from.y, to.y) < y1) {
              const steps = Math.ceil(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1) / (CELL / 2));
              for (let i = 0; i <= steps; i += 1) {
                found.add(cellOf(from.x + ((to.x - from.x) * i) / steps, from.y + ((to.y - from.y) * i) / steps));
              }
            }
            from = to;
          }
        }
      }
      return found;
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

    /* A label that stands a little way off stays on its side of a line. */
    beyond(at, gap, { x0, x1, y0, y1 }, crossed) {
      const to = { x: Math.min(Math.max(at.x, x0), x1), y: Math.min(Math.max(at.y, y0), y1) };
      const long = Math.hypot(to.x - at.x, to.y - at.y);
      for (let far = gap; far < long; far += CELL / 2) {
        if (crossed.has(cellOf(at.x + ((to.x - at.x) * far) / long, at.y + ((to.y - at.y) * far) / long))) return true;
      }
      return false;
    }

    spot(at, { wide, half, gap, west, bank, anchors, rank, left }, taken, view, crossed) {
      const tries = gap === null
        ? UP_AND_DOWN.map((dy) => [dy, -wide / 2, 0])
        : [...REACH, ...(rank > MAIN && this.map.getZoom() >= 5 ? FAR : [])].filter((far) => !anchors || far <= LEADER).flatMap((far) => around(wide, gap + far, west).map(([dy, dx]) => [dy, dx, far]));
      for (const [dy, dx, far] of tries) {
        /* The border runs to the north-east: the other bank is that way. */
        const across = dx + wide / 2;
        if (far && bank && (west ? across >= 0 && dy > 0 : across <= 0 && dy < 0)) continue;
        const x0 = at.x + dx, y = at.y + dy;
        const box = { x0: x0 - MARGIN, x1: x0 + wide + MARGIN, y0: y - half, y1: y + half };
        const inside = box.x0 >= view.x0 && box.x1 <= view.x1 && box.y0 >= view.y0 && box.y1 <= view.y1;
        if (inside && !taken.meets(box) && !struck(box, crossed) && !(far && bank && this.beyond(at, gap, box, crossed))) {
          return { x: gap === null && !left ? at.x : x0, y, box, far };
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
