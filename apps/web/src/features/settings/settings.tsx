import { useState } from 'react'
import { colors, languages, themes, type Language } from '@muster/core/contract/kinds.ts'
import type { SettingsDoc } from '@muster/core/contract/schemas/documents.ts'
import { can } from '@muster/core/domain/permissions.ts'
import { allZones, zoneLabel } from '../../lib/zone-names.ts'
import { deviceZone } from '../../lib/zones.ts'
import { useMine, useReplica, useRow, useSpaces } from '../../replica/context.ts'
import { languageNames, languageOfDevice } from '../../messages/language.ts'
import { Swatches } from '../../ui/swatches.tsx'
import { Security } from './security/security.tsx'
import { KeySettings } from './key-settings.tsx'
import { LabelSettings } from './label-settings.tsx'
import { say } from './say.ts'

const firstDays = [
  [1, 'monday'],
  [0, 'sunday'],
  [6, 'saturday'],
] as const
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
  const set = (said: string, change: Partial<Pick<SettingsDoc, 'theme' | 'accent' | 'zone' | 'firstDay' | 'language'>>) =>
    replica.transact(said, [{ space: replica.person, name: 'settings.set@1', args: { set: change } }])
  return (
    <section aria-labelledby="view-title" className="view">
      <header className="head">
        <h1 id="view-title" className="text-xl font-semibold tracking-tight">
          {say('title')}
        </h1>
      </header>
      <div className="page">
        {mine ? (
          <>
            <div className="mt-3 space-y-5">
              <h2 className="text-sm font-semibold">{say('look')}</h2>
              <Choice
                label={say('theme')}
                options={themes.map((theme) => [theme, say(`theme-${theme}`)])}
                chosen={mine.theme}
                onChoose={(theme) => set(say('theme-changed'), { theme })}
              />
              <label className="block text-[13px] text-quiet">
                {say('language')}
                <select
                  value={mine.language ?? ''}
                  onChange={(event) => set(say('language-changed'), { language: (event.target.value || null) as Language | null })}
                  className="mt-1 block h-11 w-full max-w-sm rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
                >
                  <option value="">{say('language-device', { language: languageNames[languageOfDevice] })}</option>
                  {languages.map((one) => (
                    <option key={one} value={one} lang={one}>
                      {languageNames[one]}
                    </option>
                  ))}
                </select>
              </label>
              <Swatches label={say('accent')} colors={colors} chosen={mine.accent} onChoose={(accent) => set(say('accent-changed'), { accent })} />
            </div>
            <div className="mt-8 space-y-5 border-t border-line pt-6">
              <h2 className="text-sm font-semibold">{say('days')}</h2>
              <Choice
                label={say('first-day')}
                options={firstDays.map(([day, name]) => [day, say(name)])}
                chosen={mine.firstDay}
                onChoose={(firstDay) => set(say('first-day-changed'), { firstDay })}
              />
              <label className="block text-[13px] text-quiet">
                {say('zone')}
                <select
                  value={mine.zone ?? ''}
                  onChange={(event) => set(say('zone-changed'), { zone: event.target.value || null })}
                  className="mt-1 block h-11 w-full max-w-sm rounded-md border border-edge bg-ground px-2.5 text-base text-text lg:h-9 lg:text-sm"
                >
                  <option value="">{say('zone-device', { zone: zoneLabel(deviceZone()) })}</option>
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
          <p className="mt-6 text-sm text-quiet">{say('fetching')}</p>
        )}
        <div id="keys" className="mt-8 scroll-mt-16 border-t border-line pt-6">
          <h2 className="text-sm font-semibold">{say('keyboard')}</h2>
          <KeySettings />
        </div>
        <div id="labels" className="mt-8 scroll-mt-16 border-t border-line pt-6">
          <h2 className="text-sm font-semibold">{say('labels')}</h2>
          {spaces.map((space) => (
            <LabelSettings key={space.id} space={space} named={spaces.length > 1} readOnly={!can(space.role, 'write')} />
          ))}
        </div>
        <Security email={email} />
        <div className="mt-8 border-t border-line pt-6">
          <h2 className="text-sm font-semibold">{say('account')}</h2>
          <p className="mt-2 text-sm">{me?.name}</p>
          <p className="text-[13px] text-quiet">{email ?? say('email-later')}</p>
          {fault && (
            <p role="alert" className="mt-3 text-[13px] text-alert">
              {fault}
            </p>
          )}
          <button
            onClick={() => {
              setFault('')
              void onSignOut().catch(() => setFault(say('sign-out-failed')))
            }}
            className="mt-4 min-h-11 rounded-md border border-line px-4 text-sm hover:bg-hover lg:min-h-9"
          >
            {say('sign-out')}
          </button>
        </div>
      </div>
    </section>
  )
}
