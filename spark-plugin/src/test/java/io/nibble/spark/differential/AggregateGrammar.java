package io.nibble.spark.differential;

/** Queries of groups. */
final class AggregateGrammar {
  private final Draft draft;
  private final Grammar grammar;

  AggregateGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  String grouped() {
    JoinGrammar.From from = grammar.joins.any(1);
    Scope scope = from.scope().withoutSubqueries().notScanning();
    String key = draft.oneIn(2) ? scope.relations().get(0) + ".k" : scoreKey(scope);
    String where = draft.oneIn(3) ? " WHERE " + grammar.conditions.any(from.scope()) : "";
    String having = draft.oneIn(3) ? having(scope) : "";
    return "SELECT %s AS a0, %s AS a1 FROM %s%s GROUP BY %s%s"
        .formatted(key, aggregate(scope), from.text(), where, grouping(key, scope), having);
  }

  private String scoreKey(Scope scope) {
    draft.uses("GROUP BY score");
    return grammar.conditions.any(scope);
  }

  private String grouping(String key, Scope scope) {
    String more = scope.relations().get(0) + ".id % 2";
    String kind =
        draft.choices.one(
            "%s", "%s", "ROLLUP (%s)", "CUBE (%s, %s)", "GROUPING SETS ((%s), (%s), ())");
    if (kind.length() > 2) {
      draft.uses(kind.replaceAll(" \\(.*", ""));
    }
    return kind.formatted(key, more);
  }

  private String having(Scope scope) {
    draft.uses("HAVING");
    return " HAVING max(" + grammar.values.score(scope) + ") > 0";
  }

  private String aggregate(Scope scope) {
    draft.uses("aggregate");
    String value = grammar.values.any(scope);
    return switch (draft.below(8)) {
      case 1 -> "min(" + value + ")";
      case 2 -> "count(DISTINCT " + value + ")";
      case 3 -> filtered(value, scope);
      case 4 -> scoreOfGroup(scope);
      case 5 -> "array_sort(collect_list(" + value + "))";
      case 6 -> "sum(cast(" + value + " * 100 AS INT))";
      case 7 -> "count_if(" + grammar.conditions.any(scope) + ")";
      default -> "max(" + value + ")";
    };
  }

  private String filtered(String value, Scope scope) {
    draft.uses("FILTER");
    return "max(" + value + ") FILTER (WHERE " + grammar.conditions.any(scope) + ")";
  }

  private String scoreOfGroup(Scope scope) {
    draft.uses("score of a group");
    return draft.dialect.predict(grammar.features.column(scope).greatest()) + "[0]";
  }

  String pivot() {
    draft.uses("PIVOT");
    Relation relation = grammar.relations.any(1);
    Scope scope = Scope.of(relation, 1);
    return ("SELECT * FROM (SELECT %1$s.k %% 3 AS g, %1$s.id %% 2 AS a0, %2$s AS v FROM %3$s)"
            + " PIVOT (max(v) FOR g IN (0 AS a1, 1 AS a2, 2 AS a3))")
        .formatted(relation.alias(), grammar.values.any(scope), relation.text());
  }
}
