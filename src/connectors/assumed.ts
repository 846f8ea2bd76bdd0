/** What stands for a value that is missing and need not be there, as where only the configuration is checked. */
export const ASSUMED = 'assumed';
