import type { SagaStatus } from '../../../platform/saga/saga-view.ts';
import { wrongLog } from '../../../platform/saga/wrong-log.ts';
import type { Fate, TortureSubject } from '../../../platform/testing/saga-torture-rig.ts';
import {
  type Blow,
  type Broken,
  type CallPlan,
  ChoreographyRig,
  type EventPlan,
  type RigHost,
} from './choreography-rig.ts';

// What every variant of the choreographed checkout lives through. Each torture answers sentences that say what was wrong.

export type ChoreographyTorture = (subject: TortureSubject, broken?: Broken) => Promise<string[]>;

/** Longer than the deadline, and the pauses after it. */
const PATIENCE_MS = 400_000;
/** More often than a call is tried for one message. */
const AGAIN_AND_AGAIN = 9;
const FOR_EVER = Number.POSITIVE_INFINITY;
const COMPLETED: readonly SagaStatus[] = ['completed'];
const ENDED: readonly SagaStatus[] = ['completed', 'compensated'];

const PIVOT = 'confirmStock';

/** The pivot is refused: everything before it was done and is undone. */
const backwards: CallPlan = (method) => (method === PIVOT ? 'refused' : 'arrives');
const forwards: CallPlan = () => 'arrives';
const PATHS = [
  { name: 'on its way to the end', callPlan: forwards, ends: COMPLETED },
  { name: 'refused at its pivot', callPlan: backwards, ends: ['compensated'] as readonly SagaStatus[] },
];

async function judge(rig: ChoreographyRig, what: string, ends: readonly SagaStatus[]): Promise<string[]> {
  const view = await rig.view();
  if (view === undefined) return [`${what}: there is no checkout`];
  const wrong: string[] = [];
  if (!ends.includes(view.status)) wrong.push(`ends ${view.status}, not ${ends.join(' or ')}`);
  const logged = wrongLog({ ...view, log: view.log ?? [] });
  if (logged !== undefined) wrong.push(logged);
  const left = view.steps.find(({ status }) => status !== 'completed');
  if (view.status === 'completed' && left !== undefined) wrong.push(`completed without "${left.name}"`);
  const isOver = view.status === 'completed' || view.status === 'compensated';
  if (isOver) wrong.push(...(await rig.world.wrongAfter(view.status, rig.sagas)));
  await rig.close();
  return wrong.map((one) => `${what}: ${one}`);
}

interface Run {
  readonly what: string;
  readonly ends: readonly SagaStatus[];
  readonly callPlan?: CallPlan;
  readonly eventPlan?: EventPlan;
  readonly afterwards?: (rig: ChoreographyRig, host: RigHost) => Promise<unknown>;
}

async function torture(subject: TortureSubject, broken: Broken | undefined, run: Run): Promise<string[]> {
  const rig = await ChoreographyRig.open(subject, broken);
  if (run.callPlan !== undefined) rig.callPlan = run.callPlan;
  if (run.eventPlan !== undefined) rig.eventPlan = run.eventPlan;
  const host = rig.host();
  await rig.begin(host);
  const hasEnded = await rig.untilEnded([host], PATIENCE_MS);
  await run.afterwards?.(rig, host);
  const wrong = await judge(rig, run.what, run.ends);
  return hasEnded ? wrong : [...wrong, `${run.what}: it never ends`];
}

/** The methods that are called on a path, and the events that each consumer gets on it. */
async function survey(subject: TortureSubject, callPlan: CallPlan) {
  const rig = await ChoreographyRig.open(subject);
  rig.callPlan = callPlan;
  const heard = new Set<string>();
  rig.eventPlan = (consumer, name) => {
    heard.add(`${consumer} ${name}`);
    return 1;
  };
  const host = rig.host();
  await rig.begin(host);
  await rig.untilEnded([host], PATIENCE_MS);
  await rig.close();
  return { methods: [...new Set(rig.calls)], heard: [...heard] };
}

async function eachCall(
  subject: TortureSubject,
  broken: Broken | undefined,
  runsFor: (method: string, path: (typeof PATHS)[number]) => readonly Run[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const path of PATHS) {
    const { methods } = await survey(subject, path.callPlan);
    for (const method of methods) {
      for (const run of runsFor(method, path)) wrong.push(...(await torture(subject, broken, run)));
    }
  }
  return wrong;
}

