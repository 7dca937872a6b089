/** What a comparison found, in numbers and in sentences. */
export const disagreements = [
  "missing node",
  "inexact node",
  "missing data edge",
  "missing wait edge",
  "missing return edge",
  "false data edge",
  "false wait edge",
  "false error edge",
  "missing order",
  "false order",
  "wrong always",
  "wrong always of an edge",
  "unreachable ran",
  "wrong times",
  "wrong exclusive",
] as const;

export type DisagreementKind = (typeof disagreements)[number];

export interface Disagreement {
  kind: DisagreementKind;
  detail: string;
}

/** How many of `all` were right. */
export interface Score {
  right: number;
  all: number;
}

export interface Scores {
  /** Task runs' call sites that have their static node. */
  nodeRecall: Score;
  /** Those of them that are told apart from other calls of the same helper. */
  instances: Score;
  /** Static task nodes that ran in some world. Few worlds reach every branch. */
  nodesReached: Score;
  /** Observed data and wait edges that the graph has. */
  edgeRecall: Score;
  /** Static data and wait edges, both of whose ends ran, that were observed in some world. */
  edgePrecision: Score;
  /** Static error edges whose source failed and whose target ran after it, or that had no chance to. */
  errorPrecision: Score;
  /** Observed orders that follow from the graph's edges. */
  orderRecall: Score;
  /** Static order edges that no world contradicts. */
  orderPrecision: Score;
  /** Statements of certainty (`always`, `times`, `exclusive`, `unreachable`) that held. */
  certainty: Score;
}

export interface Report {
  scores: Scores;
  disagreements: Disagreement[];
}

export function noScores(): Scores {
  const none = (): Score => ({ right: 0, all: 0 });
  return {
    nodeRecall: none(),
    instances: none(),
    nodesReached: none(),
    edgeRecall: none(),
    edgePrecision: none(),
    errorPrecision: none(),
    orderRecall: none(),
    orderPrecision: none(),
    certainty: none(),
  };
}

export function add(total: Scores, more: Scores): void {
  for (const key of Object.keys(total) as (keyof Scores)[]) {
    total[key].right += more[key].right;
    total[key].all += more[key].all;
  }
}

/** 1 where there was nothing to be wrong about. */
export function ratio({ right, all }: Score): number {
  return all === 0 ? 1 : right / all;
}

export class Reporter {
  readonly report: Report = { scores: noScores(), disagreements: [] };

  /** Counts one case; where it is wrong, says so. */
  check(
    score: keyof Scores,
    isRight: boolean,
    kind?: DisagreementKind,
    detail?: () => string,
  ): void {
    const counted = this.report.scores[score];
    counted.all++;
    if (isRight) counted.right++;
    else if (kind !== undefined) {
      this.report.disagreements.push({ kind, detail: detail?.() ?? "" });
    }
  }
}
