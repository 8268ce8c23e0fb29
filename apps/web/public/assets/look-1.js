// Sets theme and accent before the first paint. A changed file takes a new name: this address is kept for ever.
try {
  const { theme, accent } = JSON.parse(localStorage.getItem('muster-look') ?? '{}')
  const root = document.documentElement
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme
  if (accent) root.dataset.accent = accent
} catch {
  // The device decides.
}
