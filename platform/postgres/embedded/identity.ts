import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { type Invocation, runProgram } from './run-program.ts';

// PostgreSQL refuses to run as root, so root needs an identity to run it under. An ordinary user has one: itself.
//
// For root, in this order, each tried for real before it is chosen:
//   user        an unprivileged user that exists. Needs to get at the data and the binaries like anyone else.
//   namespace   a user namespace in which root has another number. Files stay root's, so that a clone under /root or
//               in a private temporary directory works.
//   capability  an unprivileged user that keeps the one right to pass through closed directories. For containers
//               that forbid namespaces.
// No system user is created and no directory of the user's is opened up. In the last two the server may touch root's
// files, as root itself could; the first is what a machine that serves customers should have.

export interface Identity {
  /** For people: "as user postgres". */
  readonly description: string;
  /** Whom the data has to belong to. */
  readonly owner: Owner;
  invoke(file: string, args: readonly string[]): Invocation;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Account extends Owner {
  readonly name: string;
}

export interface Identities {
  /** Runs initdb, which wants its user to be listed in /etc/passwd. */
  readonly initdb: Identity;
  readonly server: Identity;
}

/**
 * Chooses whom PostgreSQL runs as.
 * `dataOwner` is who owns the existing data, if any: it is kept when that works. Throws `not_permitted`.
 */
export async function chooseIdentities(
  binaries: Binaries,
  directory: string,
  dataOwner: Owner | undefined,
): Promise<Identities> {
  if (process.getuid?.() !== 0) return ordinaryIdentities(dataOwner, directory);
  const failures: string[] = [];
  for (const identity of candidatesForRoot(accounts(), dataOwner)) {
    const failure = await tryOut(identity, binaries, directory);
    if (failure === undefined) return { initdb: identity, server: identity };
    failures.push(`  ${identity.description}: ${failure}`);
  }
  throw new EmbeddedPostgresError(
    'not_permitted',
    `PostgreSQL does not run as root, and nobody else on this machine may run it on ${directory}. Start as an ordinary user; or move the product to where others may enter (such as /srv, not /root); or point DATABASE_URL at a PostgreSQL that you run yourself. What was tried:\n${failures.join('\n')}`,
  );
}

/** Every way for root, best first. */
export function candidatesForRoot(known: readonly Account[], dataOwner?: Owner): Identity[] {
  const users = [...known];
  if (dataOwner !== undefined && dataOwner.uid !== 0) {
    const index = users.findIndex(({ uid }) => uid === dataOwner.uid);
    const [account] = index < 0 ? [] : users.splice(index, 1);
    users.unshift({ name: account?.name ?? `number ${dataOwner.uid}`, ...dataOwner });
  }
  const namespaces = known.slice(0, 1).map(namespaceIdentity);
  return [...users.map(userIdentity), ...namespaces, ...users.map(capabilityIdentity)];
}

function ordinaryIdentities(dataOwner: Owner | undefined, directory: string): Identities {
  const self = ownIdentity();
  if (dataOwner !== undefined && dataOwner.uid !== self.owner.uid) {
    throw new EmbeddedPostgresError(
      'not_permitted',
      `The database in ${directory} belongs to user id ${dataOwner.uid}, but this is user id ${self.owner.uid}: it was created by root or by another user. Start as that user again, hand it over once with "sudo chown -R ${self.owner.uid} ${directory}", or choose another directory.`,
    );
  }
  const [listed] = accounts();
  // Containers are often run under a number that no file knows (docker run --user 12345).
  const initdb = hasName() || listed === undefined ? self : namespaceIdentity(listed);
  return { initdb, server: self };
}

function ownIdentity(): Identity {
  return { description: 'as the current user', owner: currentOwner(), invoke: (file, args) => ({ file, args }) };
}

function userIdentity({ name, uid, gid }: Account): Identity {
  return {
    description: `as user ${name}`,
    owner: { uid, gid },
    invoke: (file, args) => ({ file, args, uid, gid }),
  };
}

/** Within the namespace the current user has the account's number; outside, and on disk, it stays who it is. */
function namespaceIdentity({ uid, gid }: Account): Identity {
  const options = ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
  return {
    description: 'in a user namespace',
    owner: currentOwner(),
    invoke: (file, args) => ({ file: 'unshare', args: [...options, file, ...args] }),
  };
}

/** The securebit keeps access(2), by which PostgreSQL checks its own binaries, from forgetting the capability. */
function capabilityIdentity({ name, uid, gid }: Account): Identity {
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const right = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup', '--'];
  return {
    description: `as user ${name}, allowed through closed directories`,
    owner: { uid, gid },
    invoke: (file, args) => ({ file: 'setpriv', args: [...user, ...right, file, ...args] }),
  };
}

/** Why the identity is of no use here, or undefined when it is: it enters the directory and runs the binary. */
async function tryOut(identity: Identity, binaries: Binaries, directory: string): Promise<string | undefined> {
  const script = 'cd -- "$1" && exec "$2" --version';
  try {
    const { exitCode, output } = await runProgram(
      identity.invoke('/bin/sh', ['-c', script, 'sh', directory, binaries.postgres]),
    );
    return exitCode === 0 ? undefined : output.trim().replaceAll('\n', '; ');
  } catch (error) {
    return (error as Error).message;
  }
}

/** Listed users whom PostgreSQL can run as: its own, then the one made for owning nothing. */
export function accounts(passwd = readPasswd()): Account[] {
  const listed = passwd.split('\n').flatMap((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return Number(uid) > 0 && Number(gid) >= 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
  return ['postgres', 'nobody'].flatMap((wanted) => listed.find(({ name }) => name === wanted) ?? []);
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function currentOwner(): Owner {
  return { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
}
