// breaks: bench
import '../modules/inventory/module.ts';
