const { DefaultArtifactClient } = require('@actions/artifact');

async function main() {
  const client = new DefaultArtifactClient();
  const { artifact } = await client.getArtifact(process.env.INPUT_NAME);
  await client.downloadArtifact(artifact.id, { path: process.env.INPUT_PATH });
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
