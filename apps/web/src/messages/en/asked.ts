export const asked = {
  loading: 'Asking the server …',
  away: 'Only the server knows this, and it cannot be reached.',
}
