/** Log lines: a virtual list of 20 px rows, ANSI colours as classes, text as text. */
import type { LogLine, TaskRunId } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { parseAnsi, stripAnsi } from "../model/ansi.js";
import { baseName, formatCount, formatTime, plural, visibleText } from "../model/format.js";
import { filterLines } from "../model/log-filter.js";
import type { LogStore } from "../model/logs.js";
import type { Session } from "../model/session.js";
import { WrappedLines } from "../model/wrapped-lines.js";
import type { Ui } from "../ui.js";
import type { CheckControl, ValueControl } from "./controls.js";
import { byId, control, el, setText } from "./element.js";
import { icon } from "./icons.js";
import { batched } from "./motion.js";

const ROW = 20;
/** Longer messages are cut on screen; copying gives all of them. */
const SHOWN = 4000;
const EXTRA_ROWS = 12;
/** Rows that turn out shorter than they were given make room for others, which are measured too. */
const LOOKS = 8;

export class LogsView {
  private readonly list = el("div", { class: "log-list", role: "log", tabindex: 0 });
  private readonly space = el("div", { class: "log-space" });
  private readonly count = el("span", { class: "log-count" });
  private lines: LogLine[] = [];
  /** The first line that is drawn. */
  private first = 0;
  private readonly wrapped = new WrappedLines();
  private width = 0;
  private following = true;
  private rendered = "";
  /** Whose lines are on the screen: another run, or a fresh snapshot, brings a store of its own. */
  private shown: LogStore | undefined;
  readonly update = batched(() => this.render());

  constructor(
    private readonly session: Session,
    private readonly ui: Ui,
    private readonly actions: Actions,
    /** A line under the pointer shows its moment in the timeline. */
    private readonly hover: (time: number | undefined) => void,
    private readonly selectedTasks: () => ReadonlySet<TaskRunId> | undefined,
  ) {
    this.list.ariaLabel = "Log lines";
    this.list.ariaLive = "off";
    this.list.append(this.space);
    byId("logs-pane").append(this.header(), this.list);
    this.list.addEventListener("scroll", () => {
      const { scrollTop, clientHeight, scrollHeight } = this.list;
      this.following = scrollTop + clientHeight >= scrollHeight - ROW;
      this.update();
    });
    new ResizeObserver(() => {
      this.rendered = "";
      this.update();
    }).observe(this.list);
    this.list.addEventListener("mousemove", (event) => this.hover(this.lineAt(event)?.time));
    this.list.addEventListener("mouseleave", () => this.hover(undefined));
    this.list.addEventListener("click", (event) => {
      const line = this.lineAt(event);
      if (!line || !window.getSelection()?.isCollapsed) return;
      if ((event.target as Element).closest(".log-source") && line.source) {
        this.actions.post({ type: "openSource", ...line.source });
      } else if (line.task) this.actions.select({ task: line.task }, true);
    });
  }

  focus(): void {
    this.list.focus();
  }

  private header(): HTMLElement {
    const { log } = this.ui;
    const level = control(
      "vscode-dropdown",
      { "aria-label": "Least level shown" },
      ...["debug", "info", "warn", "error"].map((value) =>
        control(
          "vscode-option",
          { value, selected: value === log.level },
          LEVEL_WORDS[value] ?? value,
        ),
      ),
    ) as ValueControl;
    level.addEventListener("change", () => {
      log.level = level.value as typeof log.level;
      this.changed();
    });
    const selected = control(
      "vscode-checkbox",
      { title: "Lines of the selected task only" },
      "Selected only",
    ) as CheckControl;
    selected.checked = log.selected;
    selected.addEventListener("change", () => {
      log.selected = selected.checked;
      this.changed();
    });
    const search = control("vscode-text-field", {
      placeholder: "Search logs",
      "aria-label": "Search logs",
    }) as ValueControl;
    search.addEventListener("input", () => {
      this.ui.logSearch = search.value;
      this.changed();
    });
    const wrap = this.button("word-wrap", "Wrap lines", () => {
      log.wrap = !log.wrap;
      wrap.setAttribute("aria-pressed", String(log.wrap));
      this.changed();
    });
    wrap.setAttribute("aria-pressed", String(log.wrap));
    return el(
      "div",
      { class: "pane-head" },
      el("h2", {}, "Logs"),
      level,
      selected,
      search,
      this.count,
      el("span", { class: "spring" }),
      wrap,
      this.button("copy", "Copy the lines shown", () =>
        this.actions.post({ type: "copy", text: this.text() }),
      ),
      this.button("go-to-file", "Open the lines in an editor", () =>
        this.actions.post({ type: "openText", text: this.text(), language: "log" }),
      ),
    );
  }

