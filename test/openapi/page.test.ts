/** The page of an API, as HTML. */
import { expect, it } from 'vitest';
import { page } from '../../src/openapi/page.ts';

it('shows names as text, whatever is in them', () => {
  const { bytes } = page('https://proxy.example.com/a/b', `"><script src='x'></script> & more`);
  expect(bytes.toString()).toContain(
    `<title>&quot;&gt;&lt;script src='x'&gt;&lt;/script&gt; &amp; more</title>`,
  );
});
