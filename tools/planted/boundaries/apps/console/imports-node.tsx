// breaks: pages
import { readFileSync } from 'node:fs';
export const kept = readFileSync;
