# ipsproxy as an image; docs/deployment.md says how to build, run and try it.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No library needs its scripts to be installed; those of the development dependency "node" would fetch another Node.js.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY tools tools
RUN npm run build
ARG SOURCE_DATE_EPOCH=0
RUN mkdir -p /image/libraries/app /image/own/app /image/own/config \
 && node tools/sbom.ts > /image/own/app/sbom.cdx.json
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && find node_modules -type d -empty -delete \
 && find dist -name '*.d.ts' -delete -o -name '*.d.cts' -delete \
 && mv node_modules /image/libraries/app/ \
 && mv dist package.json /image/own/app/
COPY config/demo.jsonc config/ipsproxy.schema.json /image/own/app/config/
COPY transformations /image/own/app/transformations
COPY LICENSE /image/own/app/
# The same sources make the same layers.
RUN find /image -exec touch --no-dereference --date=@$SOURCE_DATE_EPOCH {} + \
 && chmod -R u=rwX,go=rX /image

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="ipsproxy" \
      org.opencontainers.image.description="A self-hosted SCIM 2.0 proxy for SAP cloud systems with the transformation language of SAP Identity Provisioning" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
COPY --from=build /image/libraries/ /
COPY --from=build /image/own/ /
ENV HOST=0.0.0.0 PORT=8080 IPSPROXY_CONFIG=/config/ipsproxy.jsonc
WORKDIR /config
EXPOSE 8080
# By its number, so that Kubernetes sees that it is not root.
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "/app/dist/cli/health-check.js"]
ENTRYPOINT ["node", "--disable-sigusr1", "--max-semi-space-size=32", "/app/dist/cli/ipsproxy.js"]
CMD ["serve"]
