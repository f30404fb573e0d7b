/* Labels: the important first, none on top of another. */
(function (skg) {
  "use strict";
  const { element } = skg;

  class Labels {
    constructor(map) {
      this.map = map;
      this.items = [];
      map.createPane("skg-labels").style.zIndex = 640;
      map.on("zoomend moveend resize overlayadd overlayremove skg:time", () => this.place());
    }

    /* A label beside a drawn feature. */
    add(drawn) {
      const { point, text, rank = 0, label_class: name, west = false, style } = drawn.feature;
      this.put(point, text, name, { rank, west, gap: style.size / 2 + 4, shown: () => this.map.hasLayer(drawn.group) && drawn.visible });
    }

    /* A name across an area. */
    across([lon, lat], text) {
      this.put([lon, lat], text, "skg-country", { rank: 5, gap: null, shown: () => true });
    }

    put([lon, lat], text, name, item) {
      const node = element("span", { class: `skg-label ${name || ""}`, "data-rank": item.rank, "aria-hidden": "true" });
      node.textContent = text;
      if (/[\uac00-\ud7af]/.test(text)) node.lang = "ko";
      else if (/[\u4e00-\u9fff]/.test(text)) node.lang = "zh-Hans";
      this.items.push({ ...item, at: L.latLng(lat, lon), node });
      this.items.sort((a, b) => b.rank - a.rank);
      this.map.getPane("skg-labels").append(node);
    }

    place() {
      const taken = this.obstacles();
      const zoom = this.map.getZoom();
      for (const item of this.items) {
        const at = this.map.latLngToLayerPoint(item.at);
        const wide = item.node.offsetWidth || (item.node.style.display = "", item.node.offsetWidth);
        const wanted = item.shown() && item.rank + (zoom - 6) * 0.8 >= 2.4;
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
        if (item.gap === null || !item.shown()) continue;
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

  Object.assign(skg, { Labels });
})((window.sinokoreaGeo ||= {}));
