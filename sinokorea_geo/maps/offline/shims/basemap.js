/* Land, sea and lines, drawn from the page's own data where tiles would come from a network. */
(function () {
  "use strict";
  const SEA = "#d8e6ee", LAND = "#f7f4ec", SHORE = "#b9b29c", LINE = "#8c1c2b", UNKNOWN = "#efefec";
  const shapes = { rings: [], lines: [], frame: [], attribution: "" };

  function load(data, decode) {
    shapes.rings = data.areas.flat().map(decode);
    shapes.lines = data.lines.map(decode);
    shapes.attribution = data.attribution;
    const [[south, west], [north, east]] = data.bounds;
    shapes.frame = [[south, west], [north, west], [north, east], [south, east]];
  }

  /* Positions at zoom 0, once for each coordinate system that a map on the page has. */
  const projected = new Map();
  function at(crs) {
    if (!projected.has(crs)) {
      const flat = (line) => line.map((position) => crs.latLngToPoint(L.latLng(position), 0));
      const found = {
        rings: shapes.rings.map(flat), lines: shapes.lines.map(flat), frame: flat(shapes.frame),
      };
      for (const ring of found.rings) ring.bounds = L.bounds(ring);
      projected.set(crs, found);
    }
    return projected.get(crs);
  }

  function trace(context, points, scale, corner) {
    points.forEach(({ x, y }, i) => context[i ? "lineTo" : "moveTo"](x * scale - corner.x, y * scale - corner.y));
  }

  function draw(canvas, map, size, coords) {
    const crs = map.options.crs;
    const context = canvas.getContext("2d");
    context.fillStyle = UNKNOWN;
    context.fillRect(0, 0, size.x, size.y);
    if (crs === L.CRS.Simple) return;
    const { rings, lines, frame } = at(crs);
    const scale = crs.scale(coords.z) / crs.scale(0);
    const world = crs.infinite ? 0 : crs.scale(coords.z);
    const turns = world ? Math.floor((coords.x * size.x) / world) : 0;
    const corner = L.point(coords.x * size.x - turns * world, coords.y * size.y);
    const window_ = L.bounds(corner.divideBy(scale), corner.add(size).divideBy(scale));
    const margin = 8 / scale;
    const near = L.bounds(window_.min.subtract([margin, margin]), window_.max.add([margin, margin]));
    const fill = (colour, ...paths) => {
      context.beginPath();
      for (const path of paths) { trace(context, path, scale, corner); context.closePath(); }
      context.fillStyle = colour;
      context.fill("evenodd");
    };
    fill(SEA, L.PolyUtil.clipPolygon(frame, near, false));
    const seen = rings.filter((ring) => ring.bounds.intersects(near));
    const clipped = seen.map((ring) => L.PolyUtil.clipPolygon(ring, near, false)).filter((ring) => ring.length);
    fill(LAND, ...clipped);
    context.strokeStyle = SHORE;
    context.lineWidth = 0.8;
    context.stroke();
    context.strokeStyle = LINE;
    context.lineWidth = 1.2;
    context.beginPath();
    for (const line of lines) {
      for (let i = 1; i < line.length; i += 1) {
        const leg = L.LineUtil.clipSegment(line[i - 1], line[i], near, false, false);
        if (leg) trace(context, leg, scale, corner);
      }
    }
    context.stroke();
  }

  function tile(coords, done) {
    const size = this.getTileSize();
    const ratio = window.devicePixelRatio || 1;
    const canvas = L.DomUtil.create("canvas", "leaflet-tile");
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    canvas.getContext("2d").scale(ratio, ratio);
    draw(canvas, this._map, size, coords);
    setTimeout(() => done(null, canvas), 0);
    return canvas;
  }

  /* Every layer of tiles draws this instead. */
  function instead(data, decode) {
    load(data, decode);
    L.TileLayer.include({
      createTile: tile,
      getAttribution: () => shapes.attribution,
      _abortLoading() {},
      _getZoomForUrl() { return this._tileZoom; },
    });
    L.TileLayer.mergeOptions({ maxNativeZoom: undefined, detectRetina: false });
  }

  /* Under the tiles of every map on the page, for when there is no network. */
  function under(data, decode) {
    load(data, decode);
    const Basemap = L.GridLayer.extend({ createTile: tile, getAttribution: () => shapes.attribution });
    L.Map.addInitHook(function () {
      this.createPane("offline-basemap").style.zIndex = 150;
      new Basemap({ pane: "offline-basemap" }).addTo(this);
    });
  }

  window.offlineBasemap = { instead, under };
})();
