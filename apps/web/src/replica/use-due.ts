import { useMemo, useSyncExternalStore } from 'react'
import { addDays } from '../lib/days.ts'
import { dayIn } from '../lib/zones.ts'
import { useReplica, useSpaces } from './context.ts'
import { countBefore, dueView, type DayRange, type DueRef, type TaskRef } from './due.ts'

/** Open tasks of all spaces due within a range of days, by day and time. */
const useDay = ({ from = '', to }: DayRange): readonly DueRef[] => {
  const replica = useReplica()
  const ids = useSpaces()
    .map(({ id }) => id)
    .join()
  const view = useMemo(
    () =>
      dueView(
        ids.split(',').map((id) => replica.space(id)),
        { from, to },
      ),
    [replica, ids, from, to],
  )
  return useSyncExternalStore(view.subscribe, view.read)
}

/** Zones lie 26 hours apart at most. */
const zonesApartDays = 2

/** Open tasks due before a date and on it, as calendar and clock of a zone show them: by day and time, then urgency. */
export const useDueUpTo = (today: string, zone: string): { readonly past: readonly TaskRef[]; readonly today: readonly TaskRef[] } => {
  const near = useDay({ to: addDays(today, zonesApartDays) })
  return useMemo(() => {
    // Many are overdue: only what may be another day elsewhere is gone through.
    const sure = countBefore(near, addDays(today, -zonesApartDays))
    const past: TaskRef[] = near.slice(0, sure)
    const now: TaskRef[] = []
    for (const ref of near.slice(sure)) {
      const { date } = 'zone' in ref.due ? dayIn(ref.due, zone) : ref.due
      if (date <= today) (date < today ? past : now).push(ref)
    }
    return { past, today: now }
  }, [near, today, zone])
}
