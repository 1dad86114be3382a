package io.nibble.spark.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A query in the making: whose words it is written in, and what has been decided. */
final class Draft {
  final Choices choices;
  final Dialect dialect;
  private final Set<String> constructs = new TreeSet<>();
  private final List<String> tables = new ArrayList<>(List.of("t", "u", "b", "p", "v", "c"));
  private int names;

  Draft(Choices choices, Dialect dialect) {
    this.choices = choices;
    this.dialect = dialect;
  }

  /** Notes that the query has one of these. */
  void uses(String construct) {
    constructs.add(construct);
  }

  Set<String> constructs() {
    return constructs;
  }

  /** A name that nothing else has. */
  String name(String prefix) {
    return prefix + ++names;
  }

  /** A table, view, cached table or common table expression. */
  String table() {
    return choices.one(tables);
  }

  void declare(String table) {
    tables.add(table);
  }

  int below(int bound) {
    return choices.below(bound);
  }

  boolean oneIn(int n) {
    return choices.oneIn(n);
  }
}
