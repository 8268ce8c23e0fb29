import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: { proxy: { '/api': process.env['MUSTER_URL'] ?? 'http://127.0.0.1:3000' } },
  build: { assetsInlineLimit: 0, sourcemap: false },
})
