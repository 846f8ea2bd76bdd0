/** What names of users and groups begin with that a round makes; all else was there before. */
export const MADE = 'chaos-';
