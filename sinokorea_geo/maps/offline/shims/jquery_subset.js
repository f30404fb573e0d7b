/* The two things that Folium's own code asks of jQuery. */
(function () {
  "use strict";
  const whenReady = (work) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => work());
    else work();
  };
  window.$ = window.jQuery = (what) => {
    if (typeof what === "function") return whenReady(what);
    if (what === document) return { ready: whenReady };
    return [...offlineSanitise.fragment(String(what).trim(), document.body).children];
  };
})();
