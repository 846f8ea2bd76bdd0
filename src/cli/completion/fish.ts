/** Completion for fish. */
import { type CompletedCommand, type CompletedOption, type Values, withDescendants } from './tree.ts';

export function fishScript(root: CompletedCommand): string {
  const all = withDescendants(root);
  const paths = all.filter(({ path }) => path !== root.path).map(({ path }) => quote(path));
  return `# Completion of ipsproxy for fish. Load it with: ipsproxy completion fish | source
function __ipsproxy_path
    set -l path ipsproxy
    for word in (commandline -opc)[2..-1]
        switch "$path $word"
            case ${paths.join(' ')}
                set path "$path $word"
        end
    end
    echo $path
end

complete -c ipsproxy -f
${all.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, commands, options, values }: CompletedCommand): string[] {
  const start = `complete -c ipsproxy -n ${quote(`test (__ipsproxy_path) = "${path}"`)}`;
  return [
    ...commands.map((child) => `${start} -a ${child.name} -d ${quote(child.description)}`),
    ...values.flatMap((each) => {
      if (each.kind === 'unknown') return [];
      return [`${start} ${each.kind === 'choices' ? `-a ${quote(each.choices.join(' '))}` : '-F'}`];
    }),
    ...options.map((option) => `${start} ${optionOf(option)}`),
  ];
}

function optionOf({ short, long, description, values }: CompletedOption): string {
  const names = [...(short === undefined ? [] : [`-s ${short.slice(1)}`]), `-l ${long.slice(2)}`];
  return [...names, `-d ${quote(description)}`, ...(values === undefined ? [] : [action(values)])].join(' ');
}

function action(values: Values): string {
  switch (values.kind) {
    case 'file':
      return '-r -F';
    case 'folder':
      return '-x -a "(__fish_complete_directories)"';
    case 'choices':
      return `-x -a ${quote(values.choices.join(' '))}`;
    case 'unknown':
      return '-x';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