  private button(name: Parameters<typeof icon>[0], label: string, run: () => void): HTMLElement {
    const button = control(
      "vscode-button",
      { appearance: "icon", "aria-label": label, title: label },
      icon(name),
    );
    button.addEventListener("click", run);
    return button;
  }

  private text(): string {
    return this.lines
      .map(
        (line) =>
          `${new Date(line.time).toISOString()} ${line.level.toUpperCase().padEnd(5)} ${this.taskName(line)}${stripAnsi(line.message)}`,
      )
      .join("\n");
  }

  private taskName(line: LogLine): string {
    const name = line.task && this.session.tasks.byId.get(line.task)?.name;
    return name ? `[${name}] ` : "";
  }

  private changed(): void {
    this.rendered = "";
    this.actions.uiChanged();
    this.update();
  }

  private lineAt(event: MouseEvent): LogLine | undefined {
    const row = (event.target as Element).closest<HTMLElement>("[data-line]");
    return row ? this.lines[Number(row.dataset.line)] : undefined;
  }

  private render(): void {
    if (this.list.clientHeight === 0) return;
    const { log, logSearch } = this.ui;
    const { logs } = this.session;
    if (this.shown !== logs) {
      this.shown = logs;
      this.rendered = "";
    }
    const tasks = log.selected ? this.selectedTasks() : undefined;
    const key = [logs.version, log.level, log.wrap, logSearch, this.list.clientWidth].join("|");
    const taskKey = tasks ? [...tasks].slice(0, 50).join() : "";
    if (this.rendered !== key + taskKey) {
      this.rendered = key + taskKey;
      this.lines = filterLines(logs.lines, {
        level: log.level,
        search: logSearch,
        ...(tasks ? { tasks } : {}),
      });
      if (log.wrap) this.wrap();
      this.list.classList.toggle("wrap", log.wrap);
      this.showCount();
      this.stretch();
    }
    this.renderRows();
    for (let looks = 0; log.wrap && looks < LOOKS && this.measure(); looks++) this.renderRows();
  }

  /** Gives the scroll bar its length. */
  private stretch(): void {
    const rows = this.ui.log.wrap ? this.wrapped.rows : this.lines.length;
    this.space.style.height = `${rows * ROW}px`;
    if (this.following) this.list.scrollTop = this.list.scrollHeight;
  }

  private renderRows(): void {
    const top = Math.floor(this.list.scrollTop / ROW) - EXTRA_ROWS;
    const bottom = top + Math.ceil(this.list.clientHeight / ROW) + 2 * EXTRA_ROWS;
    const { wrapped } = this;
    const { wrap } = this.ui.log;
    const from = Math.max(0, wrap ? wrapped.lineAt(top) : top);
    const to = Math.min(this.lines.length, wrap ? wrapped.lineAt(bottom) + 1 : bottom);
    const rows = this.lines.slice(from, to).map((line, i) => {
      const row = this.row(line, from + i);
      row.style.top = `${(wrap ? wrapped.start(from + i) : from + i) * ROW}px`;
      return row;
    });
    this.first = from;
    this.space.replaceChildren(...rows);
  }

