// breaks: host
import 'vitest';
