/** A part of the panel whose code comes when it is first needed, and not before the first picture. */
export class Deferred<T> {
  private part: T | undefined;
  private coming: Promise<T> | undefined;

  constructor(
    private readonly load: () => Promise<T>,
    /** The code did not come. */
    private readonly failed: (reason: unknown) => void,
  ) {}

  /** Where it has come already. */
  get here(): T | undefined {
    return this.part;
  }

  /** Now where it is here, else once it has come. */
  use(action: (part: T) => void): void {
    if (this.part !== undefined) {
      action(this.part);
      return;
    }
    this.coming ??= this.load().then((part) => {
      this.part = part;
      return part;
    });
    // What the action throws is no reason to say that the code did not come.
    void this.coming.then(action, (reason) => {
      this.coming = undefined;
      this.failed(reason);
    });
  }
}
