export interface Product {
  id: string
  name: string
  /** Whole cents, so that totals are exact. */
  price: number
  description: string
  /** Path of its picture. */
  picture: string
  /** What the picture shows, for those who can't see it. */
  pictureText: string
}

export const currency = 'EUR'

const product = (id: string, name: string, price: number, pictureText: string, description: string): Product => ({
  id,
  name,
  price,
  description,
  picture: `/pictures/${id}.svg`,
  pictureText,
})

export const products: readonly Product[] = [
  product(
    'mug',
    'Enamel mug',
    1250,
    'A white mug with a blue rim',
    'Holds a third of a litre of anything hot, survives the fire it was heated on, and rings like a bell on stones.',
  ),
  product(
    'lantern',
    'Storm lantern',
    4900,
    'A lantern with a warm flame behind glass',
    'Burns eighteen hours on one filling. The glass lifts with one finger, gloves on.',
  ),
  product(
    'blanket',
    'Wool blanket',
    8900,
    'A folded blanket with broad stripes',
    'Woven from new wool in two weights of yarn: warm when dry, and still warm when it is not.',
  ),
  product(
    'compass',
    'Brass compass',
    3600,
    'A round compass, its needle pointing up',
    'A needle on a jewel, a lid that closes with a click, and no battery.',
  ),
  product(
    'tent',
    'Two-person tent',
    24900,
    'A green tent below a hill',
    'Up in four minutes with three poles. The porch is deep enough for boots and a wet dog.',
  ),
  product(
    'kettle',
    'Camp kettle',
    3200,
    'A steel kettle above a small fire',
    'Steel, one and a half litres, with a spout that pours where you point it.',
  ),
  product(
    'notebook',
    'Field notebook',
    900,
    'A red notebook with a pencil',
    'Ninety-six ruled pages that take pencil in the rain. The cover doubles as a ruler.',
  ),
  product(
    'paddle',
    'Ash paddle',
    11500,
    'A wooden paddle across calm water',
    'One plank of ash, oiled by hand, a hundred and fifty centimetres from grip to tip.',
  ),
]

export const findProduct = (id: string): Product | undefined => products.find(product => product.id === id)
