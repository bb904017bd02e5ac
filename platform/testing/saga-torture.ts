import { type Step, UNDO_ATTEMPTS } from '../saga/definition.ts';
import type { SagaStatus, SagaView } from '../saga/saga-view.ts';
import { wrongLog } from '../saga/wrong-log.ts';
import type { Host } from './hosts.ts';
import { AFTER_LEASE_MS, type Plan, type Tag, TortureRig, type TortureSubject } from './saga-torture-rig.ts';

// Everything that may happen to a saga, to any saga: it is written against definitions, so that whoever registers one is
// told what it leaves behind. A torture answers what is wrong, a sentence each; nothing means that the saga passed.
// It does not know what a saga is for: that its effects are right, and had once, is for the world to say.

export type Torture = (subject: TortureSubject) => Promise<string[]>;

const FOR_EVER = Number.POSITIVE_INFINITY;
/** Longer than any step is tried for. */
const PATIENCE_MS = 900_000;
/** Longer than the steps before a sleep are tried for, and as long as a saga may sleep. */
const AWAKE_MS = 200_000;
const SLEEP_MS = 86_400_000;

interface Run {
  readonly what: string;
  readonly plan: Plan;
  /** How the saga must end; either of two where that is for its definition to say. */
  readonly ends: readonly SagaStatus[];
  readonly then?: (rig: TortureRig) => Promise<void>;
}

const isFor = (tag: Tag, { name }: Step<never>, direction: Tag['direction']): boolean =>
  tag.step === name && tag.direction === direction;

/** Refused once a step stands for everything after it: the saga unwinds from there. */
const refusing =
  (step: Step<never> | undefined, other: Plan): Plan =>
  (tag, ...rest) =>
    step !== undefined && isFor(tag, step, 'forward') ? 'refused' : other(tag, ...rest);

/** The first attempts meet the fate, the others arrive. */
const meets =
  (step: Step<never>, direction: Tag['direction'], fate: ReturnType<Plan>, attempts: number): Plan =>
  (tag, attempt) =>
    isFor(tag, step, direction) && attempt <= attempts ? fate : 'arrives';

async function eachStep(
  subject: TortureSubject,
  runsFor: (step: Step<never>, rig: TortureRig) => Run[],
): Promise<string[]> {
  const wrong: string[] = [];
  const { steps } = await TortureRig.open(subject);
  for (const step of steps.filter(({ untilMs }) => untilMs === undefined)) {
    const count = runsFor(step, await TortureRig.open(subject)).length;
    for (let index = 0; index < count; index += 1) {
      const rig = await TortureRig.open(subject);
      const run = runsFor(step, rig)[index];
      if (run !== undefined) wrong.push(...(await torture(rig, run)));
    }
  }
  return wrong;
}

/** Each step that can be undone, while the saga unwinds from its pivot. */
async function eachUndo(
  subject: TortureSubject,
  runsFor: (step: Step<never>, pivot: Step<never> | undefined) => Run[],
): Promise<string[]> {
  return eachStep(subject, (step, rig) => (step.undo === undefined ? [] : runsFor(step, rig.steps[rig.pivot])));
}

async function torture(rig: TortureRig, { what, plan, ends, then }: Run): Promise<string[]> {
  rig.plan = plan;
  const host = await rig.host();
  await rig.begin(host);
  const hasEnded = await untilEnded(rig, [host]);
  await then?.(rig);
  return judge(rig, host, { what, ends, hasEnded });
}

async function untilEnded(rig: TortureRig, hosts: readonly Host[]): Promise<boolean> {
  const sleeps = rig.steps.filter(({ untilMs }) => untilMs !== undefined).length;
  for (let slept = 0; slept < sleeps; slept += 1) {
    if (await rig.untilEnded(hosts, AWAKE_MS)) return true;
    await rig.sleep(hosts, SLEEP_MS);
  }
  return rig.untilEnded(hosts, PATIENCE_MS);
}

