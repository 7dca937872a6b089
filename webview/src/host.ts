/** The panel's end of the wire: typed messages, and state that outlives a hidden webview. */
import type { HostToPanel, PanelToHost } from "@millrace/protocol";
import type { SavedUi } from "./ui.js";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  post(message: PanelToHost): void;
  saved(): Partial<SavedUi>;
  save(state: SavedUi): void;
}

/** Starts to listen, then says `ready`; the host posts nothing before that. */
export function connect(receive: (message: HostToPanel) => void): Host {
  const api = acquireVsCodeApi();
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "object" && data !== null && "type" in data) receive(data as HostToPanel);
  });
  return {
    post: (message) => api.postMessage(message),
    saved: () => {
      const state = api.getState();
      return typeof state === "object" && state !== null ? state : {};
    },
    save: (state) => api.setState(state),
  };
}
