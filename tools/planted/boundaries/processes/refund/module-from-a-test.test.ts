// breaks: process-tests
import '../../modules/inventory/module.ts';
