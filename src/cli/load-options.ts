/** How every command loads a configuration. */
import type { LoadOptions } from '../config/load.ts';
import { connectorDefinitions } from '../connectors/registry.ts';
import { SharedState } from '../connectors/shared-state.ts';
import { proxyNotices, proxyProperties } from '../proxy/properties.ts';
import { compileTransformation } from '../transformation/index.ts';

export const loadOptions: LoadOptions = {
  definitions: connectorDefinitions,
  common: { schema: proxyProperties, notices: proxyNotices },
  compileTransformation,
  environment: process.env,
  lasting: new SharedState(),
};
