package io.nibble.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Lines of cells under one another; cells that begin with a digit stand right. */
public final class TextTable {
  private final List<String[]> rows = new ArrayList<>();
  private final int[] widths;

  public TextTable(String... titles) {
    widths = new int[titles.length];
    add(titles);
  }

  public void add(String... cells) {
    rows.add(cells);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], cells[i].length());
    }
  }

  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(String[] cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      String space = " ".repeat(widths[i] - cells[i].length());
      boolean right = !cells[i].isEmpty() && Character.isDigit(cells[i].charAt(0));
      line.append(right ? space + cells[i] : cells[i] + space).append("  ");
    }
    return line.toString().stripTrailing();
  }
}
