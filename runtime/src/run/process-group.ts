import { spawnSync } from "node:child_process";

/** Kills a process that leads its own group, and all that it started. */
export function killProcessGroup(pid: number): void {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], {
      stdio: "ignore",
      windowsHide: true,
    });
    return;
  }
  if (!signal(-pid)) signal(pid);
}

function signal(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false; // No such group: the process leads none, or has ended.
  }
}
