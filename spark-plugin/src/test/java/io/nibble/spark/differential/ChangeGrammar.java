package io.nibble.spark.differential;

/** Statements that change a table, {@link Change#TARGET}. */
final class ChangeGrammar {
  private static final String TARGET = Change.TARGET + " AS a";

  private final Draft draft;
  private final Grammar grammar;
  private final Scope target =
      Scope.of(new Relation(TARGET, "a", false, false), 1).withoutSubqueries();

  ChangeGrammar(Draft draft) {
    this.draft = draft;
    this.grammar = new Grammar(draft);
  }

  String statement() {
    return switch (draft.below(6)) {
      case 1, 2 -> update();
      case 3, 4 -> merge();
      case 5 -> insert();
      default -> delete();
    };
  }

  private String delete() {
    draft.uses("DELETE");
    return "DELETE FROM " + TARGET + " WHERE " + condition();
  }

  private String update() {
    draft.uses("UPDATE");
    String where = draft.oneIn(4) ? "" : " WHERE " + condition();
    return "UPDATE " + TARGET + " SET x = " + grammar.values.any(target) + where;
  }

  private String condition() {
    String condition = grammar.conditions.any(target);
    return draft.oneIn(2) ? condition + " AND " + grammar.values.score(target) + " > 0" : condition;
  }

  private String merge() {
    draft.uses("MERGE");
    String table = draft.choices.one("t", "u", "p");
    Scope both = target.and(Scope.of(new Relation(table + " b", "b", true, false), 1));
    String more = draft.oneIn(2) ? " AND " + grammar.conditions.any(both) : "";
    return "MERGE INTO %s USING %s b ON a.id = b.id%s%s%s"
        .formatted(TARGET, table, more, matched(both), notMatched());
  }

  private String matched(Scope both) {
    String condition = draft.oneIn(2) ? " AND " + grammar.conditions.any(both) : "";
    String action = draft.oneIn(2) ? "DELETE" : "UPDATE SET a.x = " + grammar.values.any(both);
    return " WHEN MATCHED" + condition + " THEN " + action;
  }

  private String notMatched() {
    Scope source = Scope.of(new Relation("", "b", true, false), 1).withoutSubqueries();
    return switch (draft.below(3)) {
      case 1 ->
          " WHEN NOT MATCHED THEN INSERT (id, k, x) VALUES (b.id, b.k, "
              + grammar.values.any(source)
              + ")";
      case 2 -> " WHEN NOT MATCHED BY SOURCE AND " + condition() + " THEN DELETE";
      default -> "";
    };
  }

  private String insert() {
    String kind = draft.choices.one("INSERT INTO ", "INSERT OVERWRITE ");
    draft.uses(kind.strip());
    Relation relation = grammar.relations.any(1);
    String x = grammar.values.any(Scope.of(relation, 1));
    return kind
        + Change.TARGET
        + " SELECT %1$s.id, %1$s.k, float(%2$s), %1$s.f, %1$s.sf FROM %3$s"
            .formatted(relation.alias(), x, relation.text());
  }
}
