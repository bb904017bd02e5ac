import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command, Rows } from '../../platform/batching/command.ts';
import { packageRoot } from '../../platform/lifecycle/package-root.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { MODULE_NAMES } from './room-names.ts';
import { MODULES } from './rooms.ts';
import { batchesEqualSequence, buildModule, FIELD_VALUES } from './testing/module-histories.ts';
import { Outcomes } from './testing/outcomes.ts';

const RUNS = 150;
/** Some commands are accepted in few histories: as many more are told as it takes, up to a bound. */
const ROUNDS = 12;

describe('the list of modules', () => {
  it('has every room of modules/, and each has values for its commands', () => {
    const rooms = readdirSync(join(packageRoot(), 'modules')).sort();
    expect([...MODULE_NAMES].sort()).toEqual(rooms);
    expect(Object.keys(MODULES).sort()).toEqual(rooms);
    expect(Object.keys(FIELD_VALUES).sort()).toEqual(rooms);
  });
});

describe.each(MODULE_NAMES)('the commands of %s', (name) => {
  const module = buildModule(name);

  it('leave in batches what they leave one by one, and each of them is accepted and refused on the way', async () => {
    const outcomes = new Outcomes();
    for (let round = 0; round === 0 || (outcomes.missing(module).length > 0 && round < ROUNDS); round++) {
      await batchesEqualSequence(() => buildModule(name), FIELD_VALUES[name], { runs: RUNS, outcomes });
    }
    expect(outcomes.missing(module)).toEqual([]);
  });
});

/** The module of prices with another way to decide. */
function deciding(decide: (command: Command) => Command['decide']): () => Module {
  return () => {
    const pricing = buildModule('pricing');
    return { ...pricing, commands: pricing.commands.map((command) => ({ ...command, decide: decide(command) })) };
  };
}

/** Remembers how often it was called. */
const counting = deciding((command) => {
  let calls = 0;
  return (...given) => {
    calls++;
    const { reply, effects } = command.decide(...given);
    return { reply: { ...(reply as object), calls }, effects };
  };
});

/** Sees each row as it was when the batch began. */
const readingStaleRows = deciding((command) => {
  const seen = new WeakMap<Rows, Map<string, unknown>>();
  return (rows, ...given) => {
    const first = seen.get(rows) ?? new Map<string, unknown>();
    seen.set(rows, first);
    const stale: Rows = {
      get: (key) => {
        if (!first.has(key.id)) first.set(key.id, rows.get(key));
        return first.get(key.id) as never;
      },
      version: (key) => rows.version(key),
    };
    return command.decide(stale, ...given);
  };
});

const OTHER_PRODUCT = '00000000-0000-7000-8000-000000000001';

/** Reads a row that is there only when another command of the batch has named it. */
const readingWhatOthersLoaded = deciding((command) => (rows, request, facts) => {
  for (const key of command.loads({ ...(request as object), productId: OTHER_PRODUCT }, rows)) rows.get(key);
  return command.decide(rows, request, facts);
});

describe('the property', () => {
  it.each([
    ['remembers its calls', counting],
    ['reads stale rows', readingStaleRows],
    ['reads rows that it does not load', readingWhatOthersLoaded],
  ])('catches a decision that %s', async (_case, build) => {
    await expect(batchesEqualSequence(build, FIELD_VALUES.pricing, { runs: RUNS, endOnFailure: true })).rejects.toThrow(
      'Property failed',
    );
  });

  it.each([
    ['accepts', { amountMinor: [0] }, 'setPrice was never accepted'],
    ['refuses', { amountMinor: [100], expectedVersion: [undefined] }, 'setPrice was never refused'],
  ])('catches histories in which nobody ever %s a command', async (_case, values, complaint) => {
    const outcomes = new Outcomes();
    await batchesEqualSequence(() => buildModule('pricing'), { currency: ['GBP'], ...values }, { runs: 20, outcomes });
    expect(outcomes.missing(buildModule('pricing'))).toEqual([complaint]);
  });
});
