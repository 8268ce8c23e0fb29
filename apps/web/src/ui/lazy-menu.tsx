import { lazy, Suspense, type ComponentProps } from 'react'

const module = () => import('./menu.tsx')
const Here = lazy(() => module().then(({ Menu: here }) => ({ default: here })))
setTimeout(() => void module().catch(() => {}), 1_000)

/** A menu whose code comes after the first load. */
export const Menu = (props: ComponentProps<typeof Here>) => (
  <Suspense>
    <Here {...props} />
  </Suspense>
)
