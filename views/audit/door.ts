// The audit: the invariants of the design held against a running system.

export interface InvariantResult {
  /** Stable name, such as "stock-equals-ledger". */
  readonly name: string;
  readonly ok: boolean;
  /** How many objects violate it. */
  readonly violations: number;
  /** One sentence: what was checked, and the first violations by id. */
  readonly detail: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly checkedAtMs: number;
  readonly invariants: readonly InvariantResult[];
}

export interface Audit {
  run(): Promise<AuditReport>;
}

export interface PastAudit {
  readonly report: AuditReport;
  readonly tookMs: number;
}

export interface RememberedAudit extends Audit {
  /** Audits that hosts have run, newest first, as far as they are kept. */
  past(): Promise<readonly PastAudit[]>;
}
