/* Symbols: shape says what, hollow says not in use, a mark says why, dashed says not surveyed. */
(function (skg) {
  "use strict";
  const { svgNode } = skg;

  const round = (n, r, turn = 0) => Array.from({ length: n }, (_, i) => {
    const a = ((i + turn) / n) * 2 * Math.PI;
    return [r * Math.sin(a), -r * Math.cos(a)];
  });
  const path = (points) => svgNode("path", { d: `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}Z` });
  const star = (r) => round(5, r * 1.25).flatMap((at, i) => [at, round(5, r * 0.58, 0.5)[i]]);

  const SHAPES = {
    circle: (r) => svgNode("circle", { r }),
    ring: (r) => svgNode("circle", { r }),
    square: (r) => svgNode("rect", { x: -r * 0.88, y: -r * 0.88, width: r * 1.76, height: r * 1.76, rx: 1 }),
    bar: (r) => svgNode("rect", { x: -r, y: -r * 0.5, width: r * 2, height: r, rx: 1 }),
    diamond: (r) => svgNode("path", { d: `M0 ${-r * 1.15}L${r * 1.15} 0L0 ${r * 1.15}L${-r * 1.15} 0Z` }),
    triangle: (r) => svgNode("path", { d: `M0 ${-r * 1.1}L${r * 1.05} ${r * 0.85}L${-r * 1.05} ${r * 0.85}Z` }),
    drop: (r) => svgNode("path", { d: `M0 ${r * 1.1}L${r * 1.05} ${-r * 0.85}L${-r * 1.05} ${-r * 0.85}Z` }),
    pentagon: (r) => path(round(5, r * 1.1)),
    hexagon: (r) => path(round(6, r * 1.05)),
    star: (r) => path(star(r)),
    flag: (r) => svgNode("path", { d: `M${-r + 1} ${r}V${-r}L${r} ${-r * 0.45}L${-r + 1} ${r * 0.15}` }),
    cross: (r) => svgNode("path", { d: `M${-r} 0H${r}M0 ${-r}V${r}` }),
  };
  const shapeOf = (style, r) => (SHAPES[style.shape] || SHAPES.circle)(r);

  const MARKS = {
    slash: (r) => svgNode("path", { d: `M${-r} ${r}L${r} ${-r}` }),
    x: (r) => svgNode("path", { d: `M${-r} ${r}L${r} ${-r}M${-r} ${-r}L${r} ${r}` }),
    half: (r) => svgNode("path", { d: `M0 ${-r}A${r} ${r} 0 0 0 0 ${r}Z` }),
  };

  function symbolSvg(style) {
    const size = style.size + 4;
    const svg = svgNode("svg", {
      width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, "aria-hidden": "true",
    });
    const shape = shapeOf(style, style.size / 2);
    const hollow = style.hollow || style.shape === "ring" || style.shape === "cross";
    const core = style.dashed && !hollow; // in use, but not surveyed: a solid core in a dashed ring
    shape.setAttribute("fill", hollow || core ? "#ffffff" : style.colour);
    shape.setAttribute("stroke", hollow || style.dashed || style.shape === "flag" ? style.colour : "#ffffff");
    shape.setAttribute("stroke-width", hollow ? 2 : 1.3);
    if (style.dashed) shape.setAttribute("stroke-dasharray", "2.5 1.8");
    svg.append(shape);
    if (core) {
      const inner = shapeOf(style, style.size / 4);
      inner.setAttribute("fill", style.colour);
      inner.setAttribute("class", "skg-core");
      svg.append(inner);
    }
    if (style.mark) {
      const mark = MARKS[style.mark](style.size * 0.24);
      mark.setAttribute("fill", style.mark === "half" ? style.colour : "none");
      mark.setAttribute("stroke", style.colour);
      mark.setAttribute("stroke-width", style.mark === "half" ? 0.5 : 1.6);
      svg.append(mark);
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
    if (style.arrow) svg.append(svgNode("path", { d: "M22 6L14 2L16.500 6L14 10Z", fill: style.colour }));
    return svg;
  }

  const swatch = (style) => (style.shape ? symbolSvg(style) : lineSvg(style));

  Object.assign(skg, { swatch, symbolSvg });
})((window.sinokoreaGeo ||= {}));
