// In place of the package: whoever starts the worker has loaded it, from the file that all share.
module.exports = globalThis.tsMorph;
