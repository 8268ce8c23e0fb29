import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './lib/trusted.ts'
import './fonts.css'
import './styles.css'
import { recallOnDevice } from './lib/browser-storage.ts'
import { App } from './app/app.tsx'
import { comesFirst, fetchWhenIdle } from './lib/when-idle.ts'
import { startLanguage } from './messages/language.ts'
import { say } from './messages/page.ts'

const place = document.getElementById('root') as HTMLElement

/** What is left to say when the page itself breaks: without React, and without anything that is still to be fetched. */
const giveUp = (error: unknown) => {
  const part = (tag: string, text: string) => Object.assign(document.createElement(tag), { textContent: text })
  const main = part('main', '')
  const again = part('button', say('reload'))
  main.className = 'broken'
  again.onclick = () => location.reload()
  main.append(part('h1', say('broken')), part('p', say('broken-text')), again)
  // React still empties the place when this is called.
  setTimeout(() => place.replaceChildren(main))
  reportError(error)
}
const start = () =>
  createRoot(place, { onUncaughtError: giveUp }).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
const ready = startLanguage(recallOnDevice('language'))
if (ready) void comesFirst(ready).then(start)
else start()
if ('serviceWorker' in navigator && import.meta.env.PROD) fetchWhenIdle(() => import('./tab/new-build.ts').then(({ watchBuilds }) => watchBuilds()))
