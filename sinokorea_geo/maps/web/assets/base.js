/* Text is only ever set as text; coordinates are read from their short form. */
(function (skg) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== "") node.setAttribute(key, value);
    }
    for (const child of children) if (child) node.append(child);
    return node;
  }

  function svgNode(tag, attributes) {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  }

  /* An element that says something. */
  function told(tag, text, attributes) {
    const node = element(tag, attributes);
    node.textContent = text;
    return node;
  }

  /* A phrase in the page's language, with values put where it names them. */
  const say = (words, key, values = {}) => Object.entries(values)
    .reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);

  /* The language tag that a text needs beside those of the page, so that it gets the right glyphs. */
  const TAGS = { en: "en", zh: "zh-Hans", ko: "ko" };
  function langOf(text, page) {
    const found = /[\uac00-\ud7af\u3131-\u318e]/.test(text) ? "ko"
      : /[\u3400-\u9fff\uf900-\ufaff]/.test(text) ? "zh-Hans" : /[a-z]/i.test(text) ? "en" : "";
    return found === TAGS[page] ? "" : found;
  }

  /* Leaflet puts layer names and attribution into the page as markup. */
  function escaped(text) {
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
  }

  /* ---- coordinates: differences in five bits a letter; latitude first from here on ---- */

  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = Object.fromEntries([...ALPHABET].map((letter, value) => [letter, value]));
  const SCALE = 1e4;

  function latLngs(text) {
    const out = [];
    const at = [0, 0];
    let axis = 0, value = 0, shift = 0;
    for (const letter of text) {
      const bits = VALUE[letter];
      value |= (bits & 31) << shift;
      shift += 5;
      if (bits & 32) continue;
      at[axis] += value & 1 ? ~(value >> 1) : value >> 1;
      if (axis) out.push([at[1] / SCALE, at[0] / SCALE]);
      axis = 1 - axis;
      value = shift = 0;
    }
    return out;
  }

  const decoded = (course) => (typeof course === "string" ? latLngs(course) : course);
  const vector = (feature, options) => (feature.lines
    ? L.polyline(feature.lines.map(decoded), options)
    : L.polygon(feature.areas.map((rings) => rings.map(decoded)), options));

  /* Positions along a line or a ring; one that is made of shared lines remembers which. */
  function courseOf(course, arcs) {
    if (typeof course === "string") return latLngs(course);
    const parts = course.map((i) => (i < 0 ? [...arcs[~i]].reverse() : arcs[i]));
    const at = parts.flatMap((part, i) => (i ? part.slice(1) : part));
    return Object.assign(at, { arcs: course.map((i) => arcs[i < 0 ? ~i : i]) });
  }

  /* A page writes once what it repeats; here it is put back. */
  function unpacked(spec) {
    const arcs = (spec.arcs || []).map(latLngs), courses = (all) => all.map((course) => courseOf(course, arcs));
    const outlines = (spec.outlines || []).map((areas) => areas.map(courses));
    spec.outlines = outlines;
    if (spec.land?.areas) spec.land = spec.land.areas.map(courses);
    for (const { features } of spec.groups) {
      for (const feature of features) {
        for (const [field, table] of [["style", "styles"], ["areas", "outlines"], ["kind", "kinds"]]) {
          if (feature[field] !== undefined) feature[field] = spec[table][feature[field]];
        }
        if (feature.lines) feature.lines = courses(feature.lines);
        const { popup } = feature;
        if (popup?.rows) popup.rows = popup.rows.map(([label, value]) => [spec.labels[label], value]);
        if (popup?.differences) {
          const [label, of] = popup.differences;
          popup.differences = { label: spec.labels[label], of: of.map(([what, values]) => [spec.labels[what], values]) };
        }
      }
    }
    return spec;
  }

  /* A frame of a notebook may be set up before it has a size, and nothing fits into none. */
  function whenSized(map, work) {
    const box = map.getContainer();
    if (box.clientWidth && box.clientHeight) return work();
    const watch = new ResizeObserver(() => {
      if (!box.clientWidth || !box.clientHeight) return;
      watch.disconnect();
      map.invalidateSize({ animate: false });
      work();
    });
    watch.observe(box);
  }

  Object.assign(skg, { TAGS, element, svgNode, told, say, langOf, escaped, latLngs, vector, unpacked, whenSized });
})((window.sinokoreaGeo ||= {}));
