/** The names of the stand-ins on the command line and in JSON. */
export const STAND_INS = [
  'identity-authentication',
  'identity-authentication-v1',
  'cloud-foundry',
  'scim',
] as const;

export type StandInKey = (typeof STAND_INS)[number];
