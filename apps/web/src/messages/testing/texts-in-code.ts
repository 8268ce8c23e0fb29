import { parseSync } from 'vite'

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
/** What is told of a file's code, node by node; `false` leaves out what lies below. */
const walk = (file: string, code: string, look: (node: Node) => false | void): void => {
  const go = (node: Node): void => {
    if (look(node) === false) return
    for (const value of Object.values(node)) for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) go(one)
  }
  go(parseSync(file, code).program as unknown as Node)
}
const gap = '…'
/** The text of a literal; what a template leaves open is one sign. */
const textOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'JSXExpressionContainer') return textOf(node['expression'])
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  return (node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]).map(({ value }) => value.cooked).join(gap)
}
const nameOf = (node: unknown): string => {
  if (!isNode(node)) return ''
  const name = node['name']
  if (node.type === 'MemberExpression') return nameOf(node['property'])
  return typeof name === 'string' ? name : ''
}
const argumentsOf = (node: Node): readonly unknown[] => node['arguments'] as readonly unknown[]

const attributes = new Set(['aria-label', 'aria-description', 'title', 'label', 'placeholder', 'alt', 'text', 'yes', 'action'])
/** These tell people what they are given first. */
const telling = new Set(['transact', 'announce', 'notice', 'showToast'])
const word = /\p{L}{2}/u
/** Several words, or one that begins with a capital. */
const likeWords = /^\p{Lu}\p{Ll}+(?:[ ,:.’]+[\p{L}\d]+)*$|^\p{Lu}\p{Ll}+(?:[ ,:.’]+[\p{L}\d]+)+/u

/**
 * Texts in code that people would read: between tags, in attributes that are told, in what is announced, and whatever else reads like words.
 * Not errors, which programmers read.
 */
export const textsIn = (file: string, code: string): ReadonlySet<string> => {
  const found = new Set<string>()
  walk(file, code, (node) => {
    if (node.type.startsWith('TS') && node.type !== 'TSAsExpression' && node.type !== 'TSSatisfiesExpression') return false
    if (node.type === 'ImportDeclaration' || (node.type === 'NewExpression' && /Error$|^MissingCode$/.test(nameOf(node['callee'])))) return false
    const add = (text: string | undefined) => text !== undefined && word.test(text) && found.add(text.trim())
    if (node.type === 'JSXText') add(String(node['value']))
    if (node.type === 'JSXAttribute' && attributes.has(nameOf(node['name']))) add(textOf(node['value']))
    if (node.type === 'CallExpression' && telling.has(nameOf(node['callee']))) add(textOf(argumentsOf(node)[0]))
    const text = textOf(node)
    if (text !== undefined && likeWords.test(text)) add(text)
    return undefined
  })
  return found
}

/** How a file's code comes by messages: the area that it makes known, the files that it imports, and what may be an id, where `…` stands for anything. */
export const usesIn = (file: string, code: string) => {
  const areas: string[] = []
  const imports: string[] = []
  const ids = new Set<string>()
  walk(file, code, (node) => {
    if (node.type === 'ImportDeclaration') {
      imports.push(textOf(node['source']) ?? '')
      return false
    }
    if (node.type === 'CallExpression' && nameOf(node['callee']) === 'words') {
      const area = textOf(argumentsOf(node)[0])
      if (area !== undefined) areas.push(area)
    }
    const text = textOf(node)
    if (text !== undefined && text !== gap) ids.add(text)
    return undefined
  })
  return { areas, imports, ids }
}
