import { commands } from '../messages/en/commands.ts'
import { words } from '../messages/words.ts'
import type { CommandId, groups } from './command-table.ts'

const say = words('commands', commands)

/** A command in words. */
export const commandText = (id: CommandId): string => say(id)
/** What a group of commands is headed by. */
export const groupText = (group: (typeof groups)[number]): string => say(`group-${group}`)
