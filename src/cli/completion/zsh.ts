/** Completion for zsh, with its own completion system. */
import { quotedWord } from '../print/shell-word.ts';
import {
  type CompletedCommand,
  type CompletedOption,
  flagsOf,
  type Values,
  withDescendants,
} from './tree.ts';

export function zshScript(root: CompletedCommand): string {
  return `#compdef ipsproxy
# Completion of ipsproxy for zsh. Load it with: source <(ipsproxy completion zsh), after compinit
${withDescendants(root).map(functionOf).join('\n')}
if [[ $funcstack[1] == _ipsproxy ]]; then
  _ipsproxy "$@"
else
  compdef _ipsproxy ipsproxy
fi
`;
}

function functionOf({ path, commands, options, values }: CompletedCommand): string {
  const name = functionName(path);
  const specs = options.map((option) => `    ${specOf(option)}`);
  if (commands.length === 0) {
    const args = values.map((each, index) => `    ${quotedWord(`${index + 1}:value:${action(each)}`)}`);
    return `${name}() {\n  _arguments \\\n${[...specs, ...args].join(' \\\n')}\n}\n`;
  }
  const list = commands.map((child) => `        ${quotedWord(`${child.name}:${child.description}`)}`);
  const branches = commands.map((child) => `        ${child.name}) ${functionName(child.path)} ;;`);
  return `${name}() {
  local line state
  local -a commands
  _arguments -C \\
${[...specs, `    '1: :->command'`, `    '*:: :->rest'`].join(' \\\n')}
  case $state in
    command)
      commands=(
${list.join('\n')}
      )
      _describe -t commands command commands
      ;;
    rest)
      case $line[1] in
${branches.join('\n')}
      esac
      ;;
  esac
}
`;
}

function specOf(option: CompletedOption): string {
  const { long, short, description, values } = option;
  const explained = `[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]`;
  const value = values === undefined ? '' : `:value:${action(values)}`;
  const equals = values === undefined ? '' : '=';
  if (short === undefined) return quotedWord(`*${long}${equals}${explained}${value}`);
  return flagsOf(option)
    .map((flag) => quotedWord(`(${short} ${long})${flag}${flag === long ? equals : ''}${explained}${value}`))
    .join(' ');
}

function action(values: Values): string {
  switch (values.kind) {
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'choices':
      return `(${values.choices.join(' ')})`;
    case 'unknown':
      return ' ';
  }
}

/** `_ipsproxy_secret_hash` */
function functionName(path: string): string {
  return `_${path.replaceAll(/[^a-z0-9]+/gi, '_')}`;
}
