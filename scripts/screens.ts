// Takes pictures of every screen and state, at phone and desktop sizes, light, dark and in forced colours, in every language, with made-up data on a server of its own:
// `npm run screens -- FOLDER [words]`, where words choose languages, sizes, schemes and states by their names.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { launchWholeBrowser, startMuster } from '../e2e/muster.ts'
import { password } from './screens/account.ts'
import { said } from './screens/said.ts'
import { people, seed } from './screens/seed.ts'
import { signedIn, signedOut, type States } from './screens/states.ts'

const [folder = 'screens', ...words] = process.argv.slice(2)
const sizes = {
  phone: { width: 390, height: 844, scale: 1 },
  desktop: { width: 1280, height: 800, scale: 1 },
  narrow: { width: 320, height: 640, scale: 1 },
  zoomed: { width: 640, height: 400, scale: 2 },
} as const
const schemes = ['light', 'dark', 'forced'] as const
/** Each as the browser of somebody who speaks it asks for it. */
const languages = { en: 'en-US', de: 'de-DE' } as const
const named = (all: readonly string[]) => words.filter((word) => all.includes(word))
const chosenSizes = named(Object.keys(sizes))
const chosenSchemes = named(schemes)
const chosenLanguages = named(Object.keys(languages))
const chosenStates = words.filter((word) => ![...chosenSizes, ...chosenSchemes, ...chosenLanguages].includes(word))
const wanted = (name: string, chosen: readonly string[]) => chosen.length === 0 || chosen.includes(name)

mkdirSync(folder, { recursive: true })
const muster = await startMuster()
const browser = await launchWholeBrowser()
try {
  const seeded = await seed(muster.url)
  if (!seeded.accepted) console.log('This server takes no invitations: the shared space has one member.')
  for (const [size, { width, height, scale }] of Object.entries(sizes).filter(([name]) => wanted(name, chosenSizes)))
    for (const [scheme, language] of schemes.flatMap((one) => Object.keys(languages).map((tongue) => [one, tongue] as const))) {
      if (!wanted(scheme, chosenSchemes) || !wanted(language, chosenLanguages)) continue
      const look = `${size}-${scheme}-${language}`
      const visit = async (states: States, enter: (page: Page) => Promise<void>) => {
        const context = await browser.newContext({
          viewport: { width, height },
          locale: languages[language as keyof typeof languages],
          deviceScaleFactor: scale,
          colorScheme: scheme === 'dark' ? 'dark' : 'light',
          ...(scheme === 'forced' ? { forcedColors: 'active' as const, reducedMotion: 'reduce' as const } : {}),
          hasTouch: width < 1024,
          isMobile: width < 500,
          permissions: ['clipboard-read', 'clipboard-write'],
        })
        const page = await context.newPage()
        page.on('pageerror', (error) => console.log(`${look}: ${error}`))
        await enter(page)
        for (const [name, state] of Object.entries(states)) {
          if (!wanted(name, chosenStates)) continue
          const shoot = async (picture: string, whole?: 'whole') => {
            // What moves has come to rest.
            await page.waitForTimeout(250)
            await page.screenshot({ path: join(folder, `${picture}-${look}.png`), fullPage: whole !== undefined })
            const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            if (over > 0) console.log(`${picture}, ${look}: ${over} px too wide`)
          }
          await state({ page, context, url: muster.url, seeded, wide: width >= 1024, shoot }).catch((error: unknown) =>
            console.log(`${name}, ${look}: ${String(error).slice(0, 400)}`),
          )
          if (states === signedOut) await context.clearCookies()
        }
        await context.close()
      }
      await visit(signedOut, async () => {})
      await visit(signedIn, async (page) => {
        await page.goto(`${muster.url}/sign-in`)
        await page.getByLabel(said('E-mail')).fill(people.owner.email)
        await page.getByLabel(said('Password')).fill(password)
        await page.getByRole('button', { name: said('Sign in') }).click()
        await expect(page.getByRole('heading', { name: said('Inbox') })).toBeVisible({ timeout: 20_000 })
      })
    }
} finally {
  await browser.close()
  await muster.stop()
}
