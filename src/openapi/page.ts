/** A page that shows the document of a system: Swagger UI, from the proxy's own origin and with nothing from elsewhere. */
import { libraryFile } from './page-library.ts';

export interface PagePart {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Of the page alone: what it loads and asks is the proxy's, and no script of it stands in a text that somebody else wrote. */
export const PAGE_MEDIA_TYPE = 'text/html; charset=utf-8';

/** What is beside the page, and nothing else is. */
const PARTS: Readonly<Record<string, () => Promise<PagePart>>> = {
  'swagger-ui.css': async () => ({
    mediaType: 'text/css; charset=utf-8',
    bytes: await libraryFile('swagger-ui.css'),
  }),
  'swagger-ui-bundle.js': async () => ({
    mediaType: SCRIPT,
    bytes: await libraryFile('swagger-ui-bundle.js'),
  }),
  'page.js': async () => ({ mediaType: SCRIPT, bytes: Buffer.from(START) }),
};
const SCRIPT = 'text/javascript; charset=utf-8';

export const PAGE_PARTS: readonly string[] = Object.keys(PARTS);

/** Beside itself it finds the document, below whatever URL that is. The online validator of Swagger would get it to see. */
const START = `SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#page',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

/** @returns `undefined` where the page has no such part */
export function pagePart(name: string): Promise<PagePart> | undefined {
  return Object.hasOwn(PARTS, name) ? PARTS[name]?.() : undefined;
}

/** @param baseUrl external URL of the system; of it, only the path is used, so that the page works under any name of the host */
export function page(baseUrl: string, title: string): PagePart {
  const parts = escaped(`${new URL(baseUrl).pathname}/openapi`);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${parts}/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="${parts}/swagger-ui-bundle.js"></script>
<script src="${parts}/page.js"></script>
</body>
</html>
`;
  return { mediaType: PAGE_MEDIA_TYPE, bytes: Buffer.from(html) };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
