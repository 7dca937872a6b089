import { cases } from "../support/cases.js";

cases("MR206", [
  {
    body: "xs.«forEach»(async (item) => { await A(item); });",
    fixed: "for (const item of xs) { await A(item); }",
  },
  {
    body: "xs.«forEach»(async (item) => A(item));",
    fixed: "await Promise.all(xs.map(async (item) => A(item)));",
  },
  {
    body: "xs.«forEach»(async (item) => { if (!item) return; await A(item); });",
    fixed: "await Promise.all(xs.map(",
  },
  // Near misses.
  { body: "xs.forEach((item) => { console.log(item); }); await A();" },
  { body: "xs.forEach(async (item) => { await fetch(item); });" },
  { body: "await Promise.all(xs.map(async (item) => { await A(item); }));" },
]);

cases("MR211", [
  { body: "setTimeout(() => «A()», 10); await B();", says: "setTimeout" },
  { body: "emitter.on('row', (row: any) => { «A(row)»; });", top: "declare const emitter: any;" },
  { body: "setInterval(async () => { await «A()»; }, 10);" },
  // Near misses.
  { body: "await new Promise((done) => setTimeout(() => done(A()), 10));" },
  {
    body: "emitter.on('row', (row: any) => { void A(row); }); await ended(emitter);",
    top: "declare const emitter: any; declare const ended: any;",
  },
  { body: "setTimeout(() => console.log(1), 10); await A();" },
]);

cases("MR213", [
  { body: "await Promise.all(xs.map(«A»));", fixed: "xs.map((item) => A(item))" },
  { body: "await Promise.all(xs.flatMap(«A»));" },
  // Near misses.
  { body: "await Promise.all(xs.map((item) => A(item)));" },
  { body: "await A.map(xs);" },
  { body: "await Promise.all(xs.map(String)); await A();" },
  { body: "await A().then(B);" },
]);
