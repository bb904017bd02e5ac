import { availableParallelism, totalmem } from 'node:os';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

// What the server is started with. Everything is passed on its command line, which outranks postgresql.conf and
// ALTER SYSTEM, and which the server itself writes down in postmaster.opts: so a running server can be compared with
// the one we would start.

export type ServerSettings = Readonly<Record<string, string>>;

const GIBIBYTE = 1024 ** 3;

/** Defaults for a small host that the server shares with everything else. Durability is PostgreSQL's own. */
function defaults(): ServerSettings {
  return {
    max_connections: '100',
    shared_buffers: totalmem() >= 4 * GIBIBYTE ? '256MB' : '128MB',
    // Checkpoints by time, not by volume: a flash sale writes a lot at once.
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    // Orders are short statements. Parallel plans would need /dev/shm, of which a container has 64 MB.
    max_parallel_workers_per_gather: availableParallelism() > 4 ? '2' : '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Keeps the text of failed statements, and with it personal data, out of the log.
    log_min_error_statement: 'panic',
  };
}

/** Never configurable: an acknowledged order has to be on disk. */
const DURABLE: ServerSettings = { fsync: 'on', full_page_writes: 'on' };

const UNSAFE: ServerSettings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** Decided by this room; a caller who sets one of them would be ignored or locked out. */
const OURS = new Set([
  'config_file',
  'data_directory',
  'external_pid_file',
  'hba_file',
  'ident_file',
  'lc_messages',
  'listen_addresses',
  'log_destination',
  'logging_collector',
  'port',
  'unix_socket_directories',
]);

/** Accepted values of what durability rests on. PostgreSQL reads booleans by unique prefix, so "of" would be off. */
const STAYS_ON: Readonly<Record<string, ReadonlySet<string>>> = {
  fsync: new Set(['on', 'true', 'yes', '1']),
  full_page_writes: new Set(['on', 'true', 'yes', '1']),
  synchronous_commit: new Set(['on', 'true', 'yes', '1', 'local', 'remote_write', 'remote_apply']),
};

/**
 * The full settings of a server, in a stable order.
 * Throws `setting_refused` for one that would lose acknowledged data or that is not the caller's to choose.
 */
export function serverSettings(wanted: ServerSettings, durable: boolean): ServerSettings {
  const chosen: Record<string, string> = {};
  for (const [key, value] of Object.entries(wanted)) {
    const name = settingName(key);
    refuseUnlessSafe(name, value);
    chosen[name] = value;
  }
  const all = { ...defaults(), ...chosen, ...(durable ? DURABLE : UNSAFE) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The settings as arguments of `postgres`. */
export function settingArguments(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** PostgreSQL ignores case here and takes "-" for "_"; so must a check that is to hold. */
function settingName(key: string): string {
  const name = key.trim().toLowerCase().replaceAll('-', '_');
  if (/^[a-z][a-z0-9_.]*$/.test(name)) return name;
  throw refused(`"${key}" is not the name of a PostgreSQL setting.`);
}

function refuseUnlessSafe(name: string, value: string): void {
  if (OURS.has(name)) throw refused(`The PostgreSQL setting ${name} is chosen by the embedded server. Leave it out.`);
  // A line break would end the line of postmaster.opts; a quote would end an argument there.
  if (/["\n\r\0]/.test(value))
    throw refused(`The value of the PostgreSQL setting ${name} holds a quote or line break.`);
  const allowed = STAYS_ON[name];
  if (allowed === undefined || allowed.has(value.trim().toLowerCase())) return;
  throw refused(
    `The PostgreSQL setting ${name}=${value} is refused: with it, a power failure loses orders that were acknowledged. Leave ${name} on.`,
  );
}

function refused(message: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('setting_refused', message);
}
