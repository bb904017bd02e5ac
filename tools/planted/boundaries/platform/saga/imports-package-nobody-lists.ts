// breaks: platform, unresolvable
import 'left-pad';
