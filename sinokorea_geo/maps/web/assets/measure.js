/* Distances on the WGS 84 ellipsoid: between clicks, and from the pointer to the border. */
(function (skg) {
  "use strict";
  const { element, told, say, latLngs } = skg;
  /* The page's data say how large and how flat the Earth is. */
  let A, F, B, E2;
  const setEllipsoid = ([a, f]) => { [A, F, B, E2] = [a, f, a * (1 - f), f * (2 - f)]; };
  const RAD = Math.PI / 180;

  /* Vincenty's inverse solution: under a millimetre anywhere near a map of this region. */
  function distance([lat1, lon1], [lat2, lon2]) {
    const u1 = Math.atan((1 - F) * Math.tan(lat1 * RAD)), u2 = Math.atan((1 - F) * Math.tan(lat2 * RAD));
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    const span = (lon2 - lon1) * RAD;
    let lambda = span;
    for (let i = 0; i < 100; i += 1) {
      const sl = Math.sin(lambda), cl = Math.cos(lambda);
      const ss = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
      if (ss === 0) return 0;
      const cs = s1 * s2 + c1 * c2 * cl, sigma = Math.atan2(ss, cs);
      const sa = (c1 * c2 * sl) / ss, ca2 = 1 - sa * sa;
      const cm = ca2 ? cs - (2 * s1 * s2) / ca2 : 0;
      const c = (F / 16) * ca2 * (4 + F * (4 - 3 * ca2));
      const next = span + (1 - c) * F * sa * (sigma + c * ss * (cm + c * cs * (2 * cm * cm - 1)));
      if (Math.abs(next - lambda) < 1e-12) {
        const k = (ca2 * (A * A - B * B)) / (B * B);
        const p = 1 + (k / 16384) * (4096 + k * (k * (320 - 175 * k) - 768));
        const q = (k / 1024) * (256 + k * (k * (74 - 47 * k) - 128));
        const d = q * ss * (cm + (q / 4) * (cs * (2 * cm * cm - 1)
          - (q / 6) * cm * (4 * ss * ss - 3) * (4 * cm * cm - 3)));
        return B * p * (sigma - d);
      }
      lambda = next;
    }
    return NaN;
  }

  const km = (metres) => `${(metres / 1000).toFixed(metres < 1e4 ? 3 : metres < 1e5 ? 2 : 1)} km`;

  /* A button, and beside it the distance between the points clicked. */
  function measureTool(map, words) {
    const button = told("button", say(words, "measure"), { type: "button", "aria-pressed": "false" });
    const output = element("output", { class: "skg-measured", "aria-live": "polite" });
    const line = L.polyline([], { pane: "skg-lines", color: "#1a1a1a", weight: 2.5, dashArray: "6 5" });
    let on = false;
    const total = () => {
      const points = line.getLatLngs().map(({ lat, lng }) => [lat, lng]);
      const metres = points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);
      output.textContent = points.length > 1 ? km(metres) : say(words, points.length ? "measure next" : "measure first");
    };
    const add = (event) => { line.addLatLng(event.latlng); total(); };
    const turn = (wanted) => {
      on = wanted;
      button.setAttribute("aria-pressed", String(on));
      map.getContainer().classList.toggle("skg-measuring", on);
      line.setLatLngs([]);
      if (on) { line.addTo(map); map.on("click", add); total(); } else { line.remove(); map.off("click", add); output.textContent = ""; }
    };
    button.addEventListener("click", () => turn(!on));
    map.getContainer().addEventListener("keydown", (event) => { if (event.key === "Escape" && on) turn(false); });
    /* While measuring, a click on a symbol measures too. */
    map.getContainer().addEventListener("click", (event) => {
      if (!on || !event.target.closest(".leaflet-interactive, .skg-symbol")) return;
      event.stopPropagation();
      add({ latlng: map.mouseEventToLatLng(event) });
    }, true);
    return { button, output };
  }

  /* Nearest point of the border by local plane geometry on the ellipsoid's own radii. */
  function nearestOn(line, chainage, lat, lon) {
    const w = 1 - E2 * Math.sin(lat * RAD) ** 2;
    const ky = (A * (1 - E2) / w ** 1.5) * RAD, kx = (A / Math.sqrt(w)) * Math.cos(lat * RAD) * RAD;
    let best = [Infinity, 0];
    for (let i = 0; i + 1 < line.length; i += 1) {
      const x0 = (line[i][1] - lon) * kx, y0 = (line[i][0] - lat) * ky;
      const dx = (line[i + 1][1] - line[i][1]) * kx, dy = (line[i + 1][0] - line[i][0]) * ky;
      const t = Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / (dx * dx + dy * dy || 1)));
      const d = (x0 + t * dx) ** 2 + (y0 + t * dy) ** 2;
      if (d < best[0]) best = [d, chainage[i] + t * (chainage[i + 1] - chainage[i])];
    }
    return { distance: Math.sqrt(best[0]), along: best[1] };
  }

  /* The border as a line with metres along it: where a position is on it, and where a metre is. */
  function chainageOf({ line, steps }) {
    const vertices = latLngs(line);
    let sum = 0;
    const along = steps.map((step) => (sum += step));
    const at = (metres) => {
      const i = Math.min(Math.max(along.findIndex((m) => m >= metres), 1), along.length - 1);
      const t = (metres - along[i - 1]) / (along[i] - along[i - 1]);
      return [0, 1].map((axis) => vertices[i - 1][axis] + t * (vertices[i][axis] - vertices[i - 1][axis]));
    };
    return { vertices, along, length: sum, at, near: (lat, lon) => nearestOn(vertices, along, lat, lon) };
  }

  /* Says where a position is, and how far from the border if there is one. */
  function readoutOf(border, words) {
    if (!border) return (lat, lon) => say(words, "position", { lon: lon.toFixed(4), lat: lat.toFixed(4) });
    return (lat, lon) => {
      const { distance: off, along } = border.near(lat, lon);
      return say(words, "readout", {
        lon: lon.toFixed(4), lat: lat.toFixed(4), off: (off / 1000).toFixed(1), along: (along / 1000).toFixed(1),
      });
    };
  }

  function readoutNode(map, said, words) {
    const node = element("div", { class: "skg-readout" });
    let waiting = false;
    map.on("mousemove", ({ latlng }) => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const { lat, lng } = latlng.wrap();
        node.textContent = said(lat, lng);
      });
    });
    node.textContent = say(words, "pointer");
    return node;
  }

  Object.assign(skg, { distance, nearestOn, chainageOf, measureTool, readoutNode, readoutOf, setEllipsoid });
})((window.sinokoreaGeo ||= {}));
