// What a person sees of a saga: folded from its log.

export const SAGA_STATUSES = ['pending', 'in_progress', 'completed', 'compensating', 'compensated', 'parked'] as const;
export type SagaStatus = (typeof SAGA_STATUSES)[number];

/** Neither ended nor waiting for a person. */
export function isRunning(status: SagaStatus): boolean {
  return status === 'pending' || status === 'in_progress' || status === 'compensating';
}

export type StepStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'compensated';

export interface StepView {
  readonly name: string;
  readonly status: StepStatus;
  readonly attempts: number;
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  readonly error?: string;
}

/** One transition. */
export interface SagaLogView {
  /** 1, 2, 3 ... without gaps. */
  readonly sequence: number;
  readonly atMs: number;
  readonly event: string;
  /** Name of the step; empty for what concerns the saga as a whole. */
  readonly step: string;
  readonly attempt: number;
  /** Kind of refusal, cause of silence, or who acted and why; empty otherwise. */
  readonly error: string;
  readonly traceId: string;
}

/** What a log must keep to whose events are not the engine's own. */
export interface LogRules {
  /** What it begins with. */
  readonly begins: string;
  /** Events that never follow, by the event after which they do not. */
  readonly neverAfter: Readonly<Record<string, readonly string[]>>;
  /** The event without which another cannot come, by that other. */
  readonly onlyAfter: Readonly<Record<string, string>>;
  /** What has happened to a saga that has this status. */
  readonly ended: Readonly<Partial<Record<SagaStatus, string>>>;
}

/** What a person did to a saga. */
export interface OperatorEntry {
  readonly atMs: number;
  readonly action: 'retry' | 'compensate';
  readonly who: string;
  readonly why: string;
}

export interface SagaView {
  readonly sagaId: string;
  /** Name of the definition, such as "checkout.v1". */
  readonly name: string;
  readonly status: SagaStatus;
  /** What the saga is about, such as the id of its order. */
  readonly subjectId: string;
  readonly traceId: string;
  readonly steps: readonly StepView[];
  /** Every transition, oldest first. Absent for a saga that keeps no log. */
  readonly log?: readonly SagaLogView[];
  /** What its log keeps to, where that is not what the engine's logs keep to. */
  readonly logRules?: LogRules;
  /** Who acted on the saga, and why. */
  readonly actions?: readonly OperatorEntry[];
}

export interface SagaPage {
  readonly sagas: readonly SagaView[];
  readonly more: boolean;
}

/** Who acts, and why: every operator action is written into the saga's log. */
export interface OperatorAction {
  readonly sagaId: string;
  readonly who: string;
  readonly why: string;
}

export type OperatorOutcome = 'done' | 'not_found' | 'not_possible';

/** Sagas as operators see and steer them, over every definition of this host. */
export interface Sagas {
  get(sagaId: string): Promise<SagaView | undefined>;
  /** Newest first; `before` is the saga id before which the page starts. */
  list(filter: { status?: SagaStatus; name?: string; before?: string; limit: number }): Promise<SagaPage>;
  /** Sends the step that is stuck once more. Not possible once the saga has ended. */
  retry(action: OperatorAction): Promise<OperatorOutcome>;
  /** Unwinds the saga. Not possible past its pivot or once it has ended. */
  compensate(action: OperatorAction): Promise<OperatorOutcome>;
}
