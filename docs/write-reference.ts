// `npm run docs`: writes into options.md and api.md what the comments of the published types say, between the lines
//
//     <!-- options: dsn tunnel -->          a table of these members of `Options`
//     <!-- functions: init close -->        a table of these functions
//     <!-- members: Span -->                a table of the members of this class or interface
//     <!-- type: SpanStatus -->             what this type is
//     <!-- source: TransactionEvent -->     the declarations themselves
//
// and `<!-- end -->`. Everything else in these pages is written by hand. The files are kept in the repository, so that they can be read there;
// tests/js/docs/reference.test.ts fails while they are not what this writes. TypeScript calls its API unstable; its version is pinned.

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type {
  ArrowFunction,
  ClassDeclaration,
  FunctionDeclaration,
  InterfaceDeclaration,
  Node,
  SourceFile,
  TypeAliasDeclaration,
  VariableStatement,
} from 'typescript/unstable/ast'
import { SyntaxKind } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The pages that are written. */
const paths = ['options', 'api'].map(name => `${root}docs/${name}.md`)

/** A comment: what it says, and what stands behind its tags. */
interface Doc {
  text: string
  tags: Record<string, string>
}

/** The comment just before a declaration. */
function docOf(node: Node): Doc {
  const comments = node.getFullText().slice(0, -node.getText().length || undefined)
  // A lazy expression would begin at the first of several comments.
  const comment = comments.slice(Math.max(comments.lastIndexOf('/**'), 0)).match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? ''
  const [text = '', ...tags] = comment.replace(/^[ \t]*\* ?/gm, '').split(/^\s*@/m)
  return { text: line(text), tags: Object.fromEntries(tags.map(tag => [/^\w+/.exec(tag)![0], line(tag.replace(/^\w+/, ''))])) }
}

const line = (text: string): string => text.trim().replace(/\s+/g, ' ')
/** In a cell of a table; pages named in comments are links. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/docs\/([\w-]+)\.md(#[\w-]+)?/g, (_, page: string, part = '') => `[${page}.md](${page}.md${part})`)
const code = (node: Node | string): string => {
  const text = typeof node === 'string' ? node : node.getText()
  return `\`${line(text.replace(/\/\*[\s\S]*?\*\//g, '')).replace('typeof scope', 'Scope')}\``
}

const hidden = ({ tags }: Doc): boolean => 'internal' in tags
const nameOf = (node: Node): string => (node as { name?: Node }).name?.getText() ?? ''

/** The declarations by name: classes, interfaces, types, functions and constants. */
function declarationsOf(files: SourceFile[]): Map<string, Node> {
  const found = new Map<string, Node>()
  for (const { statements } of files) {
    for (const statement of statements) {
      const { declarationList } = statement as VariableStatement
      found.set(declarationList ? nameOf(declarationList.declarations[0]!) : nameOf(statement), statement)
    }
  }
  return found
}

type Callable = Pick<FunctionDeclaration | ArrowFunction, 'parameters' | 'type' | 'typeParameters'>

function signature(name: string, { parameters, type, typeParameters }: Callable, { tags }: Doc): string {
  const shown = parameters.filter(parameter => nameOf(parameter) !== 'this' && !tags.param?.startsWith(`${nameOf(parameter)} Internal`))
  const list = shown.map(parameter => {
    const isOptional = parameter.questionToken || parameter.initializer
    const of = parameter.type?.getText() ?? 'string'
    return `${nameOf(parameter)}${isOptional ? '?' : ''}: ${of}`
  })
  const generic = typeParameters?.length ? `<${typeParameters.map(one => one.getText()).join(', ')}>` : ''
  return `${name}${generic}(${list.join(', ')})${type ? `: ${type.getText()}` : ''}`
}

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

export interface Reference {
  options: string[]
  functions: string[]
  /** The pages by their path, as the sources have them. */
  pages: Map<string, string>
}

/** Reads the sources. */
export function readReference(): Reference {
  const api = new API({ cwd: root })
  try {
    const [project] = api.updateSnapshot({ openProject: `${root}tsconfig.json` }).getProjects()
    const read = (path: string): SourceFile => project!.program.getSourceFile(root + path)!
    const published = read('js/index.ts')
      .getText()
      .matchAll(/from '\.\/(.*)'/g)
    const declarations = declarationsOf([...published].map(([, path]) => read(`js/${path}`)))
    const membersOf = (name: string): Node[] => [
      ...((declarations.get(name) as InterfaceDeclaration | ClassDeclaration | undefined)?.members ?? []),
    ]

    const option = (name: string): string[] => {
      const member = membersOf('Options').find(one => nameOf(one) === name)
      if (!member) throw new Error(`${name} is no option`)
      const { text, tags } = docOf(member)
      if (!text || !tags.default) throw new Error(`the option ${name} lacks a comment, or its @default`)
      const what = code((member as unknown as { type: Node }).type)
      return [`<a id="${name}"></a>\`${name}\`<br>${what}`, tags.default, text, tags.remarks ?? ''].map(cell)
    }

    const functionRow = (name: string): string[] => {
      const statement = declarations.get(name)
      if (!statement) throw new Error(`${name} is not declared in what is read`)
      const doc = docOf(statement)
      if (!doc.text) throw new Error(`${name} has no comment`)
      const initializer = (statement as VariableStatement).declarationList?.declarations[0]?.initializer
      return [code(signature(name, (initializer ?? statement) as unknown as Callable, doc)), doc.text].map(cell)
    }

    const memberRow = (member: Node): string[] => {
      const doc = docOf(member)
      const isMethod = member.kind === SyntaxKind.MethodDeclaration
      const { type, questionToken } = member as unknown as { type?: Node; questionToken?: Node }
      const name = isMethod
        ? code(signature(nameOf(member), member as unknown as Callable, doc))
        : `\`${nameOf(member)}${questionToken ? '?' : ''}\`${type ? `<br>${code(type)}` : ''}`
      return [name, doc.text].map(cell)
    }

    const parts: Record<string, (names: string[]) => string> = {
      options: names => table(['option', 'default', 'meaning', 'trade-off'], names.map(option)),
      functions: names => table(['function', 'what it does'], names.map(functionRow)),
      members: names =>
        table(
          ['member', 'meaning'],
          names
            .flatMap(membersOf)
            .filter(member => nameOf(member) && !hidden(docOf(member)))
            .map(memberRow),
        ),
      source: names => `\`\`\`ts\n${names.map(name => declarations.get(name)!.getFullText().trim()).join('\n\n')}\n\`\`\``,
      type: names =>
        names
          .map(name => {
            const declared = declarations.get(name) as TypeAliasDeclaration
            return `\`${name}\`: ${docOf(declared).text}\n\n${code(declared.type).replace(/^`\| /, '`')}`
          })
          .join('\n\n'),
    }
    const write = (page: string): string =>
      page.replace(
        /(<!-- (options|functions|members|type|source): ([\w ]+?) -->\n)[\s\S]*?(<!-- end -->)/g,
        (_, start: string, kind: string, names: string, end: string) => `${start}\n${parts[kind]!(names.split(' '))}\n\n${end}`,
      )
    const names = read('js/npm.ts')
      .getText()
      .matchAll(/^ {2}([a-z]\w*),$/gm)
    return {
      options: membersOf('Options').map(nameOf),
      functions: [...names].map(([, name]) => name!),
      pages: new Map(paths.map(path => [path, write(readFileSync(path, 'utf8'))])),
    }
  } finally {
    api.close()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of readReference().pages) writeFileSync(path, text)
}
