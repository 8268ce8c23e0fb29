import { Suspense, type ComponentProps } from 'react'
import { lazyPart } from '../lib/lazy-part.tsx'
import { fetchWhenIdle } from '../lib/when-idle.ts'

const module = () => import('./menu.tsx')
const Here = lazyPart(() => module().then(({ Menu: here }) => here))
fetchWhenIdle(module)

/** A menu whose code comes after the first load. */
export const Menu = (props: ComponentProps<typeof Here>) => (
  <Suspense>
    <Here {...props} />
  </Suspense>
)
