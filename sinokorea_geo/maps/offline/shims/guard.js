/* Markup that reaches the page as text is cleaned before it is put in. The page's content
   security policy already keeps scripts in it from running; this takes off what a policy does
   not cover, such as a style that hides the page or a refresh that leaves it. */
(function () {
  "use strict";
  const DROPPED = new Set(["script", "style", "link", "meta", "base", "title", "iframe", "frame",
    "frameset", "object", "embed", "applet", "portal", "template", "noscript", "noembed", "xmp", "plaintext"]);
  const RAW = new Set(["STYLE", "SCRIPT", "TEXTAREA", "TITLE"]);
  const ADDRESSES = new Set(["href", "xlink:href", "src", "action", "formaction", "data", "poster", "background", "ping", "srcset"]);
  const LINKS = new Set(["href", "xlink:href"]);
  const LINK = /^(?:https?:|mailto:|tel:|#)/i, PICTURE = /^(?:https?:|data:image\/|blob:|#)/i;
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  const inert = document.implementation.createHTMLDocument("");

  /* Spaces and control characters inside an address do not hide what it is. What stands beside
     the file is not in it, so it is not loaded. */
  function allowed(attribute, value) {
    const address = value.replace(/[\u0000-\u0020]+/g, "");
    if (!LINKS.has(attribute)) return PICTURE.test(address);
    return LINK.test(address) || PICTURE.test(address) || !/^[^/?#]*:/.test(address);
  }

  /* A browser reports handlers even where nothing can run, so none is ever parsed: a mark from
     outside of the text makes other names of them, and is taken out of what stays. */
  const markFor = (text) => {
    let code = 0xe000;
    while (text.includes(String.fromCharCode(code))) code += 1;
    return String.fromCharCode(code);
  };

  function cleanAttributes(element, mark) {
    for (const { name, value } of [...element.attributes]) {
      const plain = name.toLowerCase();
      const real = value.replaceAll(mark, "");
      const bad = plain.startsWith("on") || plain.startsWith(`${mark}on`) || plain === "srcdoc";
      if (bad || plain.includes(mark) || (ADDRESSES.has(plain) && !allowed(plain, real))) element.removeAttribute(name);
      else if (real !== value) element.setAttribute(name, real);
    }
  }

  function clean(node, keep, mark) {
    for (const child of [...node.childNodes]) {
      if (child.nodeType === Node.ELEMENT_NODE) {
        const name = child.localName.toLowerCase();
        if (DROPPED.has(name) && !keep.has(name)) {
          child.remove();
          continue;
        }
        cleanAttributes(child, mark);
        if (name === "a" && child.getAttribute("target")) child.setAttribute("rel", "noopener noreferrer");
        if (/^(?:animate|set)/.test(name) && /href/i.test(child.getAttribute("attributeName") || "")) child.remove();
        else clean(child, keep, mark);
      } else if (child.nodeType !== Node.TEXT_NODE) child.remove();
      else if (child.data.includes(mark)) child.data = child.data.replaceAll(mark, "");
    }
  }

  /* The markup as nodes, parsed where nothing loads or runs, cleaned, as if inside `context`. */
  function nodes(html, context, keep = new Set()) {
    const twin = inert.importNode(context, false);
    const mark = markFor(html);
    inner.set.call(twin, html.replace(/on(?=[a-z]+\s*=)/gi, `${mark}$&`));
    clean(twin, keep, mark);
    const fragment = document.createDocumentFragment();
    while (twin.firstChild) fragment.append(document.adoptNode(twin.firstChild));
    return fragment;
  }

  Object.defineProperty(Element.prototype, "innerHTML", {
    ...inner,
    set(html) {
      const text = html === null ? "" : String(html);
      if (RAW.has(this.tagName) || this instanceof HTMLTemplateElement) inner.set.call(this, text);
      else if (/[<&\0\r]/.test(text)) this.replaceChildren(nodes(text, this));
      else this.textContent = text;
    },
  });

  const outer = Object.getOwnPropertyDescriptor(Element.prototype, "outerHTML");
  Object.defineProperty(Element.prototype, "outerHTML", {
    ...outer,
    set(html) { this.replaceWith(nodes(String(html), this.parentElement || document.body)); },
  });

  Element.prototype.insertAdjacentHTML = function (where, html) {
    const outside = /^(?:beforebegin|afterend)$/i.test(where);
    const fragment = nodes(String(html), outside ? this.parentElement || document.body : this);
    const put = { beforebegin: "before", afterbegin: "prepend", beforeend: "append", afterend: "after" };
    this[put[String(where).toLowerCase()]](fragment);
  };

  Range.prototype.createContextualFragment = function (html) {
    const { startContainer: at } = this;
    return nodes(String(html), at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement || document.body);
  };

  document.write = document.writeln = () => {};

  /* What a map's author added to its header and body, in its place; their styles are kept. */
  function put(where, id) {
    const block = document.getElementById(id);
    const keep = new Set(["style"]);
    for (const [key, html] of JSON.parse(block.textContent)) {
      if (where === "head") document.head.append(nodes(html, document.body, keep));
      else document.getElementById(key).replaceWith(nodes(html, document.body, keep));
    }
  }

  window.skgGuard = Object.freeze({ nodes, put });
})();
