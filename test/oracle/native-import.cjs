// Vitest transforms every `import()` in the modules it loads, and call positions with it. What Node
// requires it leaves alone.
module.exports = (url) => import(url);
