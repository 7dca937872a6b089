/** As `date-libraries.ts`, for bundles that hold the libraries themselves. */
import * as Croner from "croner";
import * as Rules from "rrule";

export const croner = (): typeof Croner => Croner;
export const rrule = (): typeof Rules => Rules;
