// breaks: module-decisions
import '../../inventory/contract.ts';
