/**
 * `npm test` is to take minutes, so outside CI tests that go through every subject in every way leave some ways out. `CI=1 npm test` leaves
 * out none.
 */
export const IS_QUICK = process.env.CI === undefined && process.env.STRESS !== '1';
