// `npm run commands`: writes from the tables of commands.md what both sides and the tests know of the commands. The files are
// kept in the repository, so that editors, types and native builds need no step before them; tests/js/commands.test.ts
// fails while they are not what this writes.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One row of the table of commands: the names of its numbers and strings, in their order. */
export interface Row {
  code: number
  name: string
  numbers: string[]
  strings: string[]
}

/** A number that stands for something: `of` says where. */
interface Word {
  of: string
  number: number
  name: string
  meaning: string
}

const root = new URL('..', import.meta.url)
const document = readFileSync(new URL('wasm/commands.md', root), 'utf8')
const words = (cell: string): string[] => cell.split(' ').filter(Boolean)

/** The table of commands.md, the contract. */
export const rows: Row[] = [...document.matchAll(/^\| (\d+) \| (\w+) \|([^|]*)\|([^|]*)\|/gm)].map(([, code, name, numbers, strings]) => ({
  code: Number(code),
  name: name!,
  numbers: words(numbers!),
  strings: words(strings!),
}))

const named: Word[] = [...document.matchAll(/^\| ([a-z ]+`\w+`) \| (\d+) \| (\w+) \|([^|]*)\|/gm)].map(([, of, number, name, meaning]) => ({
  of: of!,
  number: Number(number),
  name: name!,
  meaning: meaning!.trim(),
}))

/** Entries whose members, apart from `t`, are those of a struct, and of an object of the browser's. */
const structs: Record<string, string> = {
  resource: 'ResourceTiming',
  navigation_timing: 'NavigationTiming',
  long_animation_frame: 'LongAnimationFrame',
}

const isTimed = ({ numbers }: Row): boolean => numbers[0] === 't'
const camel = (name: string): string => name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
const constant = (name: string): string => 'k' + camel(name)
/** The words, each group below the line that says what they are. */
const grouped = (line: (word: Word) => string, comment: string): string =>
  [...new Set(named.map(({ of }) => of))]
    .map(group =>
      [`${comment}${group.replace(/^./, letter => letter.toUpperCase())}.`, ...named.filter(({ of }) => of === group).map(line)].join('\n'),
    )
    .join('\n\n')
const NOTE = 'Written by `npm run commands` from wasm/commands.md, which says what each number and string means.'

/** `src/commands/commands.h`. */
function header(): string {
  const enumOf = (name: string, members: string[]): string[] =>
    members[0] ? [`  enum ${name} : std::uint8_t { ${members.map(constant).join(', ')} };`] : []
  const positions = rows
    .filter(({ numbers, strings }) => numbers[0] || strings[0])
    .flatMap(({ name, numbers, strings }) => [`struct ${camel(name)} {`, ...enumOf('Number', numbers), ...enumOf('String', strings), '};'])
  return `#pragma once

#include <cstdint>

// ${NOTE}
// clang-format off
namespace headwater {

enum class Command : std::uint8_t {
${rows.map(({ name, code }) => `  ${constant(name)} = ${code},`).join('\n')}
};

// What a command consists of: how many numbers and strings follow its code, and whether the first number is
// the time at which it happened.
struct CommandShape {
  Command command;
  std::uint8_t numbers;
  std::uint8_t strings;
  bool timed;
};

// The one of code n is the one before n; only that of the trap, the last, has another code.
inline constexpr CommandShape kCommandShapes[] = {
${rows.map(row => `    {Command::${constant(row.name)}, ${row.numbers.length}, ${row.strings.length}, ${isTimed(row)}},`).join('\n')}
};

inline constexpr unsigned kMostStrings = ${Math.max(...rows.map(({ strings }) => strings.length))};

// Where the numbers and strings of a command stand.
namespace row {

${positions.join('\n')}

}  // namespace row

// Numbers that stand for something.
namespace code {

${grouped(({ name, number }) => `inline constexpr int ${constant(name)} = ${number};`, '// ')}

}  // namespace code
}  // namespace headwater
`
}

/** `src/commands/entry_fields.h`. */
function entryFields(): string {
  const lists = rows
    .filter(({ name }) => structs[name])
    .flatMap(({ name, numbers, strings }) => {
      const struct = structs[name]!
      const list = (type: string, kind: string, members: string[]): string =>
        `inline constexpr ${type} ${struct}::*const k${struct}${kind}[] = {\n${members.map(member => `    &${struct}::${member},`).join('\n')}\n};`
      return [list('double', 'Numbers', numbers.slice(1)), list('std::string_view', 'Strings', strings)]
    })
  return `#pragma once

#include <string_view>

#include "src/page/entry_spans.h"

// ${NOTE}
// clang-format off
namespace headwater {

// The members of an entry, in the order of its numbers behind \`t\` and of its strings.
${lists.join('\n')}

}  // namespace headwater
`
}

