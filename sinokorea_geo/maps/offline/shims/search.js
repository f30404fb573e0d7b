/* The labels that a search lists are values of the data: text, not markup. */
L.Control.Search.mergeOptions({
  buildTip(label) {
    const tip = L.DomUtil.create("li", "");
    tip.textContent = label;
    return tip;
  },
});
