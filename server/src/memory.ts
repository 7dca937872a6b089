/**
 * Every edit makes a tree and a graph that are garbage with the next one. Left alone, V8 lets them
 * pile up to several times what is in use; a server that runs all day is better collected early.
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--heap-growing-percent=40");
