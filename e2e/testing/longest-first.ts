import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Files that take longest begin first, so that none of them runs alone at the end, and those that mostly wait run beside
// those that compute. Vitest goes by the size of a file where it has not seen it run before, as on a fresh clone, and the
// longest drill is the shortest file.

/** The first ones, in this order; all others take less than a quarter of a minute. */
const FIRST = [
  'e2e/kill.test.ts',
  'e2e/replay.test.ts',
  // These wait, for servers that start, stop and do not answer.
  'platform/postgres/embedded/start-embedded-postgres.pg.test.ts',
  'apps/host/require-answers.pg.test.ts',
  'apps/host/sale-redis.redis.test.ts',
  'apps/host/history.pg.test.ts',
  'platform/postgres/embedded/first-start.pg.test.ts',
  'platform/messaging/embedded-broker.pg.test.ts',
  // And these compute.
  'e2e/monolith.test.ts',
  'e2e/split.test.ts',
  'e2e/storefront.test.ts',
  'e2e/console-operations.test.ts',
  'e2e/console.test.ts',
  'e2e/faults.test.ts',
  'e2e/kill-choreographed.test.ts',
  'e2e/waiting-room.test.ts',
  'e2e/storefront-sales.test.ts',
] as const;

function placeOf(file: string): number {
  const place = FIRST.findIndex((known) => file.replaceAll('\\', '/').endsWith(`/${known}`));
  return place === -1 ? FIRST.length : place;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = FIRST.filter((name) => !existsSync(join(this.ctx.config.root, name)));
    if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')}: correct the list of the longest`);
    const sorted = await super.sort(files);
    return sorted.toSorted((left, right) => placeOf(left.moduleId) - placeOf(right.moduleId));
  }
}
