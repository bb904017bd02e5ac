import '../../modules/inventory/testing/field-values.ts';
import '../../modules/inventory/module.ts';
import './host.ts';
import 'fast-check';
import 'vitest';
