import { test } from 'node:test'
import { expect, oneOfEach } from './muster.ts'
import { add, newcomer, rows, saved } from './people.ts'

const here = oneOfEach()

const start = async (email: string, locale: string) => {
  const { page, end } = await newcomer(here, email, { locale })
  await add(page, 'One')
  await saved(page)
  const ask = async () => {
    await rows(page).first().focus()
    await page.keyboard.press('s')
  }
  await ask()
  const [field, time, set] = [page.getByLabel('Date'), page.getByLabel('Time', { exact: true }), page.getByRole('button', { name: 'Set', exact: true })]
  return { page, end, ask, field, time, set }
}

test('a time goes with the words that it was typed in, and leaves with them; one that was chosen stays', async () => {
  const { page, end, ask, field, time, set } = await start('time@example.test', 'en-GB')
  await field.fill('tomorrow 14:30')
  await expect(time).toHaveValue('14:30')
  await field.fill('tomorrow 14:30 or so')
  await expect(time).toHaveValue('')
  await expect(set).toBeDisabled()
  await field.fill('tomorrow 14:30')
  await field.fill('tomorrow')
  await expect(time).toHaveValue('')
  await field.fill('nothing that is known')
  await page.getByRole('button', { name: 'Weekend' }).click()
  await expect(rows(page).first()).not.toContainText(':')
  await ask()
  await time.fill('09:00')
  await field.fill('tomorrow')
  await expect(time).toHaveValue('09:00')
  await field.fill('tomorrow 10:15')
  await expect(time).toHaveValue('10:15')
  // What is chosen by hand counts from then on, and the day of the words with it.
  await time.fill('11:45')
  await expect(field).toHaveValue('')
  await set.click()
  await expect(rows(page).first()).toContainText('Tomorrow 11:45')
  await end()
})

for (const [locale, day] of [
  ['en-US', 'Mar 4, 2030'],
  ['en-GB', '3 Apr 2030'],
] as const)
  test(`3/4/2030 is ${day} where dates are written as in ${locale}`, async () => {
    const { page, end, field } = await start(`${locale.toLowerCase()}@example.test`, locale)
    await field.fill('3/4/2030')
    await page.keyboard.press('Enter')
    await expect(rows(page).first()).toContainText(day)
    await end()
  })

test('who asks for a day that comes back is told that there is none yet', async () => {
  const { page, end, field, set } = await start('every@example.test', 'en-GB')
  await field.fill('every monday')
  await expect(page.getByText('Tasks cannot repeat yet: type one day')).toBeVisible()
  await expect(set).toBeDisabled()
  await field.fill('monday')
  await expect(page.getByText(/cannot repeat/)).toHaveCount(0)
  await end()
})

test('a day that is over is typed as one says it: due, and as a deadline', async () => {
  const { page, end, field, set } = await start('gone@example.test', 'en-GB')
  await field.fill('yesterday')
  await expect(set).toBeEnabled()
  await page.keyboard.press('Enter')
  await expect(rows(page).first()).toContainText('since yesterday')
  await rows(page).first().focus()
  await page.keyboard.press('d')
  await field.fill('3 days ago')
  await page.keyboard.press('Enter')
  await expect(page.locator('.toast')).toContainText('Deadline set')
  await end()
})
