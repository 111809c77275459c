/** How many tests passed and failed, added up over all the totals that GoogleTest and node --test printed into `text`. */
export function countTests(text) {
  const sum = pattern => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0)
  // GoogleTest counts skipped tests among those that ran.
  const ran = sum(/\[==========\] (\d+) tests? from \d+ test suites? ran\./g)
  const fine = sum(/\[ {2}PASSED {2}\] (\d+) tests?\./g)
  const skipped = sum(/\[ {2}SKIPPED \] (\d+) tests?[.,]/g)
  // The reporters `tap` and `spec`.
  const passed = sum(/^(?:\d+: )?(?:#|ℹ) pass (\d+)$/gm)
  const failed = sum(/^(?:\d+: )?(?:#|ℹ) (?:fail|cancelled) (\d+)$/gm)
  return { passed: fine + passed, failed: ran - fine - skipped + failed }
}
