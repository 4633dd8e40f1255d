/** `npm run topology`: which CPUs there are and what they share. Starts fast: it loads nothing but the reader. */
import { readCaches } from '../machine/cache-sizes.ts';
import { readModel } from '../machine/cpu-info.ts';
import { readQuota } from '../machine/quota.ts';
import { readTopology } from '../machine/topology.ts';
import { openSource } from '../machine/topology-source.ts';
import { type Flags, readArguments, usage } from './arguments.ts';
import { EXIT, runCommand, UsageError } from './failure.ts';
import { Output } from './output.ts';
import { topologyJson } from './topology-json.ts';
import { topologyText } from './topology-text.ts';

const FLAGS = {
  from: {
    type: 'string',
    what: "another machine: a folder with its sys/ and proc/, a .json.gz recording, or 'node:2 core:4 pu:2'",
  },
  json: {
    type: 'boolean',
    what: 'as one JSON object: counts, a table of the CPUs, nodes, kinds, what is allowed, doubts',
  },
  help: { type: 'boolean', what: 'this text' },
} as const satisfies Flags;

const HELP = `${usage('npm run topology -- [flags]: which CPUs there are and what they share', FLAGS)}
A synthetic machine is a list of levels from the outside in (node, package, die, l3, l2, core, pu), each with its count
in one unit of the level before.
Counts are over online CPUs; allowed.counts are over those that this process may use. A count is 0 where the machine
does not tell, or has no such level of its own: dies is 0 unless a package is divided into several.
`;

await runCommand(async () => {
  const args = readArguments(process.argv.slice(2), FLAGS);
  if (args.has('help')) {
    process.stdout.write(HELP);
    return EXIT.done;
  }
  if (args.words.length > 0)
    throw new UsageError(`Expected flags only, found '${args.words[0]}': write --from ${args.words[0]} to read it.`);
  const { read, source, title } = openSource(args.text('from'));
  const topology = readTopology(read, source);
  const about = { title, model: readModel(read, topology), caches: readCaches(read, topology), quota: readQuota(read) };
  const output = new Output(false, new AbortController());
  const lines = args.has('json')
    ? [JSON.stringify(topologyJson(topology, about.caches, about.model, about.quota))]
    : topologyText(topology, about, output.columns);
  for (const line of lines) output.line(line);
  return EXIT.done;
});
