package io.nibble.spark.differential;

import java.util.List;

/** What stands after FROM, and the columns that it gives. */
final class JoinGrammar {
  private static final List<String> KINDS =
      List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN");

  private final Draft draft;
  private final Grammar grammar;

  JoinGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  /** The text after FROM and its columns. */
  record From(String text, Scope scope) {}

  From any(int depth) {
    Relation left = grammar.relations.any(depth);
    Scope scope = Scope.of(left, depth);
    return switch (draft.below(7)) {
      case 4, 5 -> join(left, scope);
      case 6 -> draft.oneIn(2) ? comma(left, scope) : explode(left, scope);
      default -> new From(left.text(), scope);
    };
  }

  private From join(Relation left, Scope scope) {
    Relation right = grammar.relations.any(Math.min(scope.depth(), 1));
    String kind = draft.choices.one(KINDS);
    draft.uses(kind);
    Scope both = scope.and(Scope.of(right, scope.depth()));
    String text = left.text() + " " + kind + " " + right.text() + " ON " + on(left, right, both);
    boolean isFilter = kind.startsWith("SEMI") || kind.startsWith("ANTI");
    return new From(text, isFilter ? scope.notScanning() : both);
  }

  private String on(Relation left, Relation right, Scope both) {
    Scope inner = both.withoutSubqueries();
    String keys = left.alias() + ".%1$s = " + right.alias() + ".%1$s";
    return switch (draft.below(4)) {
      case 1 -> keys.formatted("k") + " AND " + grammar.conditions.any(inner);
      case 2 -> keys.formatted("id") + " AND " + grammar.conditions.any(inner);
      case 3 -> bucket(left) + " = " + bucket(right);
      default -> keys.formatted("id");
    };
  }

  private String bucket(Relation relation) {
    draft.uses("join on scores");
    return "cast(" + grammar.values.score(Scope.of(relation, 0)) + " * 4 AS INT)";
  }

  private From comma(Relation left, Scope scope) {
    Relation right = grammar.relations.any(0);
    draft.uses("cross join");
    return new From(left.text() + ", " + right.text(), scope.and(Scope.of(right, scope.depth())));
  }

  private From explode(Relation left, Scope scope) {
    String alias = draft.name("e");
    draft.uses("LATERAL VIEW");
    String array =
        draft.oneIn(2)
            ? draft.dialect.predict(grammar.features.column(scope))
            : "array(" + left.alias() + ".k, 1)";
    String view = " LATERAL VIEW explode(" + array + ") " + alias + " AS " + alias + "v";
    return new From(left.text() + view, scope.notScanning());
  }
}
