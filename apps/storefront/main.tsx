import { mount } from '../web/mount.tsx';
import { Storefront } from './storefront.tsx';

mount(<Storefront />);
