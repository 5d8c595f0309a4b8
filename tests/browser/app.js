// What an app gives an ad (MRAID), as far as the creatives here use it.
(() => {
  const heard = {};
  const go = url => window.open(url);
  window.mraid = {
    open: go, expand: url => url && go(url), playVideo: go, storePicture: go, close() {}, useCustomClose() {},
    getState: () => 'default', isViewable: () => true, getPlacementType: () => 'inline', getVersion: () => '3.0',
    supports: () => true, getMaxSize: () => ({ width: 320, height: 480 }), getScreenSize: () => ({ width: 320, height: 480 }),
    setOrientationProperties() {}, setExpandProperties() {}, setResizeProperties() {}, resize() {}, removeEventListener() {},
    getCurrentPosition: () => ({ x: 0, y: 0, width: 320, height: 480 }), getDefaultPosition: () => ({ x: 0, y: 0, width: 320, height: 480 }),
    addEventListener(name, handler) {
      heard[name] = handler;
      const detail = { ready: [], viewableChange: [true], stateChange: ['default'], exposureChange: [100, {}, null], sizeChange: [320, 480] }[name];
      if (detail) setTimeout(() => handler(...detail), 5);
    },
  };
})();
