/* The page round the map: a panel beside it, a sheet below it where there is no room beside, a
   legend below it on paper. Nothing but zoom, scale and credit lies on the map itself. */
(function (skg) {
  "use strict";
  const { element, told, say } = skg;
  const BESIDE_REM = 40, HINT_MS = 1500;

  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

  function layoutOf(map, { embed }) {
    const box = map.getContainer();
    const panel = element("div", { class: "skg-panel" });
    const page = element("div", { class: embed ? "skg-page skg-embed" : "skg-page" });
    box.before(page);
    page.append(panel, box); // the search before hundreds of symbols
    const beside = () => !embed && page.clientWidth >= BESIDE_REM * rem();
    const lay = () => page.classList.toggle("skg-beside", beside());
    lay();
    const watch = new ResizeObserver(lay); // the panel grows with the reader's letters
    watch.observe(page);
    watch.observe(panel);
    map.invalidateSize({ pan: false, animate: false });
    return { page, panel, beside };
  }

  /* Where the map was put last, and again whenever its frame changes while nobody moved it. */
  class Aim {
    constructor(map, fit) {
      this.map = map;
      this.fit = fit;
      this.size = map.getSize();
      new ResizeObserver(() => this.resized()).observe(map.getContainer());
    }

    go(target) {
      this.target = target;
      this.fit(target);
      this.at = this.map.getCenter();
      this.zoom = this.map.getZoom();
      this.map.fire("skg:aim");
    }

    /* Whether the map is still there, but for a pixel or two. */
    get held() {
      const { map, at, zoom } = this;
      return map.getZoom() === zoom && map.project(map.getCenter()).distanceTo(map.project(at)) < 3;
    }

    resized() {
      const { clientWidth: x, clientHeight: y } = this.map.getContainer();
      if (!x || !y || (x === this.size.x && y === this.size.y)) return;
      const { held } = this;
      this.map.invalidateSize({ animate: false, pan: !held });
      this.size = this.map.getSize();
      if (held) this.go(this.target);
    }
  }

  /* In somebody's article the wheel and a finger scroll the article: the map moves with two
     fingers, and zooms with Ctrl and the wheel. */
  function giveWay(map, words) {
    const box = map.getContainer();
    const hint = told("div", "", { class: "skg-hint", role: "status" });
    let timer = null;
    const tell = (key) => {
      hint.textContent = say(words, key);
      box.append(hint);
      clearTimeout(timer);
      timer = setTimeout(() => hint.remove(), HINT_MS);
    };
    box.addEventListener("wheel", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.stopPropagation();
      tell("wheel hint");
    }, { capture: true, passive: true });
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    map.dragging.disable();
    box.addEventListener("touchmove", (event) => { if (event.touches.length < 2) tell("finger hint"); }, { passive: true });
  }

  /* A sheet of A4 across, without its margins, in pixels of a style sheet. */
  const SHEET = [1046, 718];

  /* On paper the page fills the sheet and shows what the screen showed; all of it if that is the whole. */
  function paper(map, page, aim, whole) {
    const sheet = told("style", "@page { size: A4 landscape; margin: 10mm; }");
    const legend = page.querySelector(".skg-layers");
    let before = null;
    window.addEventListener("beforeprint", () => {
      if (before || document.documentElement.style.width) return; // somebody else has set the page up
      before = { view: [map.getCenter(), map.getZoom()], held: aim.held, target: aim.target, open: legend?.open };
      const bounds = map.getBounds();
      document.head.append(sheet);
      Object.assign(page.style, { width: `${SHEET[0]}px`, height: `${SHEET[1]}px` });
      if (legend) legend.open = true;
      map.invalidateSize({ animate: false, pan: false });
      if (bounds.contains(whole.bounds)) aim.go(whole);
      else map.fitBounds(bounds.pad(-0.06), { animate: false });
    });
    window.addEventListener("afterprint", () => {
      if (!before) return;
      sheet.remove();
      page.removeAttribute("style");
      if (legend) legend.open = before.open;
      map.invalidateSize({ animate: false, pan: false });
      if (before.held) aim.go(before.target);
      else map.setView(...before.view, { animate: false });
      before = null;
    });
  }

  Object.assign(skg, { layoutOf, Aim, giveWay, paper });
})((window.sinokoreaGeo ||= {}));
