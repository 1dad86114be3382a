package io.nibble.spark.inert;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a file: they end with a semicolon, or stand between lines that say where a
 * query starts and ends. {@code --SET} lines are settings; other lines with two dashes are
 * comments.
 */
final class Statements {
  private static final String SET = "--SET ";

  private final List<String> statements = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private boolean isDelimited;

  private Statements() {}

  static List<String> of(List<String> lines) {
    Statements reader = new Statements();
    lines.forEach(reader::line);
    reader.end();
    return reader.statements;
  }

  private void line(String line) {
    String text = line.strip();
    if (text.startsWith("--QUERY-DELIMITER")) {
      end();
      isDelimited = text.startsWith("--QUERY-DELIMITER-START");
    } else if (text.startsWith(SET)) {
      settings(text.substring(SET.length()));
    } else if (!text.startsWith("--")) {
      current.append(line).append('\n');
      if (!isDelimited && text.endsWith(";") && !text.endsWith("\\;")) {
        end();
      }
    }
  }

  private void settings(String text) {
    for (String setting : text.split(",(?=[^,=]+=)")) {
      statements.add("SET " + setting.strip());
    }
  }

  private void end() {
    String statement = current.toString().strip().replaceAll(";$", "");
    current.setLength(0);
    if (!statement.isBlank()) {
      statements.add(statement);
    }
  }
}
