/* Markup that reaches the page as text is sanitised before it is inserted. DOMPurify takes out what
   is not on its list; it reads nodes through the browser's own getters, which named inputs of a form
   cannot replace. The page's content security policy keeps scripts from running as well. */
(function () {
  "use strict";
  if (window.offlineSanitise) return; // a page may hold this script twice

  const RAW = [HTMLStyleElement, HTMLScriptElement, HTMLTextAreaElement, HTMLTitleElement];
  const LOADED = new Set(["src", "srcset", "poster", "background", "action", "formaction", "data", "ping"]);
  const PICTURE = /^(?:https?:|data:image\/|blob:|#)/i;
  /* What a style of markup may set, and what no value may hold: a place outside of the map, an address. */
  const STYLES = new RegExp(`^(?:${[
    "align|background|border|box|column|flex|font|grid|justify|list-style|margin|max|min|object|outline|overflow",
    "padding|row|stroke|text|transform|white-space|word",
  ].join("|")})(?:-|$)|^(?:${[
    "bottom|clear|color|cursor|direction|display|dominant-baseline|fill(?:-opacity|-rule)?|float|gap|height|left",
    "letter-spacing|line-height|opacity|position|right|rotate|scale|top|translate|vertical-align|visibility|width|z-index|pointer-events|table-layout",
  ].join("|")})$`);
  const REFUSED = /^(?:fixed|sticky)|(?:url|src|image|image-set|cross-fade|element)\((?!["']?#)|\\/i;
  const PAINT = /^(?:fill|stroke|filter|mask|clip-path|marker-\w+|cursor)$/;
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  /* A form's named inputs cannot replace what the prototype's own getter says. */
  const read = (key, element) => Object.getOwnPropertyDescriptor(Element.prototype, key).get.call(element);
  const inert = document.implementation.createHTMLDocument("");
  const isLink = (node) => /^(?:a|area)$/i.test(read("localName", node));
  const OPTIONS = {
    IN_PLACE: true,
    USE_PROFILES: { html: true, svg: true, svgFilters: true },
    ADD_ATTR: ["target"],
    FORBID_TAGS: ["style", "form", "title", "dialog"],
    FORBID_ATTR: ["popover", "popovertarget", "popovertargetaction"],
    /* An address on the web, a part of the page, or one beside the page. */
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|#|data:image\/|blob:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  };

  const forText = DOMPurify(window);
  const forAuthor = DOMPurify(window); // what a map's author added to the page keeps its styles
  for (const purify of [forText, forAuthor]) {
    purify.addHook("uponSanitizeAttribute", (node, data) => {
      const { attrName: name, attrValue: value } = data;
      /* What stands beside the file is not in it, so it is not loaded. */
      const bare = value.replace(/[\u0000-\u0020]+/g, "");
      if (LOADED.has(name) && !PICTURE.test(bare)) data.keepAttr = false;
      if (isLink(node) && /^(?:data|blob):/i.test(bare)) data.keepAttr = false;
      if (PAINT.test(name) && REFUSED.test(bare)) data.keepAttr = false;
      if (name === "class") data.attrValue = value.replace(/leaflet-pseudo-fullscreen/gi, "");
      if (name === "style" && purify === forText) data.keepAttr = Boolean(data.attrValue = allowed(value));
    });
    purify.addHook("afterSanitizeAttributes", (node) => {
      if (isLink(node)) node.setAttribute("rel", "noopener noreferrer");
    });
  }

  /* The declarations of a style that are on the list, as the browser reads them: it knows of
     comments and escapes. What has no other is left as it was written. */
  function allowed(css) {
    const { style } = inert.createElement("i");
    style.cssText = css;
    const bad = [...style].filter((name) => !STYLES.test(name) || REFUSED.test(style.getPropertyValue(name)));
    for (const name of bad) style.removeProperty(name);
    return bad.length ? style.cssText : css;
  }

  /* A browser reports handlers even where nothing can run, so none is ever parsed: a mark from
     outside of the text makes other names of them, which are taken out before what stays is read. */
  const HANDLER = /on(?=[a-z]+\s*=)/gi;
  const markFor = (text) => {
    let code = 0xe000;
    while (text.includes(String.fromCharCode(code))) code += 1;
    return String.fromCharCode(code);
  };

  function unmark(root, mark) {
    const walker = inert.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
    const without = (text) => text.replaceAll(new RegExp(`${mark}(?=on)`, "gi"), "");
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node instanceof CharacterData) {
        if (node.data.includes(mark)) node.data = without(node.data);
      } else {
        for (const attribute of [...read("attributes", node)]) {
          if (attribute.name.includes(mark)) Element.prototype.removeAttributeNode.call(node, attribute);
          else if (attribute.value.includes(mark)) attribute.value = without(attribute.value);
        }
      }
    }
  }

  /* An empty element like the one that markup is for, in which it is parsed. */
  function twinOf(context) {
    const common = context instanceof HTMLElement || context instanceof SVGElement;
    const name = common && !(context instanceof HTMLBodyElement) ? read("localName", context) : "div";
    return inert.createElementNS(common ? read("namespaceURI", context) : "http://www.w3.org/1999/xhtml", name);
  }

  /* Markup as nodes, parsed where nothing loads or runs, and sanitised. */
  function fragment(html, context = document.body, author = false) {
    const mark = markFor(html), twin = twinOf(context), root = inert.createElement("div");
    const svg = twin instanceof SVGElement && !(twin instanceof SVGSVGElement);
    if (svg) root.appendChild(inert.createElementNS(twin.namespaceURI, "svg")).append(twin);
    else root.append(twin);
    inner.set.call(twin, html.replace(HANDLER, `${mark}$&`));
    const options = author ? { ...OPTIONS, ADD_TAGS: ["style"], FORBID_TAGS: ["title"] } : OPTIONS;
    unmark(root, mark); // before, or the sanitiser would judge what is not there
    (author ? forAuthor : forText).sanitize(root, options);
    const made = document.createDocumentFragment();
    const kept = root.contains(twin) ? twin : root;
    while (kept.firstChild) made.append(document.adoptNode(kept.firstChild));
    return made;
  }

  Object.defineProperty(Element.prototype, "innerHTML", {
    ...inner,
    set(html) {
      const text = html === null ? "" : String(html);
      if (RAW.some((kind) => this instanceof kind)) inner.set.call(this, text);
      else if (this instanceof HTMLTemplateElement) this.content.replaceChildren(fragment(text));
      else if (/[<&\0\r]/.test(text)) Element.prototype.replaceChildren.call(this, fragment(text, this));
      else this.textContent = text;
    },
  });

  const outer = Object.getOwnPropertyDescriptor(Element.prototype, "outerHTML");
  Object.defineProperty(Element.prototype, "outerHTML", {
    ...outer,
    set(html) { this.replaceWith(fragment(String(html), this.parentElement || document.body)); },
  });

  Element.prototype.insertAdjacentHTML = function (where, html) {
    const outside = /^(?:beforebegin|afterend)$/i.test(where);
    const made = fragment(String(html), outside ? this.parentElement || document.body : this);
    const methods = { beforebegin: "before", afterbegin: "prepend", beforeend: "append", afterend: "after" };
    Element.prototype[methods[String(where).toLowerCase()]].call(this, made);
  };

  Range.prototype.createContextualFragment = function (html) {
    const { startContainer: at } = this;
    return fragment(String(html), at instanceof Element ? at : at.parentElement || document.body);
  };

  document.write = document.writeln = () => {};

  /* What a map's author added to its header and body, in its place. */
  function insert(where, id) {
    const block = document.getElementById(id);
    for (const [key, html] of JSON.parse(block.textContent)) {
      const made = fragment(html, document.body, true);
      if (where === "head") document.head.append(made);
      else document.getElementById(key).replaceWith(made);
    }
  }

  window.offlineSanitise = Object.freeze({ fragment, insert });
})();