async function judge(
  rig: TortureRig,
  host: Host,
  { what, ends, hasEnded }: { readonly what: string; readonly ends: readonly SagaStatus[]; readonly hasEnded: boolean },
): Promise<string[]> {
  const view = await rig.view(host);
  const wrong: string[] = [];
  if (view === undefined) return [`${what}: the saga does not exist`];
  if (!hasEnded) wrong.push(`never ends; it is ${view.status}`);
  else if (!ends.includes(view.status)) wrong.push(`ends ${view.status}, not ${ends.join(' or ')}`);
  wrong.push(...wrongView(rig, view));
  if (view.status !== 'parked') wrong.push(...(await rig.world.wrongAfter(view.status, host.engine.view())));
  return wrong.map((one) => `${what}: ${one}`);
}

function wrongView(rig: TortureRig, view: SagaView): string[] {
  const wrong: string[] = [];
  const logged = wrongLog({ ...view, log: view.log ?? [] });
  if (logged !== undefined) wrong.push(logged);
  const left = view.steps.find(({ status }) => status !== 'completed');
  if (view.status === 'completed' && left !== undefined) wrong.push(`completed without "${left.name}"`);
  if (view.status === 'compensated') wrong.push(...notUndone(rig, view));
  const names = rig.steps.map(({ name }) => name);
  const undone = rig.calls.filter(({ direction }) => direction === 'backward').map(({ step }) => names.indexOf(step));
  const isParkedOnce = view.actions !== undefined && view.actions.length > 0;
  if (!isParkedOnce && undone.some((place, index) => index > 0 && place > (undone[index - 1] ?? 0))) {
    wrong.push('calls for undos in the order of their steps');
  }
  return wrong;
}

/** What was completed and can be undone has been undone, when a saga says that it is compensated. */
function notUndone(rig: TortureRig, { log = [] }: SagaView): string[] {
  const undone = new Set(log.filter(({ event }) => event === 'step_undone').map(({ step }) => step));
  const completed = log.filter(({ event }) => event === 'step_completed').map(({ step }) => step);
  const undoable = rig.steps.filter(({ name, undo }) => undo !== undefined && completed.includes(name));
  return undoable
    .filter(({ name }) => !undone.has(name))
    .map(({ name }) => `compensated without the undo of "${name}"`);
}

/** A refusal at this step is for a person: past the pivot, and at the pivot of what was promised. */
const parksRefused = ({ subject }: TortureRig, { kind }: Step<never>): boolean =>
  kind === 'forward' || (kind === 'pivot' && subject.definition.isPromised);

const isBeforePivot = ({ kind }: Step<never>): boolean => kind === 'step';

const nothing: Torture = async (subject) =>
  torture(await TortureRig.open(subject), { what: 'undisturbed', plan: () => 'arrives', ends: ['completed'] });

const refusals: Torture = (subject) =>
  eachStep(subject, (step, rig) => [
    {
      what: `"${step.name}" is refused`,
      plan: meets(step, 'forward', 'refused', FOR_EVER),
      ends: parksRefused(rig, step) ? ['parked'] : ['compensated'],
    },
  ]);

/** What is parked at a step that nothing undoes goes on when a person says so. */
const refusalsRetried: Torture = async (subject) => {
  const wrong: string[] = [];
  const opened = await TortureRig.open(subject);
  for (const step of opened.steps.filter((one) => parksRefused(opened, one) && one.untilMs === undefined)) {
    const rig = await TortureRig.open(subject);
    rig.plan = meets(step, 'forward', 'refused', 1);
    wrong.push(...(await retriedByOperator(rig, `"${step.name}" is refused once`, 'completed')));
  }
  return wrong;
};

async function retriedByOperator(rig: TortureRig, what: string, ends: SagaStatus): Promise<string[]> {
  const host = await rig.host();
  await rig.begin(host);
  await untilEnded(rig, [host]);
  const parked = await rig.view(host);
  if (parked?.status !== 'parked') return [`${what}: it is ${parked?.status}, not parked`];
  const retry = { sagaId: rig.world.saga.sagaId, who: 'torturer', why: 'to see' };
  if ((await host.engine.view().retry(retry)) !== 'done') return [`${what}: an operator cannot have it tried again`];
  await rig.settle();
  const hasEnded = await untilEnded(rig, [host]);
  return judge(rig, host, { what: `${what}, and tried again`, ends: [ends], hasEnded });
}