const meets =
  (method: string, fate: Fate, times: number, otherwise: CallPlan): CallPlan =>
  (name, attempt) => {
    const planned = otherwise(name, attempt);
    return name === method && attempt <= times && planned === 'arrives' ? fate : planned;
  };

const PAST_PIVOT: ReadonlySet<string> = new Set(['capture', 'confirmOrder']);
const UNDOS: ReadonlySet<string> = new Set(['releaseStock', 'releaseCoupon', 'returnCredit', 'void', 'withdrawOrder']);

/** How long a call may get no answer. Before the pivot silence ends in giving up; later it is lived through. */
function longest(method: string): { readonly times: number; readonly ends: readonly SagaStatus[] } {
  const canGiveUp = method !== PIVOT && !PAST_PIVOT.has(method) && !UNDOS.has(method);
  return canGiveUp ? { times: FOR_EVER, ends: ['compensated'] } : { times: AGAIN_AND_AGAIN, ends: ENDED };
}

const nothing: ChoreographyTorture = async (subject, broken) =>
  torture(subject, broken, { what: 'undisturbed', ends: COMPLETED });

/** Past the pivot, and of an undo, a refusal waits for a person, who has it tried again. */
const refusals: ChoreographyTorture = (subject, broken) =>
  eachCall(subject, broken, (method, { callPlan, ends }) => {
    const what = `"${method}" is refused`;
    const refused = meets(method, 'refused', FOR_EVER, callPlan);
    const isForPerson = PAST_PIVOT.has(method) || UNDOS.has(method);
    if (!isForPerson) return [{ what, callPlan: refused, ends: ['compensated'] }];
    const parked: Run = { what, callPlan: refused, ends: ['parked'] };
    const afterwards: Run['afterwards'] = async (rig, host) => {
      rig.callPlan = callPlan;
      await host.checkout.view().retry({ sagaId: rig.world.saga.sagaId, who: 'ann', why: 'mended' });
      await rig.untilEnded([host], PATIENCE_MS);
    };
    return [parked, { what: `${what}, and tried again by a person`, callPlan: refused, ends, afterwards }];
  });

const silence: ChoreographyTorture = (subject, broken) =>
  eachCall(subject, broken, (method, { callPlan, ends }) =>
    (['request lost', 'reply lost', 'vanishes', 'carried out'] as const).flatMap((fate) => [
      { what: `"${method}": ${fate} once`, callPlan: meets(method, fate, 1, callPlan), ends },
      {
        what: `"${method}": ${fate} again and again`,
        callPlan: meets(method, fate, AGAIN_AND_AGAIN, callPlan),
        ends: ENDED,
      },
      {
        what: `"${method}": ${fate} for as long as can be`,
        callPlan: meets(method, fate, longest(method).times, callPlan),
        ends: longest(method).ends,
      },
    ]),
  );

const repeats: ChoreographyTorture = (subject, broken) =>
  eachCall(subject, broken, (method, { callPlan, ends }) => [
    { what: `"${method}" arrives twice`, callPlan: meets(method, 'arrives twice', 1, callPlan), ends },
  ]);

/** Whatever comes after the end changes nothing, and nobody is told of it. */
const everythingAgain: ChoreographyTorture = async (subject, broken) => {
  const wrong: string[] = [];
  for (const { name, callPlan, ends } of PATHS) {
    const what = `${name}, everything again after the end`;
    const told: string[] = [];
    const afterwards: Run['afterwards'] = async (rig, host) => {
      const before = rig.told.length;
      await rig.repeatEverything(host);
      told.push(...rig.told.slice(before));
    };
    wrong.push(...(await torture(subject, broken, { what, callPlan, ends, afterwards })));
    wrong.push(...told.map((event) => `${what}: ${event} was told again`));
  }
  return wrong;
};

/** A request arrives when its checkout has given up, and after its undo. */
const late: ChoreographyTorture = (subject, broken) =>
  eachCall(subject, broken, (method, { callPlan }) => [
    {
      what: `"${method}" arrives after the end`,
      callPlan: meets(method, 'late', longest(method).times, callPlan),
      ends: longest(method).ends,
      afterwards: (rig) => rig.deliverLate(),
    },
  ]);

