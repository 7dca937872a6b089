// Stands in for node-pty, which only its install step would build: the same, with prebuilt binaries.
// VS Code starts without it too, on machines that none of them is for; its terminals say why they fail.
let terminals;
try {
  terminals = require("@lydell/node-pty");
} catch (error) {
  const machine = `${process.platform}-${process.arch}`;
  terminals = {
    spawn() {
      throw new Error(
        `This VS Code has no terminals on ${machine}: ${error.message.split("\n")[0]}. Desktop VS Code has them`,
      );
    },
  };
}

// By name: an ECMAScript module that imports this one sees only names given like this.
exports.spawn = terminals.spawn;