const silence: Torture = (subject) =>
  eachStep(subject, (step) =>
    (['request lost', 'reply lost'] as const).flatMap((fate) => [
      {
        what: `"${step.name}" has its first ${fate}`,
        plan: meets(step, 'forward', fate, 1),
        ends: ['completed'] as const,
      },
      {
        what: `"${step.name}" has every ${fate}`,
        plan: meets(step, 'forward', fate, isBeforePivot(step) && step.retry.kind === 'gives_up' ? FOR_EVER : 20),
        ends: isBeforePivot(step) ? ['compensated', 'completed'] : ['completed'],
      },
    ]),
  );

const timeouts: Torture = (subject) =>
  eachStep(subject, (step) =>
    (['vanishes', 'carried out'] as const).map((fate) => ({
      what: `"${step.name}" times out: its first request ${fate === 'vanishes' ? 'vanishes' : 'is carried out without a word'}`,
      plan: meets(step, 'forward', fate, 1),
      ends: ['completed'] as const,
    })),
  );

const repeats: Torture = (subject) =>
  eachStep(subject, (step, rig) => [
    {
      what: `"${step.name}" arrives twice`,
      plan: meets(step, 'forward', 'arrives twice', FOR_EVER),
      ends: ['completed'],
    },
    {
      what: `everything arrives again after the end, "${step.name}" refused`,
      plan: meets(step, 'forward', 'refused', parksRefused(rig, step) ? 0 : FOR_EVER),
      ends: parksRefused(rig, step) ? ['completed'] : ['compensated'],
      then: (own) => own.repeatEverything(),
    },
  ]);

/** The undo is there first: what it undoes must not happen any more. */
const tombstones: Torture = (subject) =>
  eachStep(subject, (step) => [
    {
      what: `the requests of "${step.name}" arrive after the end`,
      plan: meets(step, 'forward', 'late', isBeforePivot(step) && step.retry.kind === 'gives_up' ? FOR_EVER : 3),
      ends: ['compensated', 'completed'],
      then: (rig) => rig.deliverLate(),
    },
  ]);

const undos: Torture = (subject) =>
  eachUndo(subject, (step, pivot) =>
    (['arrives twice', 'request lost', 'reply lost', 'vanishes', 'carried out', 'late'] as const).map((fate) => ({
      what: `the undo of "${step.name}" is met by: ${fate}`,
      plan: refusing(pivot, meets(step, 'backward', fate, fate === 'vanishes' || fate === 'carried out' ? 1 : 3)),
      ends: ['compensated'] as const,
      then: (rig: TortureRig) => rig.deliverLate(),
    })),
  );

/** What is left behind is parked; what lies below it is undone at once; a person has the rest undone. */
const undosLeftBehind: Torture = async (subject) => {
  const wrong: string[] = [];
  const { steps, pivot } = await TortureRig.open(subject);
  for (const step of steps.filter(({ undo }) => undo !== undefined)) {
    for (const [fate, attempts] of [
      ['refused', 1],
      ['request lost', UNDO_ATTEMPTS],
    ] as const) {
      const rig = await TortureRig.open(subject);
      rig.plan = refusing(steps[pivot], meets(step, 'backward', fate, attempts));
      wrong.push(...(await retriedByOperator(rig, `the undo of "${step.name}" has its ${fate}`, 'compensated')));
    }
  }
  return wrong;
};

interface Path {
  readonly name: string;
  readonly plan: Plan;
  readonly ends: readonly SagaStatus[];
}

/** The ways through a saga in which every kind of transition is made. */
function pathsOf({ subject, steps, pivot }: TortureRig): Path[] {
  const decides = steps[pivot];
  const refused: SagaStatus = subject.definition.isPromised ? 'parked' : 'compensated';
  const last = steps.findLast((step) => isBeforePivot(step) && step.undo !== undefined);
  const stumbles: Plan = (tag, attempt) => (tag.direction === 'forward' && attempt === 1 ? 'reply lost' : 'arrives');
  return [
    { name: 'on its way to the end', plan: () => 'arrives', ends: ['completed'] },
    { name: 'on a bad line', plan: stumbles, ends: ['completed'] },
    { name: 'refused at its pivot', plan: refusing(decides, () => 'arrives'), ends: [refused] },
    ...(last === undefined
      ? []
      : [{ name: `refused at "${last.name}"`, plan: refusing(last, () => 'arrives'), ends: ['compensated'] as const }]),
  ];
}