const events =
  (fate: string, times: number, deliveries: number): ChoreographyTorture =>
  async (subject, broken) => {
    const wrong: string[] = [];
    for (const { callPlan, ends } of PATHS) {
      for (const heard of (await survey(subject, callPlan)).heard) {
        const eventPlan: EventPlan = (consumer, name, nth) =>
          `${consumer} ${name}` === heard && nth <= times ? deliveries : 1;
        const run = { what: `${heard} is ${fate}`, callPlan, eventPlan, ends: deliveries === 0 ? ENDED : ends };
        wrong.push(...(await torture(subject, broken, run)));
      }
    }
    return wrong;
  };

/** Strikes a host at each of its transactions on each path, and has another one go on. */
async function eachCommit(subject: TortureSubject, broken: Broken | undefined, stalls: boolean): Promise<string[]> {
  const wrong: string[] = [];
  for (const { name, callPlan, ends } of PATHS) {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at += 1) {
        const what = `${name}, ${stalls ? 'stalled' : 'crashed'} ${when} transaction ${at}`;
        const { isStruck, faults } = await strike(subject, broken, { at, when, stalls }, { what, callPlan, ends });
        wrong.push(...faults);
        if (!isStruck) break;
      }
    }
  }
  return wrong;
}

async function strike(subject: TortureSubject, broken: Broken | undefined, blow: Blow, { what, callPlan, ends }: Run) {
  const rig = await ChoreographyRig.open(subject, broken);
  rig.callPlan = callPlan ?? forwards;
  const doomed = rig.host(blow);
  await rig.begin(doomed);
  await rig.untilEnded([doomed], 2_000);
  const { isStruck } = doomed.life;
  if (!isStruck && (await rig.view())?.status === ends[0]) return { isStruck, faults: await judge(rig, what, ends) };
  rig.giveUpOn(doomed);
  const heir = rig.host();
  const isBegun = (await rig.view()) !== undefined;
  const hasEnded = !isBegun || (await rig.untilEnded([heir], PATIENCE_MS));
  if (blow.stalls === true) {
    await rig.wake(doomed);
    await rig.untilEnded([heir], PATIENCE_MS);
  }
  if ((await rig.view()) === undefined) {
    return { isStruck, faults: rig.calls.length === 0 ? [] : [`${what}: it acted without a checkout`] };
  }
  const faults = await judge(rig, what, ends);
  return { isStruck, faults: hasEnded ? faults : [...faults, `${what}: it never ends`] };
}

/** Two hosts that both get every event at once. */
const rivals: ChoreographyTorture = async (subject, broken) => {
  const wrong: string[] = [];
  for (const { name, callPlan, ends } of PATHS) {
    const rig = await ChoreographyRig.open(subject, broken);
    rig.callPlan = callPlan;
    const hosts = [rig.host(), rig.host()] as const;
    await rig.begin(hosts[0]);
    await rig.untilEnded(hosts, PATIENCE_MS, true);
    const again = rig.told.filter((event, index) => rig.told.indexOf(event) !== index);
    wrong.push(...again.map((event) => `${name}, two hosts at once: ${event} was told twice`));
    wrong.push(...(await judge(rig, `${name}, two hosts at once`, ends)));
  }
  return wrong;
};

export const CHOREOGRAPHY_TORTURES: Readonly<Record<string, ChoreographyTorture>> = {
  'nothing at all': nothing,
  'each call refused, and tried again by a person': refusals,
  'each request and each reply lost, and each call unanswered, once and again and again': silence,
  'each call made twice': repeats,
  'everything again after the end': everythingAgain,
  'each call after its undo': late,
  'each event lost': events('lost', 1, 0),
  'each event lost three times': events('lost three times', 3, 0),
  'each event delivered twice': events('delivered twice', 1, 2),
  'a crash at each commit': (subject, broken) => eachCommit(subject, broken, false),
  'a host that stalls at each commit, while another goes on': (subject, broken) => eachCommit(subject, broken, true),
  'two hosts at once': rivals,
};
