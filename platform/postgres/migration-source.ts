/** Where the tables of a schema come from. */
export interface MigrationSource {
  /** Schema that the tables go into; created where it is missing. */
  readonly schema: string;
  /** Tells sources of one schema apart, in the name of the history table. */
  readonly name: string;
  /** Folder with files named like 0001.do.create-orders.sql. */
  readonly folder: string;
}
