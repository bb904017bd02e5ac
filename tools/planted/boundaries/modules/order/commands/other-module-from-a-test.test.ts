// breaks: module-decisions-tests
import '../../inventory/contract.ts';
