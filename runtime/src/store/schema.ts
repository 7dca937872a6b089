/**
 * The tables, as numbered steps. A step once released is never edited; add a new one. The number of
 * the last step is the file's `user_version`.
 *
 * Task runs are keyed by run and ordinal without a rowid: one b-tree, in the order they are read.
 * Their values come last in the row, so that lists do not touch the pages of long ones.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    flow_key TEXT NOT NULL,
    flow_name TEXT NOT NULL,
    file TEXT NOT NULL,
    export_name TEXT,
    params TEXT NOT NULL,
    params_problem TEXT,
    parent TEXT,
    parent_task TEXT,
    retry_of TEXT,
    created INTEGER NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    history TEXT NOT NULL,
    seq INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    error TEXT,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    supervisor INTEGER,
    supervisor_start TEXT,
    heartbeat INTEGER NOT NULL,
    cancel_requested INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX runs_by_created ON runs (created);
  CREATE INDEX runs_by_flow ON runs (flow_key, created);
  CREATE INDEX runs_by_parent ON runs (parent) WHERE parent IS NOT NULL;
  CREATE INDEX runs_unfinished ON runs (id) WHERE ended IS NULL;

  CREATE TABLE task_runs (
    run TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    task_key TEXT NOT NULL,
    name TEXT NOT NULL,
    site TEXT,
    map TEXT,
    upstream TEXT NOT NULL,
    input_hash TEXT,
    source_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT,
    attempt INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    history TEXT NOT NULL,
    created INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    error TEXT,
    subflow TEXT,
    progress TEXT,
    result_problem TEXT,
    result TEXT,
    PRIMARY KEY (run, ordinal)
  ) WITHOUT ROWID;

  -- Which runs called a task, and its last call in each: history of a task without an index entry
  -- per task run.
  CREATE TABLE task_calls (
    task_key TEXT NOT NULL,
    run TEXT NOT NULL,
    last_ordinal INTEGER NOT NULL,
    PRIMARY KEY (task_key, run)
  ) WITHOUT ROWID;

  CREATE TABLE logs (
    run TEXT NOT NULL,
    seq INTEGER NOT NULL,
    task TEXT,
    time INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    source TEXT,
    PRIMARY KEY (run, seq)
  ) WITHOUT ROWID;

  CREATE TABLE artifacts (
    run TEXT NOT NULL,
    key TEXT NOT NULL,
    task TEXT,
    kind TEXT NOT NULL,
    time INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, key)
  ) WITHOUT ROWID;

  CREATE TABLE cache (
    key TEXT PRIMARY KEY,
    from_task TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER,
    value TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE runs ADD COLUMN schedule TEXT;
  ALTER TABLE runs ADD COLUMN scheduled INTEGER;
  CREATE INDEX runs_by_slot ON runs (flow_key, schedule, scheduled) WHERE schedule IS NOT NULL;

  -- How far each schedule's slots have been decided on: what lies between here and now was missed.
  CREATE TABLE schedules (
    flow_key TEXT NOT NULL,
    schedule TEXT NOT NULL,
    decided INTEGER NOT NULL,
    paused INTEGER,
    PRIMARY KEY (flow_key, schedule)
  ) WITHOUT ROWID;

  -- The slots that are or were to be run; the key makes sure that none is run twice.
  CREATE TABLE slots (
    flow_key TEXT NOT NULL,
    schedule TEXT NOT NULL,
    slot INTEGER NOT NULL,
    state TEXT NOT NULL,
    late INTEGER NOT NULL,
    claim TEXT,
    host TEXT,
    pid INTEGER,
    process_start TEXT,
    attempts INTEGER NOT NULL,
    run TEXT,
    message TEXT,
    changed INTEGER NOT NULL,
    PRIMARY KEY (flow_key, schedule, slot)
  ) WITHOUT ROWID;
  CREATE INDEX slots_open ON slots (slot) WHERE state IN ('due', 'claimed', 'started');

  -- What was told to whom. The id says what happened and which way it goes, so that it goes once.
  CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    flow_key TEXT NOT NULL,
    way TEXT NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    channel TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    time INTEGER NOT NULL,
    problem TEXT
  ) WITHOUT ROWID;
  CREATE INDEX alerts_by_time ON alerts (time);
  CREATE INDEX alerts_pending ON alerts (time) WHERE state = 'pending';
  `,
  `
  -- The processes that run what is scheduled.
  CREATE TABLE services (
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    since INTEGER NOT NULL,
    heartbeat INTEGER NOT NULL,
    PRIMARY KEY (host, pid)
  ) WITHOUT ROWID;

  -- What a task was called with, as text for a person.
  ALTER TABLE task_runs ADD COLUMN inputs TEXT;

  -- Whom to tell of what becomes of the run, as JSON: the alerts in force when it began.
  ALTER TABLE runs ADD COLUMN alerts TEXT;
  `,
  `
  -- What tasks left of their files (as JSON; null while a run goes on), and the result of then.
  CREATE TABLE files (
    key TEXT PRIMARY KEY,
    from_task TEXT NOT NULL,
    changed INTEGER NOT NULL,
    traces TEXT,
    value TEXT,
    problem TEXT
  ) WITHOUT ROWID;
  `,
  `
  -- What a named limit allows: as a run last had it declared, and as a person has set it since.
  CREATE TABLE limits (
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    declared INTEGER,
    declared_per INTEGER,
    place TEXT,
    chosen INTEGER,
    chosen_per INTEGER,
    PRIMARY KEY (name, kind)
  ) WITHOUT ROWID;

  -- Who holds a slot of a limit: a task run or a flow run, and the process that it lives in.
  CREATE TABLE leases (
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    run TEXT NOT NULL,
    since INTEGER NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    PRIMARY KEY (name, holder)
  ) WITHOUT ROWID;

  -- The processes that wait for limits: one place in the queue for each set of names, as JSON.
  CREATE TABLE limit_queue (
    names TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    ticket INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    PRIMARY KEY (names, host, pid, process_start)
  ) WITHOUT ROWID;

  -- The last starts under each rate, counted from 1: as many as it allows in its span.
  CREATE TABLE rate_starts (
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    boot TEXT NOT NULL,
    uptime REAL NOT NULL,
    wall INTEGER NOT NULL,
    PRIMARY KEY (name, number)
  ) WITHOUT ROWID;

  -- What runs ask people for, and what was answered. The answer is JSON, as it was given.
  CREATE TABLE inputs (
    id TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    task TEXT,
    key TEXT NOT NULL,
    site TEXT NOT NULL,
    prompt TEXT,
    schema TEXT NOT NULL,
    asked INTEGER NOT NULL,
    until INTEGER,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    problem TEXT,
    settled INTEGER,
    settled_seq INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX inputs_by_run ON inputs (run);
  CREATE INDEX inputs_open ON inputs (asked) WHERE state IN ('open', 'answered');
  `,
  `
  -- When this was last done, so that of all processes one does it now and then.
  CREATE TABLE upkeep (
    what TEXT PRIMARY KEY,
    done INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- Crashed runs that nobody has told of; of those before this step, somebody has.
  UPDATE runs SET alerts = '[]' WHERE ended IS NOT NULL AND alerts IS NOT NULL;
  CREATE INDEX runs_untold ON runs (id) WHERE state = 'Crashed' AND alerts <> '[]';
  `,
  `
  -- What is kept for later says when it was last of use: what is not goes some day.
  ALTER TABLE cache RENAME COLUMN created TO used;
  ALTER TABLE files RENAME COLUMN changed TO used;
  `,
  `
  -- What processes that wait for limits, while they hold others, say of where they stand, as JSON.
  CREATE TABLE limit_standings (
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    standing TEXT NOT NULL,
    PRIMARY KEY (host, pid, process_start)
  ) WITHOUT ROWID;
  `,
];
