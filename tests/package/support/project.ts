import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')

/** What `npm publish` would upload, installed as a user does. */
export interface Project {
  /** Absolute, and outside of the repository: nothing but the installed package is found from here. */
  folder: string
  /** The paths in the tarball, sorted. */
  packed: string[]
}

/**
 * Packs the package and installs it, without a network, beside the files of tests/package/project. Removed when the
 * process ends. With `HEADWATER_DIST` that folder is packed as `dist/`.
 */
export function createProject(): Project {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-package-')))
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 10 }))
  const source = process.env.HEADWATER_DIST ? stage(join(scratch, 'source'), process.env.HEADWATER_DIST) : root
  const [{ filename, files }] = JSON.parse(npm(source, 'pack', '--json', '--pack-destination', scratch)) as [
    { filename: string; files: { path: string }[] },
  ]

  const folder = join(scratch, 'project')
  cpSync(join(root, 'tests/package/project'), folder, { recursive: true })
  npm(folder, 'install', join(scratch, filename), '--offline')
  return { folder, packed: files.map(({ path }) => path).sort() }
}

/** A folder that packs like the checkout, with another `dist/`. */
function stage(folder: string, dist: string): string {
  mkdirSync(folder)
  for (const name of readdirSync(root)) {
    if (/^(package\.json|docs|[A-Z]+(\.md)?)$/.test(name)) cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  cpSync(dist, join(folder, 'dist'), { recursive: true })
  return folder
}

function npm(cwd: string, ...words: string[]): string {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  return execFileSync('npm', [...words, ...quiet], { cwd, encoding: 'utf8' })
}

/** The files below a folder by their path in it, with `/` between its parts. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

/** A Node of its own, started in `folder` without what this one was started with. */
export function runNode(folder: string, ...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const { NODE_OPTIONS, NODE_TEST_CONTEXT, ...env } = process.env
  return spawnSync(process.execPath, words, { cwd: folder, env, encoding: 'utf8', timeout: 20_000 })
}
