// breaks: platform
import 'fast-check';
