import type { FastifyRequest } from 'fastify'
import { limits } from '@muster/core/contract/limits.ts'

/** What a browser says it is, without what could be more than text. */
export const agentOf = ({ headers }: FastifyRequest): string => (headers['user-agent'] ?? '').replace(/[^ -~]/g, '').slice(0, limits.agent)
