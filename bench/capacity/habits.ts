/** What is assumed of people at the busiest time of a day. None of it is measured: another number is another line in the table. */
export const habits = {
  /** Of those who have an account: how many come on a day. */
  daily: 0.3,
  /** Of them, at the busiest time: how many have it open. */
  open: 1 / 3,
  /** Of those: how many do something. */
  active: 0.1,
  /** Changes a minute of somebody who does something. */
  changes: 2,
  /** Others who have the space open that a change is made in; each is told, and pulls. */
  watchers: 9,
  /** Pages a minute that somebody who does something has asked again, by programs or by screens that are not kept by the browser. */
  pages: 2,
  /** Minutes until an access token has to be made anew. */
  session: 10,
  /** Minutes that somebody leaves it open: then it is opened anew, which asks who one is, opens a stream, and pulls two spaces. */
  stay: 30,
  /** Tasks of each, with their history. */
  tasks: 300,
} as const
export type Habits = { readonly [K in keyof typeof habits]: number }
