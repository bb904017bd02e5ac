// breaks: module-wiring
import '../inventory/module.ts';
