// Stands in for @vscode/spdlog, a native module: what VS Code and output channels log, in plain files.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const LEVELS = ["trace", "debug", "info", "warning", "error", "critical", "off"];

class Logger {
  #level = 2;
  #bare = false;

  constructor(_type, _name, file) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, "");
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {}

  /** From now on the text as it is: output channels. */
  clearFormatters() {
    this.#bare = true;
  }

  flush() {}

  drop() {}

  write(level, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").slice(0, -1);
    appendFileSync(this.file, this.#bare ? text : `${time} [${LEVELS[level]}] ${text}\n`);
  }
}

for (const [level, name] of ["trace", "debug", "info", "warn", "error", "critical"].entries()) {
  Logger.prototype[name] = function log(text) {
    this.write(level, text);
  };
}

const create = async (name, file) => new Logger("", name, file);

// One by one: an ECMAScript module that imports this one sees only names given like this.
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
