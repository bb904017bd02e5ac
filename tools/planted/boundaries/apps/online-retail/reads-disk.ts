// breaks: online-retail
import { readFileSync } from 'node:fs';
export const kept = readFileSync;
