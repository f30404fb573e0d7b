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

  /* Keep the size that the map was drawn for on paper, white around it. */
  hold([width, height]) {
    for (const node of [document.documentElement, document.body]) {
      Object.assign(node.style, {
        width: `${width}px`, height: `${height}px`, margin: "0", overflow: "hidden",
        background: "white",
      });
    }
  },
})
