/** What is open to anybody, and counts for nobody. */
export const HEALTH_PATHS = ['/healthz', '/readyz', '/metrics'] as const;
