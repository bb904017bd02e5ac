// breaks: module-wiring-tests
import '../inventory/module.ts';
