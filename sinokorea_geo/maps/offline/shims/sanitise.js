/* Markup that reaches the page as text is sanitised before it is inserted. DOMPurify takes out what
   is not on its list; it reads nodes through the browser's own getters, which named inputs of a form
   cannot replace. The page's content security policy keeps scripts from running as well. */
(function () {
  "use strict";
  if (window.offlineSanitise) return; // a page may hold this script twice

  const RAW = [HTMLStyleElement, HTMLScriptElement, HTMLTextAreaElement, HTMLTitleElement, HTMLTemplateElement];
  const LOADED = new Set(["src", "srcset", "poster", "background", "action", "formaction", "data", "ping"]);
  const PICTURE = /^(?:https?:|data:image\/|blob:|#)/i;
  /* A fixed position, an address or an escape in a style could cover the page or load something. */
  const COVERING = /position\s*:\s*(?:fixed|sticky)|url\s*\(|@import|\\/i;
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  /* A form's named inputs cannot replace what the prototype's own getter says. */
  const read = (key, element) => Object.getOwnPropertyDescriptor(Element.prototype, key).get.call(element);
  const inert = document.implementation.createHTMLDocument("");
  const OPTIONS = {
    IN_PLACE: true,
    USE_PROFILES: { html: true, svg: true, svgFilters: true },
    ADD_ATTR: ["target"],
    FORBID_TAGS: ["style", "form", "title"],
    /* An address on the web, a part of the page, or one beside the page. */
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|#|data:image\/|blob:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  };

  const forText = DOMPurify(window);
  const forAuthor = DOMPurify(window); // what a map's author added to the page keeps its styles
  for (const purify of [forText, forAuthor]) {
    purify.addHook("uponSanitizeAttribute", (node, data) => {
      const { attrName: name, attrValue: value } = data;
      /* What stands beside the file is not in it, so it is not loaded. */
      if (LOADED.has(name) && !PICTURE.test(value.replace(/[\u0000-\u0020]+/g, ""))) data.keepAttr = false;
      if (name === "style" && purify === forText && COVERING.test(value)) data.keepAttr = false;
    });
    purify.addHook("afterSanitizeAttributes", (node) => {
      if (node instanceof HTMLAnchorElement && node.hasAttribute("href")) node.setAttribute("rel", "noopener noreferrer");
    });
  }

  /* A browser reports handlers even where nothing can run, so none is ever parsed: a mark from
     outside of the text makes other names of them, and is taken out of what stays. */
  const markFor = (text) => {
    let code = 0xe000;
    while (text.includes(String.fromCharCode(code))) code += 1;
    return String.fromCharCode(code);
  };

  function unmark(root, mark) {
    const walker = inert.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node instanceof CharacterData) {
        if (node.data.includes(mark)) node.data = node.data.replaceAll(mark, "");
      } else {
        for (const name of node.getAttributeNames()) {
          const value = node.getAttribute(name);
          if (value.includes(mark)) node.setAttribute(name, value.replaceAll(mark, ""));
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
    inner.set.call(twin, html.replace(/on(?=[a-z]+\s*=)/gi, `${mark}$&`));
    const options = author ? { ...OPTIONS, ADD_TAGS: ["style"], FORBID_TAGS: ["title"] } : OPTIONS;
    (author ? forAuthor : forText).sanitize(root, options);
    unmark(root, mark);
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
