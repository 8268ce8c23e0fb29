import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './lib/trusted.ts'
import './fonts.css'
import './styles.css'
import { App } from './app/app.tsx'

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/sw.js')
