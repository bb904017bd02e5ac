// breaks: module-decisions
import 'node:fs';
