import { inventory } from '../modules/inventory/contract.ts';
import { finalChecks } from './checks/final-checks.ts';
import { createObserver, type Observer } from './checks/observer.ts';
import { StepChecks } from './checks/step-checks.ts';
import { ClientBook } from './clients/client-book.ts';
import { Workload } from './clients/workload.ts';
import { NO_PLANT, type Plant } from './plants/plant.ts';
import { type RunUntil, SaleRun } from './run-sale.ts';
import { World } from './world/world.ts';

// One seed from beginning to end. Safety first: faults while people shop, and what must never happen does not. Then
// liveness: the faults are over, and everything drains within its time.

export interface SeedOptions {
  readonly seed: number;
  /** Events with faults at the least; those without come on top. */
  readonly steps: number;
  readonly plant?: Plant;
  /** Keeps a trace that a person can read. */
  readonly keepLines?: boolean;
}

export interface SeedResult {
  readonly seed: number;
  /** Of everything that happened, in order. */
  readonly hash: string;
  readonly violations: readonly string[];
  readonly steps: number;
  readonly simulatedMs: number;
  readonly orders: number;
  readonly coverage: ReadonlyMap<string, number>;
  readonly lines: readonly string[];
}

/** Time for everything to drain, in the world: what waited longest arrives after three minutes, and retries are at most 81 s apart. */
const DRAIN_WITHIN_MS = 420_000;
/** A hold that nobody wants is given back after its time, which is 24 hours at the most, and the sweep's. */
const LONGEST_HOLD_MS = 24 * 60 * 60 * 1000;
const SWEEP_WITHIN_MS = 12_000;
/** Whether everything has drained is dear to find out. */
const ASK_EVERY_STEPS = 64;

export async function runSeed({ seed, steps, plant = NO_PLANT, keepLines = false }: SeedOptions): Promise<SeedResult> {
  const world = new World({ seed, plant, keepLines });
  const book = new ClientBook();
  const violations: string[] = [];
  const thrown = (error: unknown): void => {
    violations.push(`nobody handles: ${error instanceof Error ? error.message : String(error)}`);
  };
  process.on('unhandledRejection', thrown);
  try {
    violations.push(...(await live(world, book, steps)));
  } catch (error) {
    violations.push(`the run broke off: ${(error as Error).stack ?? String(error)}`);
  } finally {
    process.off('unhandledRejection', thrown);
  }
  return {
    seed,
    hash: world.trace.digest(),
    violations,
    steps: world.scheduler.steps,
    simulatedMs: world.scheduler.livedMs,
    orders: book.acknowledged.size,
    coverage: world.coverage.counts,
    lines: world.trace.lines,
  };
}

async function live(world: World, book: ClientBook, steps: number): Promise<readonly string[]> {
  const { scheduler } = world;
  const workload = new Workload(world, book);
  const observer = createObserver(world);
  const sale = SaleRun.of(world, observer, book);
  const checks = new StepChecks(world, observer, sale?.checks);
  const isDrained = (): Promise<boolean> => hasDrained(world, [workload, sale?.workload], observer);
  const ofSale = async (): Promise<string[]> => (await sale?.checks.atEnd()) ?? [];
  const runUntil: RunUntil = async (isSo, what, withinMs) => {
    const untilMs = scheduler.nowMs + withinMs;
    while (!(await isSo())) {
      if (scheduler.nowMs > untilMs) return [`${what}: not within ${withinMs} ms`];
      for (let step = 0; step < ASK_EVERY_STEPS; step++) {
        await scheduler.step();
        const wrong = await checks.look();
        if (wrong.length > 0) return wrong;
      }
    }
    return [];
  };
  world.powerOn();
  workload.stockUp();
  while (!workload.isDone) await scheduler.step();
  sale?.workload.schedule();
  while (sale?.workload.isDone === false) await scheduler.step();
  world.faults.begin();
  workload.open();
  sale?.workload.open();
  while (scheduler.steps < steps) {
    world.disturb();
    await scheduler.step();
    const wrong = await checks.look();
    if (wrong.length > 0) return wrong;
  }
  world.heal();
  scheduler.note('all faults are over');
  const undrained = await runUntil(isDrained, 'drains', DRAIN_WITHIN_MS);
  if (undrained.some((what) => what.startsWith('drains')))
    return [...undrained, ...(await ofSale()), ...(await finalChecks(world, observer, book))];
  if (undrained.length > 0) return undrained;
  const unsold = (await sale?.end(runUntil, isDrained)) ?? [];
  if (unsold.length > 0) return unsold;
  const { holds } = await observer.doors.call(inventory.listHolds({ afterHoldId: '', limit: 1_000, status: 'held' }));
  const leftOver = world.witness.leftOver(holds.map(({ holdId }) => holdId));
  if (leftOver.length > 0) return leftOver;
  scheduler.note('a day passes');
  scheduler.skip(LONGEST_HOLD_MS);
  const sweptByMs = scheduler.nowMs + SWEEP_WITHIN_MS;
  while (scheduler.nowMs < sweptByMs) await scheduler.step();
  return [...(await checks.look()), ...(await ofSale()), ...(await finalChecks(world, observer, book))];
}

async function hasDrained(
  world: World,
  workloads: readonly ({ readonly isDone: boolean } | undefined)[],
  { sagas }: Observer,
): Promise<boolean> {
  if (world.hosts.some(({ busy }) => busy > 0)) return false;
  if (
    workloads.some((workload) => workload?.isDone === false) ||
    world.scheduler.inTransit > 0 ||
    world.messagesUnderWay > 0 ||
    world.openHosts.length < world.hosts.length
  )
    return false;
  for (const status of ['in_progress', 'compensating'] as const) {
    if ((await sagas.list({ status, limit: 1 })).sagas.length > 0) return false;
  }
  return true;
}
