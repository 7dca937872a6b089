/** In place of `node:timers/promises`: a turn for messages that have arrived. */
export function setImmediate(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel() as unknown as Channel;
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** As a browser has it; the types here are those of Node.js. */
interface Channel {
  port1: { onmessage: () => void; close(): void };
  port2: { postMessage(message: null): void };
}
