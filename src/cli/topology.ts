/** `npm run topology`: which CPUs there are and what they share. Starts fast: it loads nothing but the reader. */
import { readCaches } from '../machine/cache-sizes.ts';
import { readQuota } from '../machine/quota.ts';
import { readTopology } from '../machine/topology.ts';
import { openSource } from '../machine/topology-source.ts';
import { type Flags, readArguments, usage } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Output } from './output.ts';
import { topologyJson } from './topology-json.ts';
import { modelText } from './topology-model.ts';
import { topologyText } from './topology-text.ts';

const FLAGS = {
  from: {
    type: 'string',
    what: "another machine: a folder with its sys/ and proc/, a .json.gz recording, or 'node:2 package:1 l3:2 core:4 pu:2'",
  },
  json: {
    type: 'boolean',
    what: 'as one JSON object: counts, a table of the CPUs, nodes, kinds, what is allowed, doubts',
  },
  help: { type: 'boolean', what: 'this text' },
} as const satisfies Flags;

const CALL = 'npm run topology -- [flags]: which CPUs there are and what they share';
const NOTES = [
  "A synthetic machine is a list of levels from the outside in, each with its count in one unit of the level before, as in 'node:2 package:1 l3:2 core:4 pu:2'. The order is package, die, l3, l2, core, pu; die and l3 may change places, node stands anywhere before l2, and any level may be left out.",
  'Counts are over online CPUs; allowed.counts are over those that this process may use. A count is 0 where the machine does not tell, or has no such level of its own: dies is 0 unless a package is divided into several. The count of NUMA nodes includes those that have memory but no CPUs.',
];

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(usage(CALL, FLAGS, NOTES));
    return EXIT.done;
  }
  const from = args.text('from');
  if (args.words.length > 0) {
    // Levels that the shell took apart belong together.
    const [first] = args.words;
    const machine = first.includes(':') ? [...(from === undefined ? [] : [from]), ...args.words].join(' ') : first;
    throw new UsageError(`Expected flags only, found '${first}': write --from ${shellWord(machine)} to read it.`);
  }
  const { read, source, title } = openSource(from);
  const topology = readTopology(read, source);
  const about = { title, model: modelText(read, topology), caches: readCaches(read, topology), quota: readQuota(read) };
  const output = new Output(false, new AbortController());
  const lines = args.has('json')
    ? [JSON.stringify(topologyJson(topology, about.caches, about.model, about.quota))]
    : topologyText(topology, about, output.columns);
  for (const line of lines) output.line(line);
  return EXIT.done;
});

/** In quotes where a shell would take it apart. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
