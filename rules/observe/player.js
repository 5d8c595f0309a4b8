// A minimal video player: reads the VAST or VMAP document beside it, follows wrappers, asks for what a player asks for and
// fires the trackers of an ad that is watched to its end. A click on it is a click on the ad.
(() => {
  const DEEPEST = 5, PAUSE = 120;
  const TIMELINE = ['loaded', 'creativeView', 'start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete'];
  const wait = time => new Promise(done => setTimeout(done, time));
  const local = element => element.nodeName.split(':').pop().toLowerCase();
  const all = (root, name) => [...root.getElementsByTagName('*')].filter(e => local(e) === name.toLowerCase());
  const url = element => element.textContent.trim();
  const within = (element, name) => { for (let e = element; e; e = e.parentElement) if (local(e) === name) return true; return false; };
  const fire = element => { if (url(element)) new Image().src = url(element); };
  const add = (name, address) => {
    const element = document.createElement(name);
    element.src = address;
    (document.body || document.documentElement).append(element);
    return element;
  };
  const ads = [];

  async function open(address, depth) {
    try {
      const answer = await fetch(address, depth ? { credentials: 'include' } : {});
      await read(await answer.text(), depth);
    } catch { /* an ad that is not there is not shown */ }
  }

  async function read(text, depth) {
    const page = new DOMParser().parseFromString(text, 'text/xml');
    const root = page.querySelector('parsererror') ? new DOMParser().parseFromString(text, 'text/html') : page;
    ads.push(root);
    if (depth >= DEEPEST) return;
    for (const next of [...all(root, 'VASTAdTagURI'), ...all(root, 'AdTagURI')]) if (url(next)) await open(url(next), depth + 1);
  }

  function media(root) {
    for (const file of all(root, 'MediaFile')) {
      if (!url(file)) continue;
      const isCode = /vpaid|simid/i.test(file.getAttribute('apiFramework') || '') || /javascript/.test(file.getAttribute('type') || '');
      const element = add(isCode ? 'script' : 'video', url(file));
      if (!isCode) { element.muted = true; element.preload = 'metadata'; break; }
    }
  }

  function around(root) {
    for (const script of all(root, 'JavaScriptResource')) if (url(script)) add('script', url(script));
    for (const frame of all(root, 'IFrameResource')) if (url(frame)) add('iframe', url(frame));
    for (const image of all(root, 'StaticResource')) {
      if (!url(image)) continue;
      if (/javascript/.test(image.getAttribute('creativeType') || '')) add('script', url(image)); else fire(image);
    }
    for (const markup of all(root, 'HTMLResource')) {
      const frame = document.createElement('iframe');
      frame.srcdoc = url(markup);
      document.body.append(frame);
    }
  }

  const tracking = (root, name) => all(root, 'Tracking').filter(e => e.getAttribute('event') === name);
  const each = act => ads.forEach(act);

  async function play() {
    await open('ad.xml', 0);
    each(around);
    each(media);
    for (const event of ['breakStart']) each(root => tracking(root, event).forEach(fire));
    each(root => [...all(root, 'Impression'), ...all(root, 'Viewable'), ...all(root, 'IconViewTracking')].forEach(fire));
    for (const event of TIMELINE) {
      await wait(PAUSE);
      each(root => tracking(root, event).forEach(fire));
    }
    each(root => tracking(root, 'breakEnd').forEach(fire));
  }

  addEventListener('click', () => {
    each(root => all(root, 'ClickTracking').filter(e => !within(e, 'icon')).forEach(fire));
    const to = ads.flatMap(root => all(root, 'ClickThrough')).find(url);
    if (to) window.open(url(to));
  });

  play();
})();
