import { boolean, table, text } from '../../platform/store/table.ts';

export const customers = table('customers', {
  key: { customerId: text },
  columns: { active: boolean },
  readMostly: true,
});
