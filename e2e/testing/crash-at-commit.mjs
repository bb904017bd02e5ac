import pg from 'pg';

// Loaded into a host with `node --import`: kills the process at the nth commit point that it comes to once the test has
// armed it, counted from the first claim of an idempotency key on. A commit point is a transaction that writes, or a
// statement that writes by itself. `before` dies before the commit is sent, `sent` right after it was, `after` when the
// database has answered it and nobody in the process has heard. Nothing of this is in the product.

const WRITES = /(?:insert\s+into|update|delete\s+from)\s+(\w+\.\w+)/gi;
/** Heartbeats and sweeps come when they please: they are no points of anybody's checkout. */
const BACKGROUND = /\.leases$|\.consumers$|\.subscriptions$/;
const EVENTS = /\b(?:started|resumed|step_\w+|undo_\w+|operator_\w+)\b/;

let armed;
let counted = 0;
let isCounting = false;

process.on('message', (message) => {
  armed = message;
  counted = 0;
  isCounting = false;
  process.send?.({ heard: true });
});

/** What is open on each connection: the statements since `begin`. */
const open = new WeakMap();

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function crashing(config, values, callback) {
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  if (armed === undefined || typeof text !== 'string') return query.call(this, config, values, callback);
  const send = (onAnswer) => withAnswer(this, [config, values, callback], onAnswer);
  if (/^\s*begin/i.test(text)) open.set(this, []);
  else if (/^\s*rollback/i.test(text)) open.delete(this);
  else if (/^\s*commit/i.test(text)) {
    const written = open.get(this) ?? [];
    open.delete(this);
    return written.length === 0 ? send() : commitPoint(written, send);
  } else {
    const written = labelsOf(text, config?.values ?? (Array.isArray(values) ? values : []));
    if (written.length === 0) return send();
    const transaction = open.get(this);
    if (transaction === undefined) return commitPoint(written, send);
    transaction.push(...written);
  }
  return send();
};

function labelsOf(text, values) {
  const tables = [...text.matchAll(WRITES)].map(([, table]) => table).filter((table) => !BACKGROUND.test(table));
  return tables.map((table) => (table.endsWith('.saga_log') ? `${table} ${entriesOf(values)}` : table));
}

/** The entries of a saga's log, read from the columns that are sent: events and steps, in their order. */
function entriesOf(values) {
  const lists = values.filter((value) => typeof value === 'string' && value.startsWith('{')).map(itemsOf);
  const events = lists.find((items) => items.length > 0 && items.every((item) => EVENTS.test(item))) ?? [];
  const steps = lists.find((items) => items.some((item) => /^[a-z]+( [a-z]+)+$/.test(item))) ?? [];
  return [...new Set(events.map((event, index) => `${event} ${steps[index] ?? ''}`.trim()))].join(' + ');
}

function itemsOf(literal) {
  return literal
    .slice(1, -1)
    .split(',')
    .map((item) => item.replaceAll('"', ''));
}

function commitPoint(written, send) {
  const label = [...new Set(written)].join(', ');
  // A background sweep must not be taken for the beginning.
  isCounting ||= written.some((table) => table.startsWith('gateway.operations'));
  if (!isCounting) return send();
  counted += 1;
  if (counted !== armed.at) {
    process.send?.({ passed: counted, label });
    return send();
  }
  process.send?.({ met: counted, label, when: armed.when });
  if (armed.when === 'before') die();
  // Who has disarmed the host meanwhile, because nothing more was to come, takes it for alive.
  const armedBy = armed;
  const dieIfArmed = () => {
    if (armed === armedBy) die();
  };
  if (armed.when === 'after') return send(dieIfArmed);
  const sent = send();
  // What is corked in this turn leaves at its end.
  setImmediate(dieIfArmed);
  return sent;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
  // Nothing may happen in what is left of this turn.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
}

function withAnswer(client, [config, values, callback], onAnswer) {
  if (onAnswer === undefined) return query.call(client, config, values, callback);
  const given = [config, values, callback].findIndex((argument) => typeof argument === 'function');
  if (given !== -1) {
    const args = [config, values, callback];
    const original = args[given];
    args[given] = (...answer) => {
      onAnswer();
      original(...answer);
    };
    return query.apply(client, args);
  }
  const answer = query.call(client, config, values);
  answer.then(onAnswer, () => undefined);
  return answer;
}
