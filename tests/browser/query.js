// What stands in for jQuery: the few forms that creatives use, by the documentation of its interface.
(() => {
  const made = html => [...document.createRange().createContextualFragment(html).childNodes];
  const parsed = html => { const t = document.createElement('div'); t.innerHTML = html; return [...t.childNodes]; };
  const isMarkup = text => typeof text === 'string' && text.trim().startsWith('<');
  const nodes = what => what instanceof Query ? what.items : isMarkup(what) ? made(what) : what instanceof Node ? [what] : [];
  class Query {
    constructor(items) { this.items = items; items.forEach((item, at) => { this[at] = item; }); this.length = items.length; }
    each(f) { this.items.forEach((item, at) => f.call(item, at, item)); return this; }
    get(at) { return this.items[at]; }
    pairs(set, key, value) {
      const all = typeof key === 'object' ? Object.entries(key) : [[key, value]];
      return this.each((_, item) => all.forEach(([name, to]) => set(item, name, to)));
    }
    attr(key, value) { return typeof key === 'string' && value === undefined ? this[0] && this[0].getAttribute(key) : this.pairs((i, n, v) => i.setAttribute(n, v), key, value); }
    prop(key, value) { return this.pairs((i, n, v) => { i[n] = v; }, key, value); }
    css(key, value) { return this.pairs((i, n, v) => { i.style[n] = v; }, key, value); }
    append(...all) { return this.each((_, item) => all.forEach(one => nodes(one).forEach(node => item.append(node)))); }
    prepend(...all) { return this.each((_, item) => all.forEach(one => nodes(one).forEach(node => item.prepend(node)))); }
    after(...all) { return this.each((_, item) => all.forEach(one => item.after(...nodes(one)))); }
    before(...all) { return this.each((_, item) => all.forEach(one => item.before(...nodes(one)))); }
    html(text) { return this.each((_, item) => { item.replaceChildren(...made(text)); }); }
    appendTo(where) { $(where).append(this); return this; }
    prependTo(where) { $(where).prepend(this); return this; }
    on(names, ...rest) { const handler = rest.pop(); return this.each((_, item) => names.split(' ').forEach(name => item.addEventListener(name.split('.')[0], handler))); }
    one(names, handler) { return this.on(names, handler); }
    bind(names, handler) { return this.on(names, handler); }
    ready(f) { $(f); return this; }
    load(url) { ask(url); return this; }
    trigger(name) { return this.each((_, item) => item.dispatchEvent(new Event(name, { bubbles: true }))); }
  }
  for (const name of ['click', 'mousedown', 'mouseenter', 'touchstart', 'touchend']) Query.prototype[name] = function (handler) { return this.on(name, handler); };
  const ask = (url, method) => { const x = new XMLHttpRequest(); x.open(method || 'GET', url); x.send(); };
  const $ = window.$ = window.jQuery = (what, attributes) => {
    if (typeof what === 'function') return document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', () => what($)) : setTimeout(() => what($));
    if (isMarkup(what)) { const query = new Query(parsed(what)); return attributes ? query.attr(attributes) : query; }
    return new Query(typeof what === 'string' ? [...document.querySelectorAll(what)] : [what]);
  };
  $.get = url => ask(url);
  $.post = url => ask(url, 'POST');
  $.getJSON = url => ask(url);
  $.getScript = url => { const s = document.createElement('script'); s.src = url; document.head.append(s); };
  $.ajax = (url, options) => { const all = typeof url === 'object' ? url : { ...options, url }; ask(all.url, all.type || all.method); };
  $.each = (all, f) => Object.entries(all).forEach(([at, item]) => f.call(item, Array.isArray(all) ? +at : at, item));
  $.extend = Object.assign;
})();
