package io.nibble.spark.differential;

import java.util.List;

/**
 * What a query gave.
 *
 * @param way who gave it
 * @param rows its rows as text; sorted if their order means nothing
 * @param error what it failed with, or null
 * @param scored rows that went through a model
 * @param evaluated watched arguments evaluated
 */
record Answer(String way, List<String> rows, Throwable error, long scored, long evaluated) {
  private static final int SHOWN = 12;

  boolean isError() {
    return error != null;
  }

  /** The error without its details. */
  String problem() {
    return String.valueOf(error).lines().findFirst().get().replaceAll("].*", "]");
  }

  boolean costsMoreThan(Answer other) {
    return scored > other.scored || evaluated > other.evaluated;
  }

  boolean sameRows(Answer other) {
    return isError() ? other.isError() : !other.isError() && rows.equals(other.rows);
  }

  @Override
  public String toString() {
    String answer =
        isError()
            ? String.valueOf(error).lines().findFirst().get()
            : rows.size() + " rows " + rows.stream().limit(SHOWN).toList();
    return way + ": " + scored + " scored, " + evaluated + " evaluated, " + answer;
  }
}
