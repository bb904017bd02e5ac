import 'commander';
import 'left-pad';
import { used } from '../../platform/saga/saga.ts';

export const main = used;
