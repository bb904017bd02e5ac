import './saga-graph.css';
import { Fragment } from 'react';
import type { Saga } from '../../web/gen/http-types.ts';
import { formatDuration } from '../format/time.ts';
import { wordsOf } from '../format/tones.ts';
import { type Span, spanOf, stepSpan } from './saga-times.ts';

// A saga as it ran: a line of steps going down, the way back up beside it where it was unwound, and for each step when
// it ran and for how long. The table below the drawing says the same in text; the drawing has a sentence of its own.

const ROW = 44;
const TOP = 10;
const LINE_X = 16;
const BACK_X = 44;
const TEXT_X = 64;
const BAR_X = 330;
const BAR_WIDTH = 330;
const WIDTH = 760;
/** So many letters have room beside the bars. */
const FITS = 44;

type Step = Saga['steps'][number];

export function SagaGraph({ saga, nowMs }: { readonly saga: Saga; readonly nowMs: number }) {
  const { steps } = saga;
  const span = spanOf(steps, nowMs);
  const height = TOP + steps.length * ROW;
  const undone = steps.flatMap(({ status }, index) => (status === 'compensated' ? index : []));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable for the keyboard
    <section className="saga-frame" aria-label="Drawing of the saga" tabIndex={0}>
      <svg className="saga-graph" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={sentenceOf(saga)}>
        {steps.slice(1).map((step, index) => (
          <line
            key={step.name}
            className={step.status === 'pending' ? 'saga-line saga-line-ahead' : 'saga-line'}
            x1={LINE_X}
            x2={LINE_X}
            y1={middleOf(index) + 8}
            y2={middleOf(index + 1) - 8}
          />
        ))}
        <WayBack steps={steps} undone={undone} />
        {steps.map((step, index) => (
          <StepRow key={step.name} step={step} middle={middleOf(index)} span={span} nowMs={nowMs} />
        ))}
      </svg>
    </section>
  );
}

function middleOf(index: number): number {
  return TOP + index * ROW + ROW / 2;
}

/** From where it failed up to the first step that was undone. */
function WayBack({ steps, undone }: { readonly steps: readonly Step[]; readonly undone: readonly number[] }) {
  const [first] = undone;
  if (first === undefined) return null;
  const failed = steps.findIndex(({ status }) => status === 'failed');
  const from = middleOf(failed === -1 ? (undone.at(-1) ?? first) : failed);
  const to = middleOf(first);
  return (
    <g className="saga-back">
      <path d={`M${LINE_X + 9} ${from} H${BACK_X - 6} Q${BACK_X} ${from} ${BACK_X} ${from - 6} V${to}`} />
      {undone.map((index) => (
        <path key={steps[index]?.name} d={`M${BACK_X - 4} ${middleOf(index) + 4} l4 -6 l4 6`} />
      ))}
    </g>
  );
}

interface StepRowProps {
  readonly step: Step;
  readonly middle: number;
  readonly span: Span | undefined;
  readonly nowMs: number;
}

function StepRow({ step, middle, span, nowMs }: StepRowProps) {
  const { name, status } = step;
  const own = stepSpan(step, nowMs);
  const said = saidOf(step);
  return (
    <g className={`saga-step saga-step-${status}`}>
      <circle cx={LINE_X} cy={middle} r="7" />
      {status === 'completed' && <path className="saga-mark" d={`M${LINE_X - 3} ${middle} l2.2 2.4 l4 -4.6`} />}
      {status === 'failed' && <path className="saga-mark" d={`M${LINE_X - 2.5} ${middle - 2.5} l5 5 m0 -5 l-5 5`} />}
      <text className="saga-name" x={TEXT_X} y={middle - 3}>
        {name}
      </text>
      <text className="saga-said" x={TEXT_X} y={middle + 12}>
        {said.length > FITS ? `${said.slice(0, FITS - 1)}…` : said}
      </text>
      {own !== undefined && span !== undefined && <Bar own={own} span={span} middle={middle} />}
    </g>
  );
}

function Bar({ own, span, middle }: { readonly own: Span; readonly span: Span; readonly middle: number }) {
  const perMs = BAR_WIDTH / (span.endMs - span.startMs);
  const x = BAR_X + (own.startMs - span.startMs) * perMs;
  const width = Math.max(2, (own.endMs - own.startMs) * perMs);
  return (
    <>
      <line className="saga-track" x1={BAR_X} x2={BAR_X + BAR_WIDTH} y1={middle} y2={middle} />
      <rect className="saga-bar" x={x} y={middle - 5} width={width} height="10" rx="2" />
      <text className="saga-said" x={BAR_X + BAR_WIDTH + 10} y={middle + 4}>
        {formatDuration(own.endMs - own.startMs)}
      </text>
    </>
  );
}

function saidOf({ status, attempts, error }: Step): string {
  const attemptsText = attempts > 1 ? ` · ${attempts} attempts` : '';
  return `${wordsOf(status)}${attemptsText}${error === undefined ? '' : ` · ${error}`}`;
}

/** What the drawing had to cut, in full; nothing where all of it had room. */
export function CutErrors({ steps }: { readonly steps: readonly Step[] }) {
  const cut = steps.filter((step) => step.error !== undefined && saidOf(step).length > FITS);
  if (cut.length === 0) return null;
  return (
    <dl className="facts">
      {cut.map(({ name, error }) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{error}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function sentenceOf({ name, status, steps }: Saga): string {
  const told = steps.map((step) => `${step.name} ${wordsOf(step.status)}`).join(', ');
  return `Saga ${name} is ${wordsOf(status)}: ${told}`;
}
