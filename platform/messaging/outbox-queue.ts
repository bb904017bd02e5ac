// What waits in a module's outbox, in the order of its commits. PostgreSQL keeps it for a host, memory for the
// simulation; what relays it is the same code for both (outbox-relay.ts).

export interface OutboxQueue {
  /**
   * Hands the oldest records to the work and takes them off, keeping aside what it says was refused. Answers how many
   * there were, or 'busy' while another relay is at it. Where the work fails, or its host dies, all of them stay.
   */
  relay(
    nowMs: () => number,
    limit: number,
    work: (records: readonly OutboxRecord[]) => Promise<readonly Refused[]>,
  ): Promise<number | 'busy'>;
}

export interface OutboxRecord {
  readonly position: number;
  readonly recordId: string;
  /** `RecordedEvent[]` as JSON text. */
  readonly events: string;
}

/** An event that no broker can take, or a record that nobody can read. */
export interface Refused {
  readonly recordId: string;
  readonly messageId: string | null;
  readonly event: string;
  readonly cause: string;
}
