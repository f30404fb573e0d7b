/* The list of layers, which is the legend, too: each with the symbol that it has on the map. */
(function (skg) {
  "use strict";
  const { element, told, say, swatch } = skg;

  function box(label, style, checked, change) {
    const input = element("input", { type: "checkbox" });
    input.checked = checked;
    input.addEventListener("change", () => change(input.checked));
    const node = element("label", {}, input, style ? swatch(style) : null, told("span", label));
    return { input, node };
  }

  /* What dashes and straight lines say, where there are any. */
  function marksOf({ spec: { id, features, marks = [] } }, words) {
    const found = [...marks], dashed = features.find(({ style }) => style.dashed);
    if (dashed) found.push({ label: say(words, "mark derived"), style: { ...dashed.style, shape: "circle", size: 13, hollow: false, mark: null } });
    const area = id === "zones" && features.find(({ style }) => style.dash);
    if (area) found.push({ label: say(words, "mark area"), style: area.style });
    if (id === "routes") found.push({ label: say(words, "mark schematic") });
    return found;
  }

  /* The items of each filter, and what dashes and shades say. */
  function insideOf(group, words) {
    const { filters = [] } = group.spec, marks = marksOf(group, words);
    const parts = filters.filter(({ items }) => items.length > 1 || items[0]?.style).map(({ label, items }) => {
      const i = filters.findIndex((filter) => filter.label === label);
      const list = element("ul");
      for (const item of items) {
        const { input, node } = box(item.label, item.style, true, (on) => group.switchItem(i, item.id, on));
        const line = element("li", {}, node);
        group.watchers.push(() => {
          input.checked = !group.off[i].has(item.id);
          line.classList.toggle("skg-off", !input.checked);
        });
        list.append(line);
      }
      return element("div", { role: "group", "aria-label": label }, list);
    });
    if (marks.length) {
      parts.push(element("div", { class: "skg-marks" }, element("ul", {}, ...marks.map(({ label, style }) => (
        element("li", {}, style ? swatch(style) : null, told("span", label))
      )))));
    }
    return parts;
  }

  function layerNode(group, words, open) {
    const { label, swatch: style } = group.spec;
    const { input, node } = box(label, style, group.shown, (on) => { group.touched = true; group.show(on); });
    const line = element("li", { class: "skg-layer" }, element("div", { class: "skg-row" }, node));
    const parts = insideOf(group, words);
    const inside = element("div", { class: "skg-inside" }, ...parts);
    let expand = () => {};
    if (parts.length) {
      const name = node.querySelector("span");
      name.id = `skg-layer-${group.spec.id}`;
      const more = element("button", { type: "button", class: "skg-more", "aria-label": say(words, "details"), "aria-describedby": name.id });
      expand = (wanted) => {
        inside.hidden = !wanted;
        more.setAttribute("aria-expanded", String(wanted));
      };
      more.addEventListener("click", () => { expand(inside.hidden); group.map.fire("skg:change"); });
      line.firstChild.append(more);
      line.append(inside);
      expand(open && group.shown);
    }
    const sync = () => {
      input.checked = group.shown;
      line.classList.toggle("skg-off", !group.shown);
      if (group.spec.exclusive) expand(group.shown);
    };
    group.watchers.push(sync);
    sync();
    return line;
  }

  /* Something that is only on or off. */
  function simpleNode(map, { label, layer }) {
    const { input, node } = box(label, null, map.hasLayer(layer), (on) => (on ? layer.addTo(map) : layer.remove()));
    layer.on("add remove", () => { input.checked = map.hasLayer(layer); });
    return element("li", { class: "skg-layer skg-plain" }, element("div", { class: "skg-row" }, node));
  }

  function layersNode(map, groups, others, words, { open, full }) {
    const alone = groups.filter(({ spec }) => spec.exclusive);
    for (const group of alone) {
      group.watchers.push(() => {
        if (group.shown) for (const other of alone) if (other !== group && other.shown) other.show(false);
      });
    }
    const common = groups.filter((group) => !alone.includes(group));
    const list = element("ul", {}, ...common.map((group) => layerNode(group, words, full.includes(group.spec.id))));
    for (const other of others) list.append(simpleNode(map, other));
    const node = element("details", { class: "skg-layers" }, told("summary", say(words, "layers")), list);
    if (alone.length) {
      node.append(told("h2", say(words, "statistics")), element("ul", {}, ...alone.map((group) => layerNode(group, words, false))));
    }
    node.open = open;
    node.addEventListener("toggle", () => map.fire("skg:change"));
    return node;
  }

  Object.assign(skg, { layersNode });
})((window.sinokoreaGeo ||= {}));
