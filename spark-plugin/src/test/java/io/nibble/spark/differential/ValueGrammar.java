package io.nibble.spark.differential;

/** Numbers, most of them of scores. */
final class ValueGrammar {
  private final Draft draft;
  private final Grammar grammar;

  ValueGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  String any(Scope scope) {
    return switch (draft.below(scope.isLeaf() ? 8 : 17)) {
      case 4 -> column(scope);
      case 5 -> nested(scope);
      case 6 -> "float(" + classified(scope) + ".score)";
      case 7 -> call(scope, "array_max(%s)");
      case 8 -> branch(scope.deeper());
      case 9 -> "coalesce(" + any(scope.deeper()) + ", " + any(scope.deeper()) + ")";
      case 10 -> "(" + any(scope.deeper()) + " + " + any(scope.deeper()) + ")";
      case 11 -> overLambda(scope);
      case 12 -> scope.subqueries() ? grammar.subqueries.scalar(scope.deeper()) : score(scope);
      case 13 -> "if(" + condition(scope) + ", " + any(scope.deeper()) + ", -1)";
      case 14 -> scope.isScan() ? ofScan() : score(scope);
      case 15 -> inLambda(scope);
      case 16 -> "nullif(" + any(scope.deeper()) + ", " + any(scope.deeper()) + ")";
      default -> score(scope);
    };
  }

  /** One score. */
  String score(Scope scope) {
    String index = "[" + draft.below(3) + "]";
    return draft.dialect.predict(grammar.features.any(scope)) + index;
  }

  private String column(Scope scope) {
    return draft.choices.one(scope.relations()) + "." + draft.choices.one("id", "k", "x");
  }

  private String nested(Scope scope) {
    draft.uses("nested calls");
    return draft.dialect.nested(grammar.features.any(scope)) + "[" + draft.below(3) + "]";
  }

  /** A label and its score. */
  String classified(Scope scope) {
    draft.uses("nibble_classify");
    return draft.dialect.classify(grammar.features.any(scope));
  }

  private String call(Scope scope, String around) {
    return around.formatted(draft.dialect.predict(grammar.features.any(scope)));
  }

  private String condition(Scope scope) {
    return grammar.conditions.any(scope.deeper());
  }

  private String branch(Scope scope) {
    draft.uses("CASE");
    String more = draft.oneIn(2) ? " WHEN " + condition(scope) + " THEN " + any(scope) : "";
    String otherwise = draft.oneIn(2) ? " ELSE " + any(scope) : "";
    return "CASE WHEN " + condition(scope) + " THEN " + any(scope) + more + otherwise + " END";
  }

  private String overLambda(Scope scope) {
    draft.uses("lambda over scores");
    return call(scope, "transform(%s, e -> e * 2)[1]");
  }

  private String inLambda(Scope scope) {
    draft.uses("call in a lambda");
    String elements = "array(" + draft.dialect.value(grammar.features.column(scope)) + ")";
    String body = draft.dialect.predict(Features.of("e", "e")) + "[0]";
    return "transform(" + elements + ", e -> " + body + ")[0]";
  }

  private String ofScan() {
    draft.uses("scan function");
    return draft.choices.one(
        "length(input_file_name())",
        "spark_partition_id()",
        "monotonically_increasing_id()",
        "input_file_block_start()",
        "cast(rand(7) * 100 AS INT)");
  }
}
