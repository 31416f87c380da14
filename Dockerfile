# Build stage: compiles the packages and lays out what the images contain, all of it from the lock file.
FROM node:22-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --omit=dev --no-audit --no-fund \
 && npm run --silent build:product \
 && node release/image.js /app \
 && mkdir /data

# The example client: docker compose run --rm client
FROM node:22-slim AS client
COPY --from=build /app /app
WORKDIR /app
USER node
# the variables of the simulator's credentials, which are in the volume that both share
CMD ["sh", "-c", "eval \"$(node node_modules/sparring/bin/sparring.js env)\" && node examples/upload-documents.js"]

# The simulator. It writes nothing outside of /data, so the root file system can be read-only.
FROM gcr.io/distroless/nodejs22-debian12:nonroot AS simulator
COPY --from=build /app /app
COPY --from=build --chown=nonroot:nonroot /data /data
ENV NODE_ENV=production SPARRING_HOME=/data SPARRING_PORT=4010
VOLUME /data
EXPOSE 4010
USER nonroot
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s \
  CMD ["/nodejs/bin/node", "/app/node_modules/sparring/bin/sparring.js", "wait", "--timeout", "3s"]
ENTRYPOINT ["/nodejs/bin/node", "/app/node_modules/sparring/bin/sparring.js"]
# names besides localhost under which others reach /_sparring/ follow with --allow-host
CMD ["start", "--host", "0.0.0.0", "--allow-host", "simulator"]
