/**
 * What the run waits for people to answer, above the details. Each question stays one element until
 * it is settled, so that what is typed and the focus survive whatever else changes.
 */
import type { InputRequest, InputRequestId } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { answerForm } from "../model/answer.js";
import { formatClock, visibleText } from "../model/format.js";
import type { Session } from "../model/session.js";
import type { ButtonControl } from "./controls.js";
import { link } from "./details-parts.js";
import { control, el, setText } from "./element.js";
import { entryOf, fieldBox, readAll, sends } from "./fields.js";
import { icon } from "./icons.js";

interface Card {
  element: HTMLElement;
  first: HTMLElement | undefined;
  /** What to say of an answer that was not taken; the form is open again. */
  refuse(message: string): void;
  tick(now: number): void;
}

export class InputCards {
  readonly element = el("div", { class: "asks" });
  private readonly cards = new Map<InputRequestId, Card>();

  constructor(
    private readonly session: Session,
    private readonly actions: Actions,
  ) {}

  /** The questions of the nodes shown, or all of them. */
  update(requests: readonly InputRequest[]): void {
    const open = new Set(this.session.inputs.map(({ id }) => id));
    for (const id of this.cards.keys()) if (!open.has(id)) this.cards.delete(id);
    const wanted = requests.map((request) => this.card(request));
    const elements = wanted.map(({ element }) => element);
    for (const child of [...this.element.children]) {
      if (!elements.includes(child as HTMLElement)) child.remove();
    }
    for (const element of elements) if (!element.isConnected) this.element.append(element);
    for (const { id } of requests) {
      const message = this.session.refused.get(id);
      if (message === undefined) continue;
      this.session.refused.delete(id);
      this.cards.get(id)?.refuse(message);
    }
    this.tick();
  }

  focus(): void {
    const [first] = this.element.children;
    const card = [...this.cards.values()].find(({ element }) => element === first);
    card?.first?.focus();
  }

  tick(): void {
    for (const card of this.cards.values()) card.tick(Date.now());
  }

  private card(request: InputRequest): Card {
    const known = this.cards.get(request.id);
    if (known) return known;
    const task = request.task === undefined ? undefined : this.session.tasks.byId.get(request.task);
    const from = task
      ? link(task.name, () => this.actions.select({ task: task.id }, true))
      : el("span", {}, "the flow");
    const card = cardOf(request, from, (value) =>
      this.actions.post({ type: "answerInput", request: request.id, value }),
    );
    this.cards.set(request.id, card);
    return card;
  }
}

function cardOf(request: InputRequest, from: HTMLElement, send: (value: unknown) => void): Card {
  const left = el("span", { class: "ask-left" });
  const problem = el("p", { class: "field-problem", role: "alert" });
  const {
    element: form,
    first,
    buttons,
    enable,
  } = formOf(request, (value) => {
    problem.textContent = "";
    enable(false);
    send(value);
  });
  const title = el("h2", { id: `ask-${request.id}` }, visibleText(request.key));
  const element = el(
    "section",
    { class: "ask", "aria-labelledby": title.id },
    el("div", { class: "ask-head" }, icon("pause"), title, "from ", from, left),
    request.prompt !== undefined && el("p", { class: "ask-prompt" }, visibleText(request.prompt)),
    form,
    problem,
    buttons,
  );
  return {
    element,
    first,
    refuse(message) {
      problem.textContent = visibleText(message);
      enable(true);
      first?.focus();
    },
    tick(now) {
      if (request.until === undefined) return;
      const rest = request.until - now;
      setText(left, rest > 0 ? `${formatClock(rest)} left` : "nobody waits any more");
      if (rest <= 0) enable(false);
    },
  };
}

interface Form {
  element: HTMLElement;
  buttons: HTMLElement;
  first: HTMLElement | undefined;
  enable(on: boolean): void;
}

function formOf(request: InputRequest, send: (value: unknown) => void): Form {
  const shape = answerForm(request);
  if (shape.kind === "confirm") {
    const [yes, no] = [control("vscode-button", {}, "Yes"), secondary("No")];
    yes.addEventListener("click", () => send(true));
    no.addEventListener("click", () => send(false));
    const buttons = el("div", { class: "ask-buttons" }, yes, no);
    return { element: el("div"), buttons, first: yes, enable: enabler([yes, no]) };
  }
  const entries = shape.fields.map(entryOf);
  const element = el("div", { class: "fields" }, ...entries.map(fieldBox));
  const submit = control("vscode-button", {}, "Send");
  const answer = () => {
    const values = readAll(entries);
    if (values && !submit.hasAttribute("disabled")) send(shape.valueOf(values));
  };
  submit.addEventListener("click", answer);
  element.addEventListener("keydown", (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    event.stopPropagation();
    answer();
  });
  const buttons = el("div", { class: "ask-buttons" }, submit);
  return { element, buttons, first: entries[0]?.input, enable: enabler([submit]) };
}

function secondary(label: string): HTMLElement {
  return control("vscode-button", { appearance: "secondary" }, label);
}

function enabler(buttons: readonly HTMLElement[]): (on: boolean) => void {
  return (on) => {
    for (const button of buttons as ButtonControl[]) button.toggleAttribute("disabled", !on);
  };
}
