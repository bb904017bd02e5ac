import '../tables.ts';
import 'pg';
import 'node:fs';
export const import_file = 1;
export type ImportFileType = number;
