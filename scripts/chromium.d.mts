import type { Browser, LaunchOptions } from "playwright-core";

export const HOW_TO_GET_CHROMIUM: string;
export const CHROMIUM_ARGS: string[];
export function findChromium(): string | undefined;
export function launchChromium(options?: LaunchOptions): Promise<Browser>;
