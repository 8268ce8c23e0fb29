import { addDays } from '../../apps/web/src/lib/days.ts'
import { newInvite } from '../../apps/web/src/lib/invite-link.ts'
import { newId } from '../../apps/web/src/lib/new-id.ts'
import { deviceZone, todayIn } from '../../apps/web/src/lib/zones.ts'
import { register, type Account } from './account.ts'

export const people = { owner: { email: 'owner@example.test', name: 'First Person' }, guest: { email: 'guest@example.test', name: 'Second Person' } } as const

interface Told {
  readonly title: string
  readonly due?: number
  readonly time?: string
  readonly zone?: string
  readonly priority?: number
  readonly labels?: readonly string[]
  readonly notes?: string
  readonly below?: readonly Told[]
  readonly section?: string
  readonly done?: boolean
}
const order = (n: number) => `a${n.toString(36).padStart(4, '0')}V`

/** Writes tasks, with what is below them, into a list of a space. */
const fill = async (
  person: Account,
  space: string,
  listId: string,
  tasks: readonly Told[],
  sections: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
) => {
  const today = todayIn(null)
  const changes: { readonly name: string; readonly args: unknown }[] = []
  const finished: string[] = []
  const ids = new Map<string, string>()
  const write = (all: readonly Told[], parentId: string | null) =>
    all.forEach(({ title, due, time, zone, priority = 0, labels: named = [], notes, below = [], section, done }, n) => {
      const id = newId()
      ids.set(title, id)
      const date = due === undefined ? undefined : addDays(today, due)
      const sectionId = parentId === null && section ? (sections.get(section) ?? null) : null
      changes.push({
        name: 'task.create@1',
        args: {
          id,
          place: { parentId, listId: parentId === null ? listId : null, sectionId, order: order(n) },
          title,
          priority,
          ...(date === undefined ? {} : { due: { date, ...(time ? { time } : {}), ...(zone ? { zone } : {}) } }),
          labelIds: named.flatMap((name) => labels.get(name) ?? []),
          ...(notes ? { notes } : {}),
        },
      })
      if (done) finished.push(id)
      write(below, id)
    })
  write(tasks, null)
  await person.push(space, changes)
  await person.push(
    space,
    finished.map((id) => ({ name: 'task.update@1', args: { id, set: { status: 'done' } } })),
  )
  return ids
}

const notes = `Ask how much they take for **two flights of stairs**, and compare [three offers](https://example.test/offers).

- [x] Write to the first two
- [ ] Call the third one
- [ ] Decide by the end of the week

> They bring boxes a week before, and take them back afterwards.

1. Kitchen
2. Books
3. \`Everything fragile\``

