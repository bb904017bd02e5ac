// breaks: kernel
import '../store/store.ts';
