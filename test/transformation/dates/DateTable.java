// Writes what java.time.format.DateTimeFormatter answers, for java-dates.json. Run with Java 17:
//   java DateTable.java cases.tsv > java-dates.json
// and format the result with `npm run fix`.
// A line of cases.tsv: "format", pattern and an ISO date and time with offset; or "parse", pattern and text; by tabs.
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

public class DateTable {
  public static void main(String[] arguments) throws Exception {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String[] fields = line.split("\t", -1);
      rows.add("{ \"kind\": " + quote(fields[0]) + ", \"pattern\": " + quote(fields[1]) + ", \"value\": "
        + quote(fields[2]) + ", " + answer(fields[0], fields[1], fields[2]) + " }");
    }
    new PrintStream(System.out, true, "UTF-8").println("[\n  " + String.join(",\n  ", rows) + "\n]");
  }

  private static String answer(String kind, String pattern, String value) {
    DateTimeFormatter formatter;
    try {
      formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    } catch (IllegalArgumentException error) {
      return "\"wrongPattern\": true";
    }
    try {
      if (kind.equals("format")) return "\"text\": " + quote(formatter.format(OffsetDateTime.parse(value)));
      TemporalAccessor parsed = formatter.parse(value);
      LocalDate date = parsed.query(TemporalQueries.localDate());
      LocalTime time = parsed.query(TemporalQueries.localTime());
      ZoneOffset offset = parsed.query(TemporalQueries.offset());
      return "\"date\": " + quote(date == null ? null : date.toString())
        + ", \"time\": " + quote(time == null ? null : DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS").format(time))
        + ", \"offset\": " + (offset == null ? "null" : offset.getTotalSeconds());
    } catch (DateTimeException error) {
      return "\"failed\": true";
    }
  }

  private static String quote(String text) {
    return text == null ? "null" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
