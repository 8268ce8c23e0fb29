import { use, type ComponentType } from 'react'

/** A part of the page whose code comes after the first load: drawn at once when it is here, else it waits in the nearest `Suspense`. */
export const lazyPart = <Props extends object>(load: () => Promise<ComponentType<Props>>) => {
  let here: ComponentType<Props> | undefined
  let coming: Promise<ComponentType<Props>> | undefined
  const fetchPart = async () => {
    here = await load()
    return here
  }
  const Part = (props: Props) => {
    const Here = here ?? use((coming ??= fetchPart()))
    return <Here {...props} />
  }
  return Object.assign(Part, { fetchPart })
}
