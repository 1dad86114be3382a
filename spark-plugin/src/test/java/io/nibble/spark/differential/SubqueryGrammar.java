package io.nibble.spark.differential;

/** Subqueries in expressions, correlated or not. */
final class SubqueryGrammar {
  private final Draft draft;
  private final Grammar grammar;

  SubqueryGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  String condition(Scope scope) {
    return draft.oneIn(2) ? in(scope) : exists(scope);
  }

  private String in(Scope scope) {
    Relation relation = grammar.relations.any(0);
    Scope inside = Scope.of(relation, scope.depth()).withoutSubqueries();
    draft.uses("IN");
    String left = scoresOrKey(scope.withoutSubqueries());
    String not = draft.oneIn(4) ? " NOT IN (" : " IN (";
    return left + not + "SELECT " + scoresOrKey(inside) + from(relation) + where(inside) + ")";
  }

  private String scoresOrKey(Scope scope) {
    return draft.oneIn(2)
        ? "cast(" + grammar.values.score(scope) + " * 2 AS INT)"
        : scope.relations().get(0) + ".k";
  }

  private String exists(Scope scope) {
    Relation relation = grammar.relations.any(0);
    Scope inside = Scope.of(relation, scope.depth()).withoutSubqueries();
    draft.uses("EXISTS");
    String not = draft.oneIn(3) ? "NOT EXISTS (" : "EXISTS (";
    return not + "SELECT 1" + from(relation) + correlated(inside, scope) + ")";
  }

  /** A subquery of one value. */
  String scalar(Scope scope) {
    Relation relation = grammar.relations.any(0);
    Scope inside = Scope.of(relation, scope.depth()).withoutSubqueries().notScanning();
    String value = "max(" + grammar.values.any(inside) + ")";
    boolean isCorrelated = draft.oneIn(2);
    draft.uses(isCorrelated ? "correlated scalar subquery" : "scalar subquery");
    String where = isCorrelated ? equality(inside, scope) : where(inside);
    return "(SELECT " + value + from(relation) + where + ")";
  }

  private static String from(Relation relation) {
    return " FROM " + relation.text();
  }

  private String where(Scope inside) {
    return draft.oneIn(2) ? " WHERE " + grammar.conditions.any(inside) : "";
  }

  private String equality(Scope inside, Scope outside) {
    return " WHERE " + inside.relations().get(0) + ".k = " + outside.relations().get(0) + ".k";
  }

  /** A condition that joins the subquery to the query around it, and one more. */
  private String correlated(Scope inside, Scope outside) {
    String equality = equality(inside, outside);
    return switch (draft.below(4)) {
      case 1 -> equality + " AND " + grammar.conditions.any(inside);
      case 2 ->
          equality + " AND " + outsideScore(outside) + " > " + inside.relations().get(0) + ".x";
      case 3 -> equality + " AND " + grammar.values.score(inside) + " > " + outsideScore(outside);
      default -> equality;
    };
  }

  private String outsideScore(Scope outside) {
    draft.uses("call over outer columns");
    Scope leaf = new Scope(outside.relations(), outside.tables(), false, 0, false);
    return grammar.values.score(leaf);
  }
}
