// Runs in every frame before the code of the creative. Makes time run fifty times faster, remembers who listens for what
// so that it can be pressed later, and plays those that are around an ad in an app or on a page.
(() => {
  const FASTER = 50, PRESSES = ['click', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'touchstart', 'touchend', 'tap'];
  const wait = setTimeout.bind(window);
  for (const name of ['setTimeout', 'setInterval']) {
    const original = window[name];
    window[name] = function (code, delay, ...rest) { return original(code, (delay || 0) / FASTER, ...rest); };
  }

  const listening = new Set();
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (name, ...rest) {
    if (PRESSES.includes(name)) listening.add(this || window);
    return listen.call(this || window, name, ...rest);
  };

  const pressed = element =>
    listening.has(element) || PRESSES.some(name => typeof element['on' + name] === 'function') ||
    (element.matches && element.matches('a[href], area[href], button, input[type=submit], input[type=image]')) ||
    element.tagName === 'a';
  const inner = root => [...root.querySelectorAll('*')].flatMap(e => e.shadowRoot ? [e, ...inner(e.shadowRoot)] : [e]);
  const send = (target, kind, name) => {
    try { target.dispatchEvent(new kind(name, { bubbles: true, cancelable: true, composed: true, view: window })); } catch { /* no such event here */ }
  };

  // Presses everything that takes presses, one after the other, and tells how many there were.
  Object.defineProperty(window, '__press', { value: async () => {
    const outer = [window, document, document.documentElement, document.body].filter(Boolean);
    const targets = [...new Set([...inner(document).filter(pressed), ...[...listening].filter(t => t instanceof Node && !t.isConnected)])];
    // Who listens further out may look at what was pressed.
    if (outer.some(pressed)) targets.push(...inner(document.body || document.documentElement).filter(e => !e.children.length).slice(0, 20));
    for (const target of targets) {
      for (const name of ['pointerdown', 'pointerup']) send(target, PointerEvent, name);
      for (const name of ['touchstart', 'touchend']) send(target, TouchEvent, name);
      for (const name of ['mousedown', 'mouseup', 'click']) send(target, MouseEvent, name);
      send(target, Event, 'tap');
      await new Promise(done => wait(done, 30));
    }
    return targets.length;
  } });

  // The page around a safe frame requests the pixels that it is told of.
  if (window === window.top) {
    const isUrl = text => /^(https?:)?\/\//.test(text);
    const walk = value => {
      if (typeof value === 'string') {
        if (isUrl(value)) new Image().src = value;
        else if (/^[[{]/.test(value)) try { walk(JSON.parse(value)); } catch { /* no message for us */ }
      } else if (value && typeof value === 'object') Object.values(value).forEach(walk);
    };
    listen.call(window, 'message', event => walk(event.data));
  }
})();
