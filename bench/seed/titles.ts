const verbs = 'Call|Write to|Ask|Book|Check|Order|Review|Send|Plan|Fix|Read|Draft|Sign|Return|Compare|Clean|Measure|Pay|Renew|Translate'.split('|')
const things =
  'the dentist|the landlord|the printer|a table for six|the invoice|the release notes|new tyres|the garden fence|the contract|the lease|the slides|the tax form|the old laptop|the budget|the archive|the recipe|the passport|the train tickets|the photo album|the survey'.split(
    '|',
  )
const ends = ['', ' before noon', ' and note the price', ' – again', ' with Ida', ' (see the notes)', ' for the autumn trip', ' at the office']

const pick = (of: readonly string[], random: () => number) => of[Math.floor(random() * of.length)] as string

/** A title as people write them, 12 to 55 characters; two in five with a number of something. */
export const title = (random: () => number): string => {
  const number = random() < 2 / 5 ? ` ${Math.floor(random() * 10_000)}` : ''
  return `${pick(verbs, random)} ${pick(things, random)}${number}${pick(ends, random)}`
}
