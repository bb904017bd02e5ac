import { describe, expect, it } from 'vitest';
import type { Gate } from '../../processes/sale/gate/gate.ts';
import { describeGate, expectGateEqualsModel } from '../../processes/sale/testing/gate-conformance.ts';
import { Coverage } from '../world/coverage.ts';
import { Faults } from '../world/faults.ts';
import { Generator } from '../world/generator.ts';
import { Scheduler } from '../world/scheduler.ts';
import { Trace } from '../world/trace.ts';
import { GateServer } from './gate-server.ts';

// Without faults the simulated server keeps what every gate keeps. Its time goes by itself here.

const OPENING = { saleId: 'sale', epoch: 1, remaining: 5, perCustomerLimit: 2, orders: [] };

function createServer() {
  const generator = new Generator(1);
  const scheduler = new Scheduler(generator, new Trace({ keepLines: false }));
  const coverage = new Coverage();
  const server = new GateServer({
    generator,
    scheduler,
    faults: new Faults(generator),
    coverage,
    crash: () => undefined,
    committed: () => undefined,
    met: coverage.metAt.bind(coverage),
  });
  let isRunning = false;
  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (await scheduler.step());
    isRunning = false;
  };
  const goingOn = <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Promise<Answer>) => {
    return (...asked: Asked): Promise<Answer> => {
      const answer = ask(...asked);
      void run();
      return answer;
    };
  };
  const connect = (slot: number): Gate => {
    const gate = server.connect({ name: `host ${slot}.1`, isAlive: true, frozenUntilMs: 0 });
    return {
      open: goingOn(gate.open),
      take: goingOn(gate.take),
      settle: goingOn(gate.settle),
      giveBack: goingOn(gate.giveBack),
      unsettled: goingOn(gate.unsettled),
      remaining: goingOn(gate.remaining),
      close: goingOn(gate.close),
    };
  };
  return { server, scheduler, connect };
}

describeGate('the simulated gate server', (hosts) => {
  const { connect } = createServer();
  return Array.from({ length: hosts }, (_, slot) => connect(slot));
});

describe('the simulated gate server', () => {
  const one = { saleId: 'sale', epoch: 1, orderId: 'one', customerId: 'ann', quantity: 2 };

  it('answers every history as the model does', () => expectGateEqualsModel(() => createServer().connect(0), 60));

  it('knows nothing once it has forgotten', async () => {
    const { server, connect } = createServer();
    const gate = connect(0);
    await gate.open(OPENING);
    server.forget();
    expect(await gate.take([one])).toEqual(['not_found']);
  });

  it('comes back as it was a moment ago', async () => {
    const { server, scheduler, connect } = createServer();
    const gate = connect(0);
    await gate.open(OPENING);
    scheduler.skip(5_000);
    await gate.take([one]);
    server.restore();
    server.heal();
    expect(await gate.remaining('sale')).toEqual({ epoch: 1, remaining: 5 });
    expect(await gate.unsettled('sale', 0, 10)).toEqual([]);
  });

  it('is not reached by a host that is cut off from it, and by others', async () => {
    const { server, connect } = createServer();
    const [gate, other] = [connect(0), connect(1)];
    await gate.open(OPENING);
    server.cutOff({ name: 'host 0.1', slot: 0, isAlive: true, frozenUntilMs: 0 });
    await expect(gate.remaining('sale')).rejects.toThrow('no answer');
    expect(await other.remaining('sale')).toEqual({ epoch: 1, remaining: 5 });
  });
});
