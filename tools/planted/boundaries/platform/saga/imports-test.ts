// breaks: imports-a-test
import '../store/store.test.ts';