  /** @returns whether rows took more or less room than they were given, and have to be drawn again. */
  private measure(): boolean {
    const { wrapped, list } = this;
    const seen = wrapped.lineAt(Math.ceil(list.scrollTop / ROW));
    const before = wrapped.start(seen);
    const taken = [...this.space.children].map((row) =>
      Math.max(1, Math.round((row as HTMLElement).offsetHeight / ROW)),
    );
    if (!wrapped.measured(this.first, taken)) return false;
    this.stretch();
    // What is being read stays where it is, whatever stands above it.
    if (!this.following) list.scrollTop += (wrapped.start(seen) - before) * ROW;
    return true;
  }

  private row(line: LogLine, index: number): HTMLElement {
    const name = line.task && this.session.tasks.byId.get(line.task)?.name;
    const message = el("span", { class: "log-message" });
    const text = line.message.slice(0, SHOWN);
    for (const span of parseAnsi(text)) {
      message.append(this.marked(visibleText(span.text), span.classes));
    }
    if (line.message.length > SHOWN) {
      const rest = formatCount(line.message.length - SHOWN);
      message.append(el("span", { class: "log-more" }, ` … ${rest} more characters; copy for all`));
    }
    return el(
      "div",
      { class: `log-row ${line.level}`, "data-line": index },
      el("span", { class: "log-time" }, formatTime(line.time)),
      el("span", { class: "log-level" }, LEVEL_MARKS[line.level] ?? ""),
      name !== undefined && el("span", { class: "log-task" }, visibleText(name)),
      message,
      line.source && el("span", { class: "log-source" }, sourceText(line.source)),
    );
  }

  /** A span of text with the search's hits marked. */
  private marked(text: string, classes: readonly string[]): HTMLElement {
    const span = el("span", classes.length > 0 ? { class: classes.join(" ") } : {});
    const search = this.ui.logSearch.toLowerCase();
    const lower = text.toLowerCase();
    let last = 0;
    while (search !== "") {
      const hit = lower.indexOf(search, last);
      if (hit < 0) break;
      span.append(text.slice(last, hit), el("mark", {}, text.slice(hit, hit + search.length)));
      last = hit + search.length;
    }
    span.append(text.slice(last));
    return span;
  }

  /** In a fixed-width font how many rows a line takes is a division, but for what is wide or tabbed. */
  private wrap(): void {
    const { list } = this;
    if (this.width !== list.clientWidth) this.wrapped.forget();
    this.width = list.clientWidth;
    const columns = Math.floor((list.clientWidth - 24) / characterWidth(list));
    this.wrapped.show(this.lines, (line) => {
      const source = line.source ? sourceText(line.source).length + 4 : 0;
      const room = Math.max(20, columns - 16 - this.taskName(line).length - 2 - source);
      return Math.ceil(Math.min(stripAnsi(line.message).length, SHOWN + 40) / room);
    });
  }

  private showCount(): void {
    const { dropped, lines } = this.session.logs;
    const shown = this.lines.length === lines.length ? "" : `${formatCount(this.lines.length)} of `;
    const gone = dropped > 0 ? `, ${formatCount(dropped)} older left out` : "";
    this.list.dataset.empty =
      this.lines.length > 0
        ? ""
        : lines.length > 0
          ? "No line matches."
          : this.session.run?.ended === undefined
            ? "No log lines yet."
            : "It logged nothing.";
    setText(this.count, `${shown}${plural(lines.length, "line")}${gone}`);
  }
}

const LEVEL_WORDS: Record<string, string> = {
  debug: "All levels",
  info: "Info and up",
  warn: "Warnings and up",
  error: "Errors",
};

const LEVEL_MARKS: Record<string, string> = {
  debug: "DBG",
  info: "INF",
  warn: "WRN",
  error: "ERR",
};

function sourceText({ file, line }: NonNullable<LogLine["source"]>): string {
  return `${baseName(file)}:${line}`;
}

function characterWidth(element: HTMLElement): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 8;
  const { fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontSize} ${fontFamily}`;
  return context.measureText("0".repeat(50)).width / 50;
}
