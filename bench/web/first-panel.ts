import type { Browser, BrowserContext, Page } from '@playwright/test'
import { fillPanelControl } from './control.ts'
import { costOfKeys, markKeys, type Cost } from './main-thread.ts'

const watchedMs = 1_500
const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * What the first panel of a page load costs, from the key to the frame that shows it; and what it costs a plain page to show as many elements.
 * @param open shows a list in a page that is new each time
 */
export const firstPanels = async (browser: Browser, context: BrowserContext, loads: number, open: (page: Page) => Promise<unknown>) => {
  const ours: Cost[] = []
  const bare: Cost[] = []
  let elements = 0
  const costOf = async (page: Page) => {
    await markKeys(page, '.panel')
    const [cost] = (await costOfKeys(browser, page, [() => page.keyboard.press('Enter')], watchedMs)).slice(-1)
    if (!cost || Number.isNaN(cost.paintedMs)) throw new Error('no panel was shown')
    return cost
  }
  for (let n = 0; n < loads; n++) {
    const page = await context.newPage()
    await page.addInitScript(() => Object.assign(globalThis, { __REACT_DEVTOOLS_GLOBAL_HOOK__: { isDisabled: true } }))
    await open(page)
    // Code that is fetched when idle has come.
    await rest(4_000)
    await page.locator('[role=treegrid] [data-id]').nth(4).focus()
    ours.push(await costOf(page))
    elements = await page.locator('.panel *').count()
    await page.close()
    const control = await context.newPage()
    await fillPanelControl(control, elements)
    bare.push(await costOf(control))
    await control.close()
  }
  return { ours, bare, elements }
}
