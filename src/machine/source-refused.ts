/** What was named as a machine cannot be read. Named as the command line's own error is: a command prints the sentence. */
export class SourceRefused extends Error {
  override name = 'UsageError';
}
