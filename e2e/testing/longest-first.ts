import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Files that take longest begin first, so that none of them runs alone at the end. Vitest goes by the size of a file where
// it has not seen it run before, as on a fresh clone, and the longest drill is the shortest file.

/** In seconds, on two idle cores; a file that is not here takes less. Only their order counts. */
const SECONDS: Readonly<Record<string, number>> = {
  'e2e/kill.test.ts': 60,
  'e2e/replay.test.ts': 35,
  'e2e/monolith.test.ts': 28,
  'e2e/split.test.ts': 25,
  'e2e/faults.test.ts': 18,
  'e2e/kill-choreographed.test.ts': 17,
};

function secondsOf(file: string): number {
  const name = Object.keys(SECONDS).find((known) => file.replaceAll('\\', '/').endsWith(`/${known}`));
  return name === undefined ? 0 : (SECONDS[name] ?? 0);
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = Object.keys(SECONDS).filter((name) => !existsSync(join(this.ctx.config.root, name)));
    if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')}: correct the list of the longest`);
    const sorted = await super.sort(files);
    return sorted.toSorted((left, right) => secondsOf(right.moduleId) - secondsOf(left.moduleId));
  }
}
