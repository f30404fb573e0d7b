/* Names beside places: the most often named first, none on top of another. */
(function (skg) {
  "use strict";
  const { element } = skg;
  const { story } = skg;

  class Names {
    constructor(map, obstacles) {
      this.map = map;
      this.obstacles = obstacles;
      this.items = [];
      map.createPane("st-names").style.zIndex = 640;
      map.on("zoomend moveend resize", () => this.place());
    }

    add(at, text, kind) {
      const node = element("span", { class: `st-name ${kind || ""}`, "aria-hidden": "true", lang: story.langOf(text) });
      node.textContent = text;
      this.map.getPane("st-names").append(node);
      const item = { at: L.latLng(at[1], at[0]), node, weight: 0, radius: 0, across: kind === "st-country" };
      this.items.push(item);
      return item;
    }

    place() {
      const taken = this.obstacles();
      const corner = this.map.containerPointToLayerPoint([2, 2]);
      this.view = L.bounds(corner, corner.add(this.map.getSize()).subtract([4, 4]));
      const points = new Map(this.items.map((item) => [item, this.map.latLngToLayerPoint(item.at)]));
      for (const item of this.items) {
        if (item.across || !item.weight) continue;
        const { x, y } = points.get(item), r = Math.min(item.radius, 7);
        taken.push({ x0: x - r, x1: x + r, y0: y - r, y1: y + r, owner: item });
      }
      for (const item of [...this.items].sort((a, b) => b.weight - a.weight)) {
        item.node.style.display = "";
        const spot = item.weight > 0 && this.spot(points.get(item), item, taken);
        item.node.style.display = spot ? "" : "none";
        if (!spot) continue;
        taken.push(spot);
        item.node.style.left = `${spot.x0}px`;
        item.node.style.top = `${spot.y0}px`;
      }
    }

    spot({ x, y }, item, taken) {
      const wide = item.node.offsetWidth, high = item.node.offsetHeight, gap = item.radius + 4;
      const { min, max } = this.view;
      const tries = item.across ? [[-wide / 2, -high / 2]]
        : [[gap, -high / 2], [-gap - wide, -high / 2], [-wide / 2, -gap - high + 2], [-wide / 2, gap - 2]];
      for (const [dx, dy] of tries) {
        const box = { x0: x + dx, x1: x + dx + wide, y0: y + dy, y1: y + dy + high };
        if (box.x0 < min.x || box.x1 > max.x || box.y0 < min.y || box.y1 > max.y) continue;
        if (!taken.some((t) => t.owner !== item && box.x0 < t.x1 + 1 && box.x1 > t.x0 - 1 && box.y0 < t.y1 && box.y1 > t.y0)) return box;
      }
      return null;
    }
  }

  Object.assign(story, { Names });
})((window.sinokoreaGeo ||= {}));
