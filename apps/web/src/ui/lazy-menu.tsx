import { lazy, Suspense, type ComponentProps } from 'react'
import { fetchWhenIdle } from '../lib/when-idle.ts'

const module = () => import('./menu.tsx')
const Here = lazy(() => module().then(({ Menu: here }) => ({ default: here })))
fetchWhenIdle(module)

/** A menu whose code comes after the first load. */
export const Menu = (props: ComponentProps<typeof Here>) => (
  <Suspense>
    <Here {...props} />
  </Suspense>
)
