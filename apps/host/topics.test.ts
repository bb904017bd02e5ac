import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../platform/lifecycle/package-root.ts';
import { topicFaults } from '../../platform/messaging/topic-faults.ts';
import type { Contract } from '../../platform/rpc/contract.ts';
import { CONTRACTS } from './rooms.ts';
import { CONSUMERS, FOR_OUTSIDERS, PUBLISHERS, requireKnown, VIEWERS } from './topics.ts';

// Every topic has somebody who publishes and somebody who consumes it. What the check finds is planted in
// platform/messaging/topic-faults.test.ts; that a schema breaks nobody is checked by `npm run contracts:check`.

/** The code of the modules behind their doors. */
function sources(): string {
  const entries = readdirSync(join(packageRoot(), 'modules'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const code = files.filter((file) => /\.ts$/.test(file) && !/(?:contract|\.test)\.ts$|[/]testing[/]/.test(file));
  return code.map((file) => readFileSync(file, 'utf8')).join('\n');
}

/** Events of these contracts that no module ever names: nothing can tell of them. */
function nobodyTellsOf(contracts: Readonly<Record<string, Contract>>, text: string): readonly string[] {
  return Object.values(contracts).flatMap(({ events }) =>
    events.filter(({ description }) => !new RegExp(`\\w\\.${description.name}\\b`).test(text)).map(({ type }) => type),
  );
}

describe('the topics of the shop', () => {
  it('are published and consumed, or published for somebody outside', () => {
    expect(
      topicFaults({
        contracts: PUBLISHERS,
        consumers: [...CONSUMERS, ...VIEWERS],
        forOutsiders: FOR_OUTSIDERS,
      }),
    ).toEqual([]);
  });

  it('are told of by some decision, each', () => {
    const text = sources();
    expect(nobodyTellsOf(CONTRACTS, text)).toEqual([]);
    const withoutRefunds = text.replaceAll('payment.PaymentRefunded', 'payment.Something');
    expect(nobodyTellsOf(CONTRACTS, withoutRefunds)).toEqual(['payment.v1.PaymentRefunded']);
  });

  it('have the consumers that really subscribe', () => {
    const known = [{ consumer: 'one', events: [] }];
    expect(() => requireKnown(known, known)).not.toThrow();
    expect(() => requireKnown([], known)).toThrow('apps/host/topics.ts has one');
    expect(() => requireKnown([...known, { consumer: 'stranger', events: [] }], known)).toThrow('one, stranger');
  });
});
