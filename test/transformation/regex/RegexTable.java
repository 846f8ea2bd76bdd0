// Writes what java.util.regex answers, for java-regex.json. Run with Java 17:
//   java RegexTable.java cases.tsv > java-regex.json
// and format the result with `npm run fix`.
// A line of cases.tsv: pattern, flag letters, text and replacement, separated by tabs; all but ASCII as escapes of UTF-16 units.
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class RegexTable {
  private static final String LETTERS = "imsduxU";
  private static final int[] FLAGS = {
    Pattern.CASE_INSENSITIVE, Pattern.MULTILINE, Pattern.DOTALL, Pattern.UNIX_LINES, Pattern.UNICODE_CASE,
    Pattern.COMMENTS, Pattern.UNICODE_CHARACTER_CLASS
  };

  public static void main(String[] arguments) throws Exception {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] fields = line.split("\t", -1);
      rows.add(row(unescape(fields[0]), fields[1], unescape(fields[2]), unescape(fields[3])));
    }
    new PrintStream(System.out, true, "UTF-8").println("[\n  " + String.join(",\n  ", rows) + "\n]");
  }

  private static String row(String expression, String letters, String text, String replacement) {
    int flags = 0;
    for (char letter : letters.toCharArray()) flags |= FLAGS[LETTERS.indexOf(letter)];
    String head = "{ \"pattern\": " + quote(expression) + ", \"flags\": " + quote(letters);
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression, flags);
    } catch (IllegalArgumentException error) {
      return head + ", \"error\": true }";
    }
    Matcher whole = pattern.matcher(text);
    List<String> groups = new ArrayList<>();
    if (whole.matches()) for (int i = 0; i <= whole.groupCount(); i++) groups.add(quote(whole.group(i)));
    List<String> found = new ArrayList<>();
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      found.add(quote(matcher.start() + "-" + matcher.end()));
    }
    return head + ", \"text\": " + quote(text)
      + ", \"groups\": " + (groups.isEmpty() ? "null" : "[" + String.join(", ", groups) + "]")
      + ", \"found\": [" + String.join(", ", found) + "]"
      + ", \"replacement\": " + quote(replacement)
      + ", \"all\": " + replaced(() -> pattern.matcher(text).replaceAll(replacement))
      + ", \"first\": " + replaced(() -> pattern.matcher(text).replaceFirst(replacement)) + " }";
  }

  private static String replaced(java.util.function.Supplier<String> replace) {
    try {
      return quote(replace.get());
    } catch (IllegalArgumentException | IndexOutOfBoundsException error) {
      return "null";
    }
  }

  private static String quote(String text) {
    if (text == null) return "null";
    StringBuilder quoted = new StringBuilder("\"");
    for (char unit : text.toCharArray()) {
      if (unit == '"' || unit == '\\') quoted.append('\\').append(unit);
      else if (unit < 32 || unit > 126) quoted.append(String.format("\\u%04x", (int) unit));
      else quoted.append(unit);
    }
    return quoted.append('"').toString();
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\u", i)) {
        plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