const crashes: Torture = async (subject) => {
  const wrong: string[] = [];
  for (const { name, plan, ends } of pathsOf(await TortureRig.open(subject))) {
    for (const committed of [false, true]) {
      for (let at = 1; ; at += 1) {
        const rig = await TortureRig.open(subject);
        rig.plan = plan;
        const doomed = await rig.host({ crash: { at, committed } });
        await rig.begin(doomed);
        await rig.untilEnded([doomed], 2_000);
        const heir = await rig.host({ aheadMs: AFTER_LEASE_MS + 60_000 });
        const what = `${name}, crashed just ${committed ? 'after' : 'before'} commit ${at}`;
        if ((await rig.view(heir)) === undefined) {
          if (rig.calls.length > 0) wrong.push(`${what}: it acted without a saga`);
        } else {
          const hasEnded = await untilEnded(rig, [heir]);
          wrong.push(...(await judge(rig, heir, { what, ends, hasEnded })));
        }
        if (!doomed.hasCrashed()) break;
      }
    }
  }
  return wrong;
};

/** Two hosts that both believe to run the saga: one stalls at a call and wakes, or neither of them stalls. */
const rivals: Torture = async (subject) => {
  const wrong: string[] = [];
  for (const { name, plan, ends } of pathsOf(await TortureRig.open(subject))) {
    for (let at = 1; ; at += 1) {
      const rig = await TortureRig.open(subject);
      rig.plan = holding(at, plan);
      const first = await rig.host();
      await rig.begin(first);
      await rig.untilEnded([first], 3_000);
      const isHeld = rig.calls.length >= at;
      const second = await rig.host({ aheadMs: AFTER_LEASE_MS + 1_000 });
      const what = `${name}, a second worker takes over at call ${at}`;
      await rig.releaseReplies();
      const hasEnded = await untilEnded(rig, [first, second]);
      first.clock.freeze(60_000);
      await rig.settle();
      wrong.push(...(await judge(rig, second, { what, ends, hasEnded })));
      if (!isHeld) break;

      const stalled = await TortureRig.open(subject);
      stalled.plan = holding(at, plan);
      wrong.push(...(await stallAt(stalled, `${name}, a worker stalls for a minute at call ${at}`, ends)));
    }
  }
  return wrong;
};

/** The reply to one call waits. A refusal does not: what is refused once is refused whoever asks. */
const holding =
  (at: number, plan: Plan): Plan =>
  (tag, attempt, callNumber) => {
    const fate = plan(tag, attempt, callNumber);
    return callNumber === at && fate !== 'refused' ? 'held' : fate;
  };

async function stallAt(rig: TortureRig, what: string, ends: readonly SagaStatus[]): Promise<string[]> {
  const stalled = await rig.host();
  await rig.begin(stalled);
  await rig.untilEnded([stalled], 3_000);
  const heir = await rig.host({ aheadMs: AFTER_LEASE_MS + 60_000 });
  const hasEnded = await untilEnded(rig, [heir]);
  await rig.releaseReplies();
  stalled.clock.freeze(60_000);
  await rig.settle();
  return judge(rig, heir, { what, ends, hasEnded });
}

export const TORTURES: Readonly<Record<string, Torture>> = {
  'nothing at all': nothing,
  'each step refused': refusals,
  'each step refused that nothing undoes, and tried again by a person': refusalsRetried,
  'each request and each reply lost, once and again and again': silence,
  'a time-out at each step': timeouts,
  'each step repeated, and everything again after the end': repeats,
  'each step after its undo': tombstones,
  'each undo repeated, lost and late': undos,
  'each undo refused and never answered, and tried again by a person': undosLeftBehind,
  'a crash at each commit': crashes,
  'two workers at once': rivals,
};
