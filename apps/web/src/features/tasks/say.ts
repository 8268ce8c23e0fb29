import { tasks } from '../../messages/en/tasks.ts'
import { words } from '../../messages/words.ts'

export const say = words('tasks', tasks)
