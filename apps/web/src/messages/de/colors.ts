import type { colors as english } from '../en/colors.ts'
import type { Translated } from '../texts.ts'

export const colors: Translated<typeof english> = {
  gray: 'Grau',
  red: 'Rot',
  orange: 'Orange',
  amber: 'Bernstein',
  lime: 'Limette',
  green: 'Grün',
  teal: 'Petrol',
  cyan: 'Türkis',
  blue: 'Blau',
  indigo: 'Indigo',
  violet: 'Violett',
  pink: 'Rosa',
}
