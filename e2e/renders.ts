import type { BrowserContext, Page } from '@playwright/test'

/** A component that was drawn: what it looks like on the page, and how often it was drawn. */
export interface Drawn {
  /** The first element that it draws: `row`, `part of a row`, `treegrid`, `nav Lists`. */
  readonly what: string
  readonly times: number
}

/**
 * Counts what React draws in every page of a context from now on. React tells a hook that its developer tools set of each commit, in the
 * build that is shipped as well: nothing is compiled in for this.
 */
export const countRenders = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    interface Fiber {
      readonly tag: number
      readonly flags: number
      readonly type: { readonly name?: string; readonly type?: { readonly name?: string } } | null
      readonly stateNode: unknown
      readonly child: Fiber | null
      readonly sibling: Fiber | null
      readonly alternate: Fiber | null
    }
    // By React's own numbers: functions, classes, what is memoised or forwards a ref; and elements.
    const components = new Set([0, 1, 11, 14, 15])
    const [element, performedWork] = [5, 1]
    const ids = new WeakMap<Fiber, object>()
    let drawn = new Map<object, { what: string; times: number }>()
    const idOf = (fiber: Fiber): object => {
      const known = ids.get(fiber) ?? (fiber.alternate && ids.get(fiber.alternate)) ?? {}
      ids.set(fiber, known)
      return known
    }
    const whatOf = (fiber: Fiber): string => {
      let first: Fiber | null = fiber
      while (first && first.tag !== element) first = first.child
      const node = first?.stateNode
      if (!(node instanceof Element)) return `nothing ${fiber.type?.name ?? fiber.type?.type?.name ?? ''}`
      if (node.matches('[data-id]')) return 'row'
      if (node.closest('[data-id]')) return 'part of a row'
      const text = node.textContent.length < 40 ? node.textContent : ''
      return [node.getAttribute('role') ?? node.localName, node.getAttribute('aria-label') ?? node.getAttribute('data-key') ?? text].join(' ').trim()
    }
    const look = (now: Fiber, was: Fiber | null) => {
      if (components.has(now.tag) && (was === null || (now.flags & performedWork) !== 0)) {
        const id = idOf(now)
        const known = drawn.get(id) ?? { what: '', times: 0 }
        drawn.set(id, { what: whatOf(now), times: known.times + 1 })
      }
      // The same child: nothing below was looked at.
      if (was !== null && now.child === was.child) return
      for (let child = now.child; child; child = child.sibling) look(child, child.alternate)
    }
    Object.assign(globalThis, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberRoot: (_: number, { current }: { readonly current: Fiber }) => look(current, current.alternate),
        onCommitFiberUnmount: () => {},
        onPostCommitFiberRoot: () => {},
        onScheduleFiberRoot: () => {},
        checkDCE: () => {},
      },
      takeDrawn: () => {
        const all = [...drawn.values()]
        drawn = new Map()
        return all
      },
    })
  })

/** What was drawn since this was last asked. */
export const takeDrawn = (page: Page): Promise<readonly Drawn[]> =>
  page.evaluate(() => (globalThis as unknown as { readonly takeDrawn: () => Drawn[] }).takeDrawn())

/** Until nothing has been drawn for a while: code that is fetched when idle has come, and the server's answers have. */
export const quiet = async (page: Page): Promise<void> => {
  for (let still = 0; still < 3;) {
    await page.waitForTimeout(500)
    still = (await takeDrawn(page)).length === 0 ? still + 1 : 0
  }
}