/** `tests/core/support/command_names.h`. */
function names(): string {
  return `#pragma once

#include <string_view>

// ${NOTE}
// clang-format off
namespace headwater::testing {

// A command and what its numbers and strings are called, separated by spaces; in the order of kCommandShapes.
struct CommandNames {
  std::string_view name, numbers, strings;
};

inline constexpr CommandNames kCommandNames[] = {
${rows.map(({ name, numbers, strings }) => `    {"${name}", "${numbers.join(' ')}", "${strings.join(' ')}"},`).join('\n')}
};

}  // namespace headwater::testing
`
}

/** `js/seam/commands.ts`. */
function codes(): string {
  // All but the trap, which has nothing.
  const list = (name: string, value: (row: Row) => number): string =>
    `export const ${name} = [0, ${rows
      .filter(({ code }) => code < 255)
      .map(value)
      .join(', ')}]`
  const line = ({ name, number, meaning }: Word): string =>
    `${meaning && `/** ${meaning} */\n`}export const ${name.toUpperCase()} = ${number}`
  return `// ${NOTE}

${rows.map(({ name, code }) => `export const ${name.toUpperCase()} = ${code}`).join('\n')}

/** By the code of a command: how many numbers and strings it has. */
${list('NUMBERS', ({ numbers }) => numbers.length)}
${list('STRINGS', ({ strings }) => strings.length)}

/** Codes of those that have no time of their own: they take that of the command before them. */
export const UNTIMED = [${rows
    .filter(row => !isTimed(row) && row.name !== 'trap')
    .map(({ code }) => code)
    .join(', ')}]

${grouped(line, '// ')}
`
}

/** What the browser calls a member, where it is not the name of the row in camel case. */
const members: Record<string, string> = {
  start: 'startTime',
  url: 'name',
  protocol: 'nextHopProtocol',
  render_blocking: 'renderBlockingStatus',
  first_ui_event_timestamp: 'firstUIEventTimestamp',
  source_url: 'sourceURL',
  script_start: 'startTime',
  script_duration: 'duration',
  script_forced_style_and_layout_duration: 'forcedStyleAndLayoutDuration',
  script_char_position: 'sourceCharPosition',
}
const memberOf = (name: string): string => members[name] ?? camel(name).replace(/^./, letter => letter.toLowerCase())

/** `js/core/entries/entry-fields.ts`. */
function entryReaders(): string {
  const readers = rows
    .filter(({ name }) => structs[name])
    .map(({ name, numbers, strings }) => {
      // A long animation frame brings the one script that is told of.
      const isScript = (field: string): boolean =>
        name === 'long_animation_frame' && (strings.includes(field) || field.startsWith('script_'))
      const read = (field: string): string =>
        (strings.includes(field) ? 'text' : 'number') + (isScript(field) ? `(script.${memberOf(field)})` : `(entry.${memberOf(field)})`)
      // Start and duration are made to fit, and what the server says is a list: these have readers of their own.
      const own = strings.filter(field => field !== 'server_timing')
      const from = numbers[2] === 'duration' ? 3 : 1
      const parameters = `entry: Members${numbers.some(isScript) ? ', script: Members' : ''}`
      return `/** Appends of \`${name}\` the numbers behind \`${numbers[from - 1]}\`; answers the strings${own.length < strings.length ? ' before `server_timing`' : ''}. */
export function read${structs[name]!}(numbers: number[], ${parameters}): string[] {
  numbers.push(
${numbers
  .slice(from)
  .map(field => `    ${read(field)},`)
  .join('\n')}
  )
  return [
${own.map(field => `    ${read(field)},`).join('\n')}
  ]
}
`
    })
  return `// ${NOTE}

import { number, text } from './encoding.ts'

/** What browsers call more than the types of TypeScript know of. */
type Members = any

${readers.join('\n')}`
}

/** What is written, by path from the root. */
export const files = (): Record<string, string> => ({
  'src/commands/commands.h': header(),
  'src/commands/entry_fields.h': entryFields(),
  'tests/core/support/command_names.h': names(),
  'js/seam/commands.ts': codes(),
  'js/core/entries/entry-fields.ts': entryReaders(),
})

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(files())) writeFileSync(new URL(path, root), text)
}
