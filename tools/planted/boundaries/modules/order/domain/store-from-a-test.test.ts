// breaks: module-domain-tests
import '../../../platform/store/store.ts';
