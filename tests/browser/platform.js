// What platforms' libraries for HTML5 ads give an ad: where a click leads.
window.APPNEXUS = { getClickTag: () => 'https://www.example.com/landing', ready: callback => callback() };
window.dhtml = { getVar: (name, otherwise) => otherwise || 'https://www.example.com/landing', getAsset: (id, otherwise) => otherwise };
