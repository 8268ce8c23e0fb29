import { use, type ComponentType } from 'react'
import { comesFirst } from './when-idle.ts'

/** Code of this build that could not be fetched. */
export class MissingCode extends Error {}
/** Parts whose code could not be fetched. */
const missing = new Set<() => void>()
/** The next time that they are drawn, parts whose code is missing fetch it again. */
export const fetchMissingAgain = (): void => {
  for (const forget of missing) forget()
  missing.clear()
}

/** A part of the page whose code comes after the first load: drawn at once when it is here, else it waits in the nearest `Suspense`. */
export const lazyPart = <Props extends object>(load: () => Promise<ComponentType<Props>>) => {
  let here: ComponentType<Props> | undefined
  let coming: Promise<ComponentType<Props>> | undefined
  const fetchPart = async () => {
    here = await load()
    return here
  }
  const needed = () =>
    comesFirst(fetchPart()).catch((cause: unknown) => {
      // Kept until somebody wants it again: what is drawn anew meanwhile would ask without an end.
      missing.add(() => {
        coming = undefined
      })
      throw new MissingCode('A part of this build could not be fetched', { cause })
    })
  const Part = (props: Props) => {
    const Here = here ?? use((coming ??= needed()))
    return <Here {...props} />
  }
  return Object.assign(Part, { fetchPart })
}
