/** Whether things may move: the system's wish and VS Code's own setting both count. */
const query = window.matchMedia("(prefers-reduced-motion: reduce)");

export function motionAllowed(): boolean {
  return !query.matches && !document.body.classList.contains("vscode-reduce-motion");
}

/** Runs in the next frame, once, however often it was asked for; a hidden page has no frames. */
export function batched(run: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    const go = () => {
      asked = false;
      run();
    };
    if (document.hidden) setTimeout(go, 50);
    else requestAnimationFrame(go);
  };
}

/**
 * While it moves, a changed transform goes straight to the compositor, as it does for what is
 * animated: this animation adds nothing. Without it Chromium puts all layers together again in every
 * frame, `will-change` or not.
 */
export function glide(element: HTMLElement): Animation {
  const gliding = element.animate(
    { transform: ["none", "none"] },
    { composite: "add", duration: 1 },
  );
  gliding.pause();
  return gliding;
}
