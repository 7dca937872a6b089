/** The drawing as files. */
import type { Drawing } from "./drawing.js";
import type { Host } from "./host.js";
import { toMermaid } from "./model/mermaid.js";
import type { Session } from "./model/session.js";
import type { Status } from "./model/status.js";
import { type SvgTheme, toSvg } from "./model/svg.js";
import { readPalette } from "./view/far.js";

export type Format = "svg" | "png" | "mermaid" | "json";

const PNG_SCALE = 2;
/** Browsers refuse larger canvases. */
const PNG_SIDE = 16_000;

export async function exportAs(
  format: Format,
  session: Session,
  drawing: Drawing,
  host: Host,
): Promise<void> {
  const name = (session.graph?.name ?? "flow").replace(/[^\p{L}\p{N}._-]+/gu, "-");
  const save = (extension: string, content: string, encoding: "utf8" | "base64" = "utf8") =>
    host.post({ type: "save", name: `${name}.${extension}`, encoding, content });
  switch (format) {
    case "svg":
      return save("svg", pictureOf(session, drawing));
    case "png":
      return save("png", await toPng(pictureOf(session, drawing)), "base64");
    case "mermaid": {
      const statusOf = (index: number): Status => drawing.look(index).status;
      return save("mmd", toMermaid(drawing.scene, session.run ? statusOf : undefined));
    }
    case "json": {
      const { run, tasks, logs } = session;
      const content = { run, tasks: [...tasks.byId.values()], logs: logs.lines };
      return save("run.json", `${JSON.stringify(content, undefined, 2)}\n`);
    }
  }
}

function pictureOf(session: Session, drawing: Drawing): string {
  const title = `${session.graph?.name ?? "flow"}${session.run ? `, run ${session.run.label}` : ""}`;
  return toSvg(drawing.scene, drawing.placement, (index) => drawing.look(index), theme(), title);
}

function theme(): SvgTheme {
  const palette = readPalette();
  return {
    background: palette.world,
    card: palette.card,
    border: palette.border,
    text: palette.text,
    faint: palette.faint,
    status: palette.status,
    font: "system-ui, -apple-system, 'Segoe UI', sans-serif",
  };
}

async function toPng(source: string): Promise<string> {
  const image = new Image();
  // The content security policy allows pictures from blobs, and nothing leaves the page.
  const url = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  const side = Math.max(image.naturalWidth, image.naturalHeight);
  const scale = Math.min(PNG_SCALE, PNG_SIDE / side);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}
