/* What the page shows, in its address: a copy of it opens the same. What is as at first is left out. */
(function (skg) {
  "use strict";
  const { element, told, say } = skg;
  const ORDER = ["lang", "view", "map", "at", "layers", "off", "open"];

  const parsed = () => new Map(new URLSearchParams(window.location.hash.slice(1)));

  class Address {
    constructor() {
      this.parts = parsed();
    }

    get(key) { return this.parts.get(key) ?? null; }

    set(key, value) {
      if ((value || null) === this.get(key)) return;
      if (value) this.parts.set(key, value);
      else this.parts.delete(key);
      this.write();
    }

    write() {
      const readable = (text) => encodeURIComponent(text).replace(/%2C/g, ",").replace(/%2F/g, "/");
      const place = (key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
      const parts = [...this.parts].sort(([a], [b]) => place(a) - place(b)).map(([key, value]) => `${key}=${readable(value)}`);
      const { pathname, search } = window.location;
      try {
        window.history.replaceState(null, "", parts.length ? `#${parts.join("&")}` : `${pathname}${search}`);
      } catch { /* a frame without an address */ }
    }
  }

  /* Keep the address and the page alike: what is in the one is shown, what is shown is in it. */
  function addressed({ map, address, views, aim }, { groups, others, features, time }) {
    const byId = new Map(features.map((drawn) => [drawn.feature.id, drawn]));
    const layers = () => [
      ...groups.filter(({ shown, touched, spec }) => shown && (touched || !spec.follows_time)).map(({ spec }) => spec.id),
      ...others.filter(({ layer }) => map.hasLayer(layer)).map(({ id }) => id),
    ].join(",");
    const off = () => groups.flatMap((group) => group.off.flatMap((items, i) => [...items].map((item) => `${group.spec.id}.${i}.${item}`))).join(",");
    const first = layers();
    let opened = null, applying = false, waiting = false;

    const show = (text) => {
      const wanted = new Set(text.split(","));
      for (const group of groups) {
        const shown = wanted.has(group.spec.id);
        if (group.spec.follows_time) group.touched = shown;
        if (group.shown !== shown && (shown || !group.spec.follows_time)) group.show(shown);
      }
      for (const { id, layer } of others) if (wanted.has(id) !== map.hasLayer(layer)) (wanted.has(id) ? layer.addTo(map) : layer.remove());
    };
    const apply = (start) => {
      if (!start && (parsed().get("lang") || null) !== address.get("lang")) { window.location.reload(); return; }
      applying = true;
      address.parts = parsed();
      const wanted = Object.fromEntries(address.parts);
      if (wanted.layers || !start) show(wanted.layers ?? first);
      if (wanted.off || !start) {
        const hidden = new Set((wanted.off || "").split(","));
        for (const group of groups) {
          group.off.forEach((_, i) => (group.spec.filters[i].items || []).forEach(({ id }) => {
            const on = !hidden.has(`${group.spec.id}.${i}.${id}`);
            if (on === group.off[i].has(id)) group.switchItem(i, id, on);
          }));
        }
      }
      time.show();
      const drawn = byId.get(wanted.open);
      if (drawn) drawn.open();
      else if (!start) map.closePopup();
      const [zoom, lat, lon] = (wanted.map || "").split("/").map(Number);
      if (Number.isFinite(lat) && Number.isFinite(lon) && Number.isFinite(zoom)) map.setView([lat, lon], zoom, { animate: false });
      else if (!drawn && (wanted.view || !start)) aim.go(views.find(({ id }) => id === wanted.view) || views[0]);
      opened = drawn ? drawn.feature.id : null;
      applying = false;
      noted();
    };
    const noted = () => {
      waiting = false;
      if (applying) return;
      const { lat, lng } = map.getCenter();
      address.set("view", aim.held ? aim.target.id : null);
      address.set("map", aim.held ? null : `${Number(map.getZoom().toFixed(2))}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
      address.set("layers", layers() === first ? null : layers());
      address.set("off", off());
      address.set("open", opened);
    };
    /* Once for all that happens at a time. */
    const note = () => {
      if (waiting) return;
      waiting = true;
      queueMicrotask(noted);
    };
    map.on("skg:open", ({ id }) => { opened = id; note(); });
    map.on("skg:closed", ({ id }) => { if (opened === id) { opened = null; note(); } });
    map.on("moveend skg:change layeradd layerremove", note);
    window.addEventListener("hashchange", () => apply(false));
    apply(true);
  }

  /* Copies the address; where that is forbidden it is shown, to be copied by hand. */
  function linkButton(words) {
    const button = told("button", say(words, "copy link"), { type: "button" });
    const output = element("output", { class: "skg-link", "aria-live": "polite" });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(window.location.href);
        output.textContent = say(words, "copied");
        setTimeout(() => { output.textContent = ""; }, 3000);
      } catch {
        const field = element("input", { readonly: "", value: window.location.href, "aria-label": say(words, "copy link") });
        output.replaceChildren(field);
        field.select();
      }
    });
    return window.location.protocol === "about:" ? [] : [button, output];
  }

  Object.assign(skg, { Address, addressed, linkButton });
})((window.sinokoreaGeo ||= {}));
