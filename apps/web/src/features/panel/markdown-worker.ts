import { markdownToHtml } from './markdown.ts'

// One text in, what it is laid out as back.
onmessage = ({ data }: MessageEvent<string>) => postMessage(markdownToHtml(data))
