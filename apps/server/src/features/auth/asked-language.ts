import type { FastifyRequest } from 'fastify'
import { languages, type Language } from '@muster/core/contract/kinds.ts'

const longest = 200

/** The first of our languages that a browser asks for; undefined where it asks for none of them. */
export const askedLanguage = ({ headers }: FastifyRequest): Language | undefined =>
  (headers['accept-language'] ?? '')
    .slice(0, longest)
    .split(',')
    .map((tag) => tag.trim().split(/[-;]/)[0]?.toLowerCase())
    .find((tag): tag is Language => languages.some((ours) => ours === tag))
