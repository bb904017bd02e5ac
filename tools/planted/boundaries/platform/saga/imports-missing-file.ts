// breaks: platform, unresolvable
import './missing.ts';
