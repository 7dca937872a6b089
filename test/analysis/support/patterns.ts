import type { Form, Pattern } from "./forms.js";

export interface Row extends Pattern {
  /** The number in the catalogue of analysis.md; a letter tells variants apart. */
  id: string;
  /** Where code outside the flow cannot be written with members, the wrapper form only. */
  forms?: Form[];
  graph: string[];
}
