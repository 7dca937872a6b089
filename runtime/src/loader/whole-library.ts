/**
 * To be awaited before a person's module is loaded in a process of ours: Node 20 cannot `require` a
 * module of which only parts were imported; the whole library it can.
 */
export async function importWholeLibrary(): Promise<void> {
  await import("../index.js");
}
