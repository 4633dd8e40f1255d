// What `Words`, `Atomics` and `Math` mean in WebAssembly. The builder puts an import of this file in front of every
// kernel source; each operator and function below becomes one instruction (plus the address).
@unmanaged
export class Words {
  @inline @operator("[]")
  __get(index: i32): i32 { return load<i32>(changetype<usize>(this) + (<usize>index << 2)); }
  @inline @operator("[]=")
  __set(index: i32, value: i32): void { store<i32>(changetype<usize>(this) + (<usize>index << 2), value); }
}

export namespace Atomics {
  @inline export function load(words: Words, index: i32): i32 {
    return atomic.load<i32>(changetype<usize>(words) + (<usize>index << 2));
  }
  @inline export function store(words: Words, index: i32, value: i32): i32 {
    atomic.store<i32>(changetype<usize>(words) + (<usize>index << 2), value);
    return value;
  }
  @inline export function add(words: Words, index: i32, value: i32): i32 {
    return atomic.add<i32>(changetype<usize>(words) + (<usize>index << 2), value);
  }
  @inline export function sub(words: Words, index: i32, value: i32): i32 {
    return atomic.sub<i32>(changetype<usize>(words) + (<usize>index << 2), value);
  }
  @inline export function and(words: Words, index: i32, value: i32): i32 {
    return atomic.and<i32>(changetype<usize>(words) + (<usize>index << 2), value);
  }
  @inline export function or(words: Words, index: i32, value: i32): i32 {
    return atomic.or<i32>(changetype<usize>(words) + (<usize>index << 2), value);
  }
  @inline export function xor(words: Words, index: i32, value: i32): i32 {
    return atomic.xor<i32>(changetype<usize>(words) + (<usize>index << 2), value);
  }
  @inline export function exchange(words: Words, index: i32, value: i32): i32 {
    return atomic.xchg<i32>(changetype<usize>(words) + (<usize>index << 2), value);
  }
  @inline export function compareExchange(words: Words, index: i32, expected: i32, replacement: i32): i32 {
    return atomic.cmpxchg<i32>(changetype<usize>(words) + (<usize>index << 2), expected, replacement);
  }
}

export namespace Math {
  @inline export function imul(a: i32, b: i32): i32 { return a * b; }
}
