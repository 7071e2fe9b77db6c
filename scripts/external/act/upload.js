const { DefaultArtifactClient } = require('@actions/artifact');
const { readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

async function main() {
  const root = resolve(process.env.INPUT_PATH);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  await new DefaultArtifactClient().uploadArtifact(process.env.INPUT_NAME, paths, root);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
