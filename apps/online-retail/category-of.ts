import type { RetailProduct } from './build-catalogue.ts';

// The data set knows no categories. A product gets the first one below that has a word of its name; what has none of
// them is a gift, as nearly everything in that shop is.

const CATEGORIES: readonly (readonly [name: string, words: RegExp])[] = [
  ['Christmas', /\b(?:CHRISTMAS|XMAS|ADVENT|SNOWFLAKES?|REINDEER|SANTA|NOEL|BAUBLES?|FAIRY LIGHTS?)\b/],
  [
    'Candles & lights',
    /\b(?:CANDLES?|CANDLESTICK|T-?LIGHTS?|TEALIGHT|LANTERNS?|LIGHTS?|LAMP|LAMPSHADE|VOTIVE|INCENSE)\b/,
  ],
  ['Bags & purses', /\b(?:BAGS?|PURSE|SHOPPER|WALLET|LUGGAGE|SUITCASE|BACKPACK|RUCKSACK|CASE)\b/],
  ['Jewellery', /\b(?:EARRINGS?|NECKLACE|BRACELET|BROOCH|RING|JEWELLERY|BEADS?|KEY ?RING|HAIR ?\w*|CHARM)\b/],
  [
    'Kitchen & table',
    /\b(?:MUGS?|CUPS?|SAUCERS?|BOWLS?|PLATES?|TEA|TEAPOT|COFFEE|CAKES?|CAKESTAND|CAKE CASES|KITCHEN|COOK\w*|BAK\w+|JARS?|JAM|JUG|BOTTLE|SPOONS?|CUTLERY|NAPKINS?|PLACEMATS?|COASTERS?|TRAYS?|APRON|TINS?|LUNCH|EGG|GLASS|DISH|RECIPE|SNACK|BREAD|SUGAR|DOILEY|DOILIES|MOULDS?)\b/,
  ],
  [
    'Toys & games',
    /\b(?:TOYS?|GAMES?|DOLLS?|DOLLY|PUZZLES?|JIGSAW|BLOCKS?|PLAYHOUSE|SPACEBOY|DOMINOES|SKITTLES|CARDS? GAME|CHILDRENS?|CHILDS|KIDS?|BABY|PAINT|CRAYONS?|STICKERS?|SOLDIER|TEDDY|SKIPPING ROPE|MAGIC|BINGO|LUDO)\b/,
  ],
  [
    'Paper & party',
    /\b(?:PAPER|CARDS?|WRAP|PARTY|BALLOONS?|BUNTING|NOTEBOOKS?|NOTE|PENCILS?|PENS?|RIBBONS?|TAPE|TAGS?|BOOKS?|JOURNAL|ENVELOPES?|CALENDAR|GIFT BOX\w*|TISSUES?|CHALK\w*|MAGNETS?|STAMPS?)\b/,
  ],
  [
    'Garden',
    /\b(?:GARDEN\w*|PLANT\w*|FLOWERS? POT|WATERING|BIRD\w*|HERBS?|SEEDS?|PARASOL|PICNIC|TROWEL|BUCKET|HAMMOCK|OUTDOOR|THERMOMETER)\b/,
  ],
  [
    'Home',
    /\b(?:SIGNS?|FRAMES?|CLOCKS?|MIRRORS?|WALL|HOOKS?|HANGERS?|CUSHIONS?|CUSHION COVER|DOORMAT|DOOR ?\w*|DRAWERS?|KNOBS?|CABINET|CHAIR|TABLE|STOOL|SHELF|SHELVES|BASKETS?|BOX|BOXES|STORAGE|WREATH|HEARTS?|DECORATIONS?|ORNAMENT|RACK|HOT WATER|BLANKET|THROW|QUILT|CURTAIN|RUG|BATH\w*|SOAP|TOWELS?|TIDY|FAN|HOLDER|VASE|DRAWER KNOB)\b/,
  ],
];

const OTHER = 'Gifts';
const SERVICES = 'Services';

export function categoryOf({ name, kind }: Pick<RetailProduct, 'name' | 'kind'>): string {
  if (kind === 'service') return SERVICES;
  const upperCase = name.toUpperCase();
  return CATEGORIES.find(([, words]) => words.test(upperCase))?.[0] ?? OTHER;
}
