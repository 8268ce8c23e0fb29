import type { Page } from '@playwright/test'

/** A page as plain as one can be that does what ours does: so many rows in memory, those in view in the document; a key changes one and its row. */
export const fillControl = async (page: Page, rows: number, drawn: number): Promise<void> => {
  await page.setContent('<!doctype html><meta charset="utf-8"><title>Control</title><div id="rows" style="position:relative"></div>')
  await page.evaluate(
    ({ count, shown }) => {
      const all = Array.from({ length: count }, (_, n) => ({ title: `Task ${n}`, priority: 0 }))
      const place = document.getElementById('rows')
      const elements = all.slice(0, shown).map(({ title }, n) => {
        const row = Object.assign(document.createElement('div'), { tabIndex: -1 })
        row.style.cssText = `position:absolute;transform:translateY(${n * 36}px);height:36px`
        const [name, mark] = [document.createElement('span'), document.createElement('span')]
        name.textContent = title
        row.append(name, mark)
        place?.append(row)
        return { row, mark }
      })
      let at = 0
      addEventListener('keydown', () => {
        const [one, element] = [all[at], elements[at]]
        if (!one || !element) return
        one.priority++
        element.mark.textContent = `Priority ${one.priority}`
        element.row.focus()
        at = (at + 1) % elements.length
      })
    },
    { count: rows, shown: drawn },
  )
}

/** A page as plain as one can be that opens a panel on a key: as many elements as ours has, none of them made before. */
export const fillPanelControl = async (page: Page, elements: number): Promise<void> => {
  await page.setContent('<!doctype html><meta charset="utf-8"><title>Control</title><body></body>')
  await page.evaluate((count) => {
    addEventListener(
      'keydown',
      () => {
        const panel = Object.assign(document.createElement('aside'), { className: 'panel', tabIndex: -1 })
        panel.style.cssText = 'position:fixed;inset:0 0 0 auto;width:384px;overflow:auto'
        for (let n = 0; n < count; n++) panel.append(Object.assign(document.createElement(n % 4 === 0 ? 'button' : 'p'), { textContent: `Field ${n}` }))
        document.body.append(panel)
        panel.focus()
      },
      { once: true },
    )
  }, elements)
}
