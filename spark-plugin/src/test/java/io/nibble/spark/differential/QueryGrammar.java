package io.nibble.spark.differential;

import java.util.ArrayList;
import java.util.List;

/** Whole queries. */
final class QueryGrammar {
  private static final int DEPTH = 2;

  private final Draft draft;
  private final Grammar grammar;
  private final AggregateGrammar aggregates;

  QueryGrammar(Draft draft) {
    this.draft = draft;
    this.grammar = new Grammar(draft);
    this.aggregates = new AggregateGrammar(draft, grammar);
  }

  Query query() {
    String with = draft.oneIn(6) ? commonTable() : "";
    int columns = 2 + draft.below(2);
    String body = body(columns);
    if (!draft.oneIn(4)) {
      return new Query(with + body, false, false, draft.constructs());
    }
    draft.uses("ORDER BY");
    boolean isLimited = draft.oneIn(2);
    String text = "SELECT * FROM (" + body + ")" + order();
    return new Query(with + text + (isLimited ? limit() : ""), true, isLimited, draft.constructs());
  }

  private String body(int columns) {
    return switch (draft.below(12)) {
      case 5 -> setOperation();
      case 6, 7 -> aggregates.grouped();
      case 8 -> window();
      case 9 -> aggregates.pivot();
      case 10 -> unpivot();
      case 11 -> lateral();
      default -> select(columns);
    };
  }

  private String commonTable() {
    draft.uses("CTE");
    Relation inner = grammar.relations.any(1);
    String name = draft.name("w");
    String query = grammar.relations.filtered(inner, Scope.of(inner, 1));
    draft.declare(name);
    return "WITH " + name + " AS (" + query + ") ";
  }

  private String select(int columns) {
    JoinGrammar.From from = grammar.joins.any(DEPTH);
    List<String> items = new ArrayList<>();
    items.add(from.scope().relations().get(0) + ".id AS a0");
    for (int i = 1; i < columns; i++) {
      items.add(grammar.values.any(from.scope()) + " AS a" + i);
    }
    String where = draft.oneIn(2) ? " WHERE " + grammar.conditions.any(from.scope()) : "";
    return "SELECT " + String.join(", ", items) + " FROM " + from.text() + where;
  }

  private String setOperation() {
    String operation =
        draft.choices.one(
            "UNION ALL", "UNION", "EXCEPT", "INTERSECT", "EXCEPT ALL", "INTERSECT ALL");
    draft.uses(operation);
    return pair() + " " + operation + " " + pair();
  }

  // What is rounded to whole numbers may be equal on both sides.
  private String pair() {
    JoinGrammar.From from = grammar.joins.any(1);
    Scope scope = from.scope();
    String where = draft.oneIn(2) ? " WHERE " + grammar.conditions.any(scope) : "";
    return "SELECT %s.k AS a0, cast(%s * 2 AS INT) AS a1 FROM %s%s"
        .formatted(scope.relations().get(0), grammar.values.score(scope), from.text(), where);
  }

  private String window() {
    draft.uses("window");
    JoinGrammar.From from = grammar.joins.any(1);
    Scope scope = from.scope().withoutSubqueries().notScanning();
    String a = scope.relations().get(0);
    String function =
        draft.choices.one("max(%s)", "min(%s)", "count(%s)", "sum(cast(%s * 100 AS INT))");
    String partition = draft.oneIn(2) ? a + ".k" : grammar.conditions.any(scope);
    String order = draft.oneIn(2) ? " ORDER BY " + a + ".id" : "";
    return ("SELECT %s.id AS a0, %s OVER (PARTITION BY %s%s"
            + " RANGE BETWEEN UNBOUNDED PRECEDING AND %s) AS a1 FROM %s")
        .formatted(
            a,
            function.formatted(grammar.values.any(scope)),
            partition,
            order.isEmpty() ? " ORDER BY 1" : order,
            draft.choices.one("CURRENT ROW", "UNBOUNDED FOLLOWING"),
            from.text());
  }

  private String unpivot() {
    draft.uses("UNPIVOT");
    Relation relation = grammar.relations.any(1);
    Scope scope = Scope.of(relation, 1);
    return ("SELECT * FROM (SELECT %s.id AS a0, double(%s) AS one, double(%s) AS two FROM %s)"
            + " UNPIVOT (a1 FOR a2 IN (one, two))")
        .formatted(
            relation.alias(),
            grammar.values.any(scope),
            grammar.values.any(scope),
            relation.text());
  }

  private String lateral() {
    draft.uses("LATERAL");
    Relation left = grammar.relations.any(1);
    Scope scope = Scope.of(left, 1).withoutSubqueries().notScanning();
    String alias = draft.name("l");
    String subquery =
        draft.oneIn(2) ? ofOther(left) : "SELECT " + grammar.values.any(scope) + " AS s";
    return "SELECT %s.id AS a0, %s.s AS a1 FROM %s, LATERAL (%s) %s"
        .formatted(left.alias(), alias, left.text(), subquery, alias);
  }

  private String ofOther(Relation left) {
    Relation other = grammar.relations.any(0);
    Scope inside = Scope.of(other, 1).withoutSubqueries().notScanning();
    return "SELECT %s AS s FROM %s WHERE %s.k = %s.k"
        .formatted(grammar.values.any(inside), other.text(), other.alias(), left.alias());
  }

  private String order() {
    return draft.choices.one(" ORDER BY ALL", " ORDER BY ALL DESC");
  }

  private String limit() {
    draft.uses("LIMIT");
    String offset = draft.oneIn(3) ? " OFFSET " + draft.below(4) : "";
    return " LIMIT " + (1 + draft.below(20)) + offset;
  }
}
