import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The examples' own leans on that of this repository. */
const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2022",
    "lib": ["ES2023", "ESNext.Disposable"],
    "module": "NodeNext",
    "strict": true,
    "skipLibCheck": true,
    "noEmit": true,
    "types": ["node"]
  },
  "include": ["**/*.ts"]
}
`;

/** A folder for VS Code to open: a copy of the examples, with this checkout's packages installed. */
export class Workspace {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "millrace-workspace-")));

  static withExamples(): Workspace {
    const workspace = new Workspace();
    cpSync(join(root, "examples"), workspace.folder, {
      recursive: true,
      filter: (path) =>
        !/node_modules|\.millrace|dist|\.tsbuildinfo$/.test(path.slice(root.length)),
    });
    workspace.write("tsconfig.json", TSCONFIG);
    workspace.installPackages();
    return workspace;
  }

  /** A folder that has nothing installed. */
  static bare(files: Record<string, string>): Workspace {
    const workspace = new Workspace();
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    return workspace;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** This checkout's packages, as `npm install` would bring them. */
  installPackages(): void {
    symlinkSync(join(root, "node_modules"), this.path("node_modules"), "junction");
  }
}
