// A JUnit report: Debian's Node.js 18 has none of its own.
const escaped = (value) =>
  String(value)
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?')
    .replace(/[&<>"\n]/g, (character) => `&#${character.charCodeAt(0)};`);

function told({ name, details }, failed) {
  const attributes = `classname="dockerode" name="${escaped(name)}" time="${(details.duration_ms ?? 0) / 1000}"`;
  if (!failed) return `<testcase ${attributes}/>\n`;
  const cause = details.error?.cause ?? details.error;
  return `<testcase ${attributes}><failure message="${escaped(cause?.message ?? cause)}">${escaped(cause?.stack)}</failure></testcase>\n`;
}

export default async function* report(events) {
  yield '<testsuites>\n';
  for await (const { type, data } of events) {
    if (type === 'test:pass' || type === 'test:fail') yield told(data, type === 'test:fail');
  }
  yield '</testsuites>\n';
}
