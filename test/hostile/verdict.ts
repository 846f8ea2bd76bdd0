/** What the judge says of an answer. */
export type Verdict =
  | { readonly kind: 'fine'; readonly status: number | 'closed' }
  | { readonly kind: 'known'; readonly what: string }
  | { readonly kind: 'finding'; readonly what: string; readonly detail: string };
