/** Path arithmetic on absolute paths with forward slashes: the only kind the analysis sees. */

export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

export function join(folder: string, relative: string): string {
  if (relative.startsWith("/")) return normalise(relative);
  return normalise(`${folder}/${relative}`);
}

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  // A drive letter is the first part of a Windows path and takes no slash before it.
  return /^[A-Za-z]:$/.test(parts[0] ?? "") ? parts.join("/") : `/${parts.join("/")}`;
}

/** Every folder from the given one up to the root of the file system. */
export function ancestors(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; folderOf(at) !== at; at = folderOf(at)) folders.push(folderOf(at));
  return folders;
}

export function relativeTo(root: string, path: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
