package io.nibble.spark.differential;

/** Conditions, many of them on scores. */
final class ConditionGrammar {
  private final Draft draft;
  private final Grammar grammar;

  ConditionGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  String any(Scope scope) {
    return switch (draft.below(scope.isLeaf() ? 7 : 14)) {
      case 2, 3 -> grammar.values.score(scope) + " > 0";
      case 4 -> grammar.values.classified(scope) + ".label = 'low'";
      case 5 -> draft.dialect.predict(grammar.features.any(scope)) + nullness();
      case 6 -> key(scope) + " % 2 = " + draft.below(2);
      case 7 -> "(" + any(scope.deeper()) + " AND " + any(scope.deeper()) + ")";
      case 8 -> "(" + any(scope.deeper()) + " OR " + any(scope.deeper()) + ")";
      case 9 -> "NOT (" + any(scope.deeper()) + ")";
      case 10 -> value(scope) + " > " + value(scope);
      case 11 -> scope.subqueries() ? grammar.subqueries.condition(scope.deeper()) : simple(scope);
      case 12 -> scope.isScan() ? ofScan() : simple(scope);
      case 13 -> "exists(" + scores(scope) + ", e -> e > 0.2)";
      default -> simple(scope);
    };
  }

  /** A condition that needs no model. */
  String simple(Scope scope) {
    return key(scope) + draft.choices.one(" < ", " > ", " = ") + (1 + draft.below(9));
  }

  private String key(Scope scope) {
    return draft.choices.one(scope.relations()) + "." + draft.choices.one("k", "id");
  }

  private String value(Scope scope) {
    return grammar.values.any(scope.deeper());
  }

  private String scores(Scope scope) {
    return draft.dialect.predict(grammar.features.any(scope));
  }

  private String nullness() {
    return draft.choices.one(" IS NOT NULL", " IS NULL");
  }

  private String ofScan() {
    draft.uses("scan function");
    return draft.choices.one(
        "input_file_name() LIKE '%part-00001%'",
        "rand(3) < 0.5",
        "monotonically_increasing_id() % 2 = 0",
        "spark_partition_id() = 0",
        "input_file_name() <> ''");
  }
}
