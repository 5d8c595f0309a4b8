// The page around an ad on a phone: the user was here before, and there is a consent manager.
try {
  document.cookie = 'consent=1';
  document.cookie = 'seen=1';
  localStorage.setItem('seen', '1');
} catch { /* no storage in this frame */ }
window.__tcfapi = (command, version, callback) => {
  for (const eventStatus of ['tcloaded', 'useractioncomplete']) {
    callback({ eventStatus, tcString: 'made-up', gdprApplies: true, cmpStatus: 'loaded', vendor: { consents: {} }, purpose: { consents: {} } }, true);
  }
};
