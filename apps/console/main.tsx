import { mount } from '../web/mount.tsx';
import { Console } from './console.tsx';

mount(<Console />);
