/** Completion for bash, from 3.2 on, which needs nothing but bash. */
import { quotedWord } from '../print/shell-word.ts';
import { type CompletedCommand, flagsOf, type Values, withDescendants } from './tree.ts';

export function bashScript(root: CompletedCommand): string {
  const all = withDescendants(root);
  const paths = all.filter(({ path }) => path !== root.path).map(({ path }) => quotedWord(path));
  const values = all.flatMap(({ path, options }) =>
    options.flatMap((option) =>
      option.values === undefined
        ? []
        : [
            `    ${flagsOf(option)
              .map((flag) => quotedWord(`${path} ${flag}`))
              .join(' | ')}) ${action(option.values)} return ;;`,
          ],
    ),
  );
  const words = all.map(({ path, commands, options, values }) => {
    const known = values.flatMap((each) => (each.kind === 'choices' ? each.choices : []));
    const list = [...commands.map(({ name }) => name), ...known, ...options.map(({ long }) => long)];
    const files = values.some(({ kind }) => kind === 'file') ? ' _ipsproxy_paths -f "$cur" ;' : '';
    return `    ${quotedWord(path)})${files} _ipsproxy_words "$cur" ${list.map(quotedWord).join(' ')} ;;`;
  });
  return `# Completion of ipsproxy for bash. Load it with: source <(ipsproxy completion bash)
_ipsproxy_words() {
  local cur=$1 word
  shift
  for word in "$@"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("$word"); fi
  done
}

_ipsproxy_paths() {
  local path
  compopt -o filenames 2> /dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$2")
}

_ipsproxy() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path=ipsproxy i
  # "--option=value" comes as three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
      ${paths.join(' | ')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $prev" in
${values.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
}

complete -F _ipsproxy ipsproxy
`;
}

function action(values: Values): string {
  switch (values.kind) {
    case 'file':
      return '_ipsproxy_paths -f "$cur" ;';
    case 'folder':
      return '_ipsproxy_paths -d "$cur" ;';
    case 'choices':
      return `_ipsproxy_words "$cur" ${values.choices.map(quotedWord).join(' ')} ;`;
    case 'unknown':
      return '';
  }
}
