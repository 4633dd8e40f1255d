/** As drivers/delegation.ts, and what the server does. */
import { serve } from '#subject';
import { pause } from '../../../atomics/pause.ts';
import type { i32, Words } from '../../../contract.ts';
import { fetchAdd as askToAdd, tryPop as askToPop, tryPush as askToPush } from './delegation.ts';

export function fetchAdd(words: Words, amount: i32, self: i32): i32 {
  return askToAdd(words, amount, self);
}

export function tryPush(words: Words, item: i32, operation: i32, self: i32): i32 {
  return askToPush(words, item, operation, self);
}

export function tryPop(words: Words, operation: i32, self: i32): i32 {
  return askToPop(words, operation, self);
}

/** Serve until `count` operations have been run. */
export function serveUntil(words: Words, count: i32): void {
  let ran = serve(words);
  // Ends when as many have asked.
  while (ran < count) {
    pause();
    ran = (ran + serve(words)) | 0;
  }
}
