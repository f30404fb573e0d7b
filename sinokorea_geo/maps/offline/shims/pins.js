/* Folium's coloured pins without a font of icons: the pin is drawn, the sign on it is a letter
   or a symbol that every computer has. A sign that has no such symbol becomes a dot. */
(function () {
  "use strict";
  const COLOURS = {
    red: "#d63e2a", darkred: "#a23336", lightred: "#ff8e7f", orange: "#f69730", beige: "#ffcb92",
    green: "#72b026", darkgreen: "#728224", lightgreen: "#bbf970", blue: "#38aadd", darkblue: "#00649f",
    cadetblue: "#436978", lightblue: "#8adaff", purple: "#d252b9", darkpurple: "#5b396b", pink: "#ff91ea",
    white: "#fbfbfb", gray: "#575757", lightgray: "#a3a3a3", black: "#303030",
  };
  const SIGNS = Object.fromEntries(Object.entries({
    i: "info info-sign info-circle circle-info", "?": "question question-sign question-circle circle-question",
    "!": "exclamation exclamation-sign exclamation-triangle triangle-exclamation warning-sign warning",
    "✓": "ok check ok-sign ok-circle check-circle circle-check check-square",
    "✕": "remove times xmark close remove-sign remove-circle times-circle ban ban-circle",
    "+": "plus plus-sign plus-circle plus-square medkit hospital", "−": "minus minus-sign minus-circle",
    "★": "star star-o", "☆": "star-empty", "♥": "heart heart-empty heart-o", "⌂": "home house",
    "⚑": "flag flag-checkered font-awesome", "✈": "plane plane-departure plane-arrival", "✉": "envelope",
    "☎": "phone earphone phone-alt", "☁": "cloud", "☀": "sun sun-o certificate asterisk", "♪": "music",
    "♣": "leaf tree tree-conifer tree-deciduous pagelines", "⚙": "cog gear wrench cogs gears", "⚓": "anchor ship ferry",
    "↑": "arrow-up", "↓": "arrow-down", "←": "arrow-left", "→": "arrow-right road", "↻": "refresh repeat",
    "$": "usd dollar dollar-sign money", "€": "eur euro euro-sign", "¥": "yen jpy cny rmb yen-sign", "£": "gbp",
    "■": "stop square building industry tower building-o warehouse", "▲": "triangle-top caret-up mountain",
    "✎": "pencil pen edit", "☺": "user person male female users child", "⚡": "flash bolt bolt-lightning",
    "✂": "scissors cut", "@": "at", "#": "hashtag", "%": "percent",
  }).flatMap(([sign, names]) => names.split(" ").map((name) => [name, sign])));
  const SVG = "http://www.w3.org/2000/svg";
  const PIN = "M17.5 1C8.4 1 1 8.1 1 17c0 10.5 11.5 17.3 16.5 27C22.500 34.300 34 27.500 34 17 34 8.100 26.600 1 17.500 1Z";

  function node(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function signOf({ icon, prefix }) {
    const name = String(icon || "").replace(new RegExp(`^(?:${prefix || "glyphicon"}|fa|glyphicon)-`), "");
    return name.length === 1 ? name.toUpperCase() : SIGNS[name] || "●";
  }

  function pin(options) {
    const svg = node("svg", { width: 35, height: 45, viewBox: "0 0 35 45", "aria-hidden": "true" });
    const colour = COLOURS[options.markerColor] || COLOURS.blue;
    svg.append(node("path", { d: PIN, fill: colour, stroke: "#00000055", "stroke-width": 1 }));
    const pale = ["white", "beige", "lightgreen"].includes(options.markerColor) && options.iconColor === "white";
    const text = node("text", {
      x: 17.5, y: 17, fill: pale ? "#303030" : COLOURS[options.iconColor] || options.iconColor || "white",
      "font-size": 17, "font-family": "system-ui, 'Segoe UI Symbol', 'Noto Sans Symbols2', sans-serif",
      "text-anchor": "middle", "dominant-baseline": "central",
    });
    const turn = /rotate-(-?[\d.]+)/.exec(options.extraClasses || "");
    if (turn) text.setAttribute("transform", `rotate(${turn[1]} 17.5 17)`);
    text.textContent = `${signOf(options)}\uFE0E`; // as text, not as a coloured picture
    svg.append(text);
    return svg;
  }

  const Icon = L.Icon.extend({
    options: {
      iconSize: [35, 45], iconAnchor: [17, 44], popupAnchor: [1, -36], tooltipAnchor: [14, -28],
      className: "awesome-marker", prefix: "glyphicon", icon: "home", markerColor: "blue", iconColor: "white",
    },
    createIcon() {
      const box = document.createElement("div");
      this._setIconStyles(box, "icon");
      box.append(pin(this.options));
      return box;
    },
    createShadow() { return null; },
  });
  L.AwesomeMarkers = { version: "2.0.1", Icon, icon: (options) => new Icon(options) };
})();
