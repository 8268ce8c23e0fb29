import { useState } from 'react'
import { colors } from '@muster/core/contract/kinds.ts'
import type { SettingsDoc } from '@muster/core/contract/schemas/documents.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { allZones, zoneLabel } from '../../lib/zone-names.ts'
import { deviceZone } from '../../lib/zones.ts'
import { useMine, useReplica, useRow, useSpaces } from '../../replica/context.ts'
import { Swatches } from '../../ui/swatches.tsx'
import { KeySettings } from './key-settings.tsx'
import { LabelSettings } from './label-settings.tsx'

const themeWords: Readonly<Record<SettingsDoc['theme'], string>> = { system: 'Like the device', light: 'Light', dark: 'Dark' }
const firstDays: readonly (readonly [SettingsDoc['firstDay'], string])[] = [
  [1, 'Monday'],
  [0, 'Sunday'],
  [6, 'Saturday'],
]
const Choice = <V extends string | number>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string
  options: readonly (readonly [V, string])[]
  chosen: V
  onChoose: (value: V) => void
}) => (
  <fieldset>
    <legend className="mb-1 text-[13px] text-quiet">{label}</legend>
    <div className="flex w-fit flex-wrap gap-1 rounded-lg bg-hover p-1">
      {options.map(([value, word]) => (
        <label
          key={value}
          className={`flex min-h-11 cursor-pointer items-center rounded-md px-4 text-base has-focus-visible:outline-2 has-focus-visible:outline-accent lg:min-h-8 lg:text-sm ${value === chosen ? 'bg-chosen font-medium' : 'text-quiet hover:text-text'}`}
        >
          <input type="radio" name={label} className="sr-only" checked={value === chosen} onChange={() => onChoose(value)} />
          {word}
        </label>
      ))}
    </div>
  </fieldset>
)

/** How somebody wants to see things, their labels, and their account. */
export const Settings = ({ email, onSignOut }: { email: string | null; onSignOut: () => Promise<void> }) => {
  const replica = useReplica()
  const mine = useMine()
  const me = useRow(replica.person, 'member', replica.person)
  const spaces = useSpaces()
  const [fault, setFault] = useState('')
  const set = (said: string, change: Partial<Pick<SettingsDoc, 'theme' | 'accent' | 'zone' | 'firstDay'>>) =>
    replica.transact(said, [{ space: replica.person, name: 'settings.set@1', args: { set: change } }])
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head">
        <h1 id="view-title" className="text-xl font-semibold tracking-tight">
          Settings
        </h1>
      </header>
      <div className="page">
        {mine ? (
          <>
            <div className="mt-3 space-y-5">
              <h2 className="text-sm font-semibold">Look</h2>
              <Choice
                label="Theme"
                options={Object.entries(themeWords) as [SettingsDoc['theme'], string][]}
                chosen={mine.theme}
                onChoose={(theme) => set('Theme changed', { theme })}
              />
              <Swatches label="Accent" colors={colors} chosen={mine.accent} onChoose={(accent) => set('Accent changed', { accent })} />
            </div>
            <div className="mt-8 space-y-5 border-t border-line pt-6">
              <h2 className="text-sm font-semibold">Days</h2>
              <Choice
                label="First day of the week"
                options={firstDays}
                chosen={mine.firstDay}
                onChoose={(firstDay) => set('First day changed', { firstDay })}
              />
              <label className="block text-[13px] text-quiet">
                Time zone
                <select
                  value={mine.zone ?? ''}
                  onChange={(event) => set('Time zone changed', { zone: event.target.value || null })}
                  className="mt-1 block h-11 w-full max-w-sm rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
                >
                  <option value="">Follow this device ({zoneLabel(deviceZone())})</option>
                  {allZones(mine.zone ? [mine.zone] : []).map((zone) => (
                    <option key={zone} value={zone}>
                      {zoneLabel(zone)}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          </>
        ) : (
          <p className="mt-6 text-sm text-quiet">Fetching your settings …</p>
        )}
        <div id="keys" className="mt-8 scroll-mt-16 border-t border-line pt-6">
          <h2 className="text-sm font-semibold">Keyboard</h2>
          <KeySettings />
        </div>
        <div id="labels" className="mt-8 scroll-mt-16 border-t border-line pt-6">
          <h2 className="text-sm font-semibold">Labels</h2>
          {spaces.map((space) => (
            <LabelSettings key={space.id} space={space} named={spaces.length > 1} readOnly={!can(space.role, 'write')} />
          ))}
        </div>
        <div className="mt-8 border-t border-line pt-6">
          <h2 className="text-sm font-semibold">Account</h2>
          <p className="mt-2 text-sm">{me?.name}</p>
          <p className="text-[13px] text-quiet">{email ?? 'The server tells the e-mail when it can be reached.'}</p>
          {fault && (
            <p role="alert" className="mt-3 text-[13px] text-alert">
              {fault}
            </p>
          )}
          <button
            onClick={() => {
              setFault('')
              void onSignOut().catch(() => setFault('Signing out did not work. Try again.'))
            }}
            className="mt-4 min-h-11 rounded-md border border-line px-4 text-sm hover:bg-hover lg:min-h-9"
          >
            Sign out
          </button>
        </div>
      </div>
    </section>
  )
}