const inbox: readonly Told[] = [
  { title: 'Reply to the landlord about the lease', due: -2, priority: 1, labels: ['Home'] },
  { title: 'Book train tickets to Lyon', due: 0, time: '18:00', labels: ['Travel'] },
  { title: 'Read the draft of the spring programme', due: 0, notes: 'Chapter three first.' },
  { title: 'Pick up the parcel', due: 1 },
  { title: 'Idea: a quiet hour each morning, before anybody asks for anything' },
  { title: 'Renew passport', due: 24, priority: 3 },
]
const move: readonly Told[] = [
  {
    title: 'Find a moving company',
    priority: 2,
    due: 3,
    labels: ['Home', 'Phone'],
    notes,
    below: [
      { title: 'Collect offers', below: [{ title: 'Ask neighbours whom they took' }, { title: 'Compare prices' }] },
      { title: 'Measure the stairs', due: 1, priority: 4 },
      { title: 'Reserve the street for the van', done: true },
    ],
  },
  { title: 'Give notice for the old flat', due: -1, time: '09:00', priority: 1 },
  { title: 'Draw the floor plan', due: 6, labels: ['Home'], section: 'New flat' },
  {
    title: 'Order a bed and a table that fit through a door of 74 cm, and ask whether they would also carry them up to the third floor',
    section: 'New flat',
    priority: 3,
    due: 12,
    labels: ['Home', 'Shopping'],
  },
  { title: 'Paint the kitchen', section: 'New flat', below: [{ title: 'Choose a colour' }, { title: 'Buy brushes', labels: ['Shopping'] }] },
  { title: 'Change the address at the bank', section: 'Papers', due: 20 },
  { title: 'Register at the town hall', section: 'Papers', due: 21, time: '10:30', zone: 'Europe/Lisbon' },
  { title: 'Forward the post', section: 'Papers' },
  { title: 'Make a list of everything', done: true },
  { title: 'Tell the neighbours', done: true },
]
const languages: readonly Told[] = [
  { title: 'كتابة رسالة إلى المعلمة قبل يوم الخميس', due: 2, labels: ['Phone'] },
  { title: 'לקרוא את הפרק השלישי', priority: 2 },
  { title: '明日の会議の資料を準備する', due: 1, time: '08:30' },
  { title: '给妈妈打电话，问她周末是否有空一起吃饭', priority: 1 },
  { title: '한국어 단어 스무 개 외우기', due: 0 },
  { title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ohne Leerzeichen' },
  { title: 'Wörter üben 🇩🇪 👩‍👩‍👧‍👦 ✍🏽' },
]
const verbs = ['Read', 'Summarise', 'Check', 'Translate', 'File', 'Send']
const things = ['chapter', 'article', 'letter', 'report', 'recipe', 'contract']
const many: readonly Told[] = Array.from({ length: 300 }, (_, n) => ({
  title: `${verbs[n % verbs.length]} ${things[(n * 7) % things.length]} ${n + 1}`,
  ...(n % 5 === 0 ? { due: (n % 40) - 4 } : {}),
  priority: n % 11 === 0 ? 2 : 0,
}))
const fair: readonly Told[] = [
  { title: 'Ask the school for tables', due: 0, priority: 2, section: 'Before' },
  { title: 'Print posters', due: 4, section: 'Before', notes: 'A3, two colours.' },
  { title: 'Find ten people who bake', section: 'Before', below: [{ title: 'Ask the choir' }, { title: 'Ask the parents' }] },
  { title: 'Set up the stalls', due: 9, time: '07:30', section: 'On the day' },
  { title: 'Count the money', section: 'On the day' },
]

/** Two people, their lists, and a space that they share, if this server lets people in. */
export const seed = async (url: string) => {
  const owner = await register(url, people.owner.email, people.owner.name)
  const guest = await register(url, people.guest.email, people.guest.name)
  const labels = new Map(['Home', 'Phone', 'Shopping', 'Travel'].map((name) => [name, newId()]))
  const colors = ['green', 'orange', 'violet', 'cyan']
  const folder = newId()
  const lists = { move: newId(), languages: newId(), many: newId(), empty: newId(), long: newId() }
  const list = (id: string, n: number, name: string, color: string, emoji: string | null, folderId: string | null = null) => ({
    name: 'list.create@1',
    args: { id, name, color, emoji, folderId, order: order(n) },
  })
  const sections = new Map(['New flat', 'Papers'].map((name) => [name, newId()]))
  const gone = { task: newId(), list: newId(), inside: newId() }
  await owner.push(owner.id, [
    ...[...labels].map(([name, id], n) => ({ name: 'label.create@1', args: { id, name, color: colors[n], order: order(n) } })),
    { name: 'folder.create@1', args: { id: folder, name: 'Learning', order: order(2) } },
    list(lists.move, 0, 'Move to the new flat', 'orange', '📦'),
    list(lists.empty, 1, 'Garden', 'green', null),
    list(lists.languages, 0, 'Languages', 'violet', '🗣️', folder),
    list(lists.many, 1, 'Reading', 'blue', null, folder),
    list(lists.long, 3, 'Things that a list with an unusually long name would hold', 'pink', null),
    ...[...sections].map(([name, id], n) => ({ name: 'section.create@1', args: { id, listId: lists.move, name, order: order(n) } })),
    list(gone.list, 9, 'Old ideas', 'red', null),
    {
      name: 'task.create@1',
      args: { id: gone.inside, place: { parentId: null, listId: gone.list, sectionId: null, order: 'a1' }, title: 'Learn the accordion' },
    },
    {
      name: 'task.create@1',
      args: { id: gone.task, place: { parentId: null, listId: owner.id, sectionId: null, order: 'a1' }, title: 'Cancel the old newspaper' },
    },
    { name: 'task.delete@1', args: { id: gone.inside } },
    { name: 'list.delete@1', args: { id: gone.list } },
    { name: 'task.delete@1', args: { id: gone.task } },
  ])
  const none = new Map<string, string>()
  await fill(owner, owner.id, owner.id, inbox, none, labels)
  const tasks = await fill(owner, owner.id, lists.move, move, sections, labels)
  await fill(owner, owner.id, lists.languages, languages, none, labels)
  await fill(owner, owner.id, lists.many, many, none, labels)
  const shared = newId()
  const stalls = newId()
  const parts = new Map(['Before', 'On the day'].map((name) => [name, newId()]))
  await owner.push(owner.id, [{ name: 'space.create@1', args: { id: shared, name: 'Summer fair', color: 'teal', memberName: people.owner.name } }])
  await owner.push(shared, [
    list(stalls, 0, 'Stalls', 'amber', '🎪'),
    list(newId(), 1, 'Helpers', 'pink', null),
    ...[...parts].map(([name, id], n) => ({ name: 'section.create@1', args: { id, listId: stalls, name, order: order(n) } })),
  ])
  await fill(owner, shared, stalls, fair, parts, none)
  const invite = async () => {
    const { id, secret } = await newInvite()
    await owner.push(shared, [{ name: 'invite.create@1', args: { id, role: 'editor', expiresAt: new Date(Date.now() + 6 * 86_400_000).toISOString() } }])
    return `${shared}.${secret}`
  }
  const token = await invite()
  const accepted = await guest.post('/invites/accept', { token }).then(
    () => true,
    () => false,
  )
  return { owner, guest, lists: { ...lists, stalls }, shared, tasks, accepted, invitation: await invite(), zone: deviceZone() }
}
export type Seeded = Awaited<ReturnType<typeof seed>>
