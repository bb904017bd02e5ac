// breaks: module-domain
import '../../../platform/store/store.ts';
