({
  /* Hide buttons, which are of no use in a picture; wait until all is drawn. */
  async settle() {
    const buttons = ".leaflet-control-zoom, .leaflet-control-layers, .leaflet-control-fullscreen, "
      + ".leaflet-draw, .leaflet-control-locate, .leaflet-control-measure";
    for (const node of document.querySelectorAll(buttons)) node.style.display = "none";
    await document.fonts.ready;
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
  },

  /* Keep the size that the map was drawn for on paper, white around it, and return the sheet of A4,
     upright if the map is, that holds it whole in its middle. */
  hold([width, height]) {
    const [LONG_MM, SHORT_MM, MARGIN_MM, PX_PER_MM] = [297, 210, 8, 96 / 25.4];
    for (const node of [document.documentElement, document.body]) {
      Object.assign(node.style, {
        width: `${width}px`, height: `${height}px`, margin: "0", overflow: "hidden",
        background: "white",
      });
    }
    const [across, down] = width >= height ? [LONG_MM, SHORT_MM] : [SHORT_MM, LONG_MM];
    const fit = (room, px) => ((room - 2 * MARGIN_MM) * PX_PER_MM) / px;
    const scale = Math.min(fit(across, width), fit(down, height), 2); // no browser prints larger
    const margin = (room, px) => `${(room - (scale * px) / PX_PER_MM) / 2}mm`;
    const [left, top] = [margin(across, width), margin(down, height)];
    return { width: `${across}mm`, height: `${down}mm`, scale, margin: { left, right: left, top, bottom: top } };
  },
})
