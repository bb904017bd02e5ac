import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

// RFC 9110 §13: versions as entity tags. A resource that is shown from several rooms has a tag of several versions.

/** The entity tag of these versions. */
export function etagOf(...versions: readonly number[]): string {
  return `"${versions.join('-')}"`;
}

/** Refuses a change of another version than the caller saw. */
export function requireMatch(request: FastifyRequest, etag: string): void {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return;
  if (!tagsOf(header).includes(etag)) throw mismatch(header);
}

/**
 * The version that a command is to find; undefined where the caller does not care. The command alone decides whether it
 * is the current one: only of a choice of several the current one is looked up beforehand.
 * @throws Problem when `If-Match` names no version, or none of several is the current one.
 */
export async function versionSeen(
  request: FastifyRequest,
  current: () => Promise<number>,
): Promise<{ readonly expectedVersion?: number }> {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return {};
  const seen = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (seen !== undefined) return { expectedVersion: Number(seen) };
  const version = await current();
  requireMatch(request, etagOf(version));
  return { expectedVersion: version };
}

/**
 * The same for a command that takes 0 for any version. In a tag of several versions it is the first: what the others
 * stand for is shown with it, and not changed by the command.
 * @throws Problem when `If-Match` names no version, or none of several is the current one.
 */
export async function revisionSeen(request: FastifyRequest, current: () => Promise<number>): Promise<number> {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return 0;
  const seen = /^"([1-9]\d{0,8})(?:-\d+)*"$/.exec(header.trim())?.[1];
  if (seen !== undefined) return Number(seen);
  const choice = tagsOf(header).map((tag) => tag.replace(/^("\d+)(?:-\d+)+"$/, '$1"'));
  const revision = await current();
  if (!choice.includes(etagOf(revision))) throw mismatch(header);
  return revision;
}

export function mismatch(header = ''): Problem {
  return new Problem('version_mismatch', `If-Match says ${header.slice(0, 100)}, which is not the current version.`);
}

/** Sets the tag; true when the caller has this version, and has been sent a 304. */
export function notModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag);
  const header = request.headers['if-none-match'];
  if (header === undefined) return false;
  const known = header.trim() === '*' || tagsOf(header.replaceAll('W/', '')).includes(etag);
  if (known) void reply.code(304).send();
  return known;
}

function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim());
}
