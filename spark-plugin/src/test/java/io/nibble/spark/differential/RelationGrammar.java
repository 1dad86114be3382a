package io.nibble.spark.differential;

/** Tables and subqueries, all with the columns id, k, x, f and sf. */
final class RelationGrammar {
  private static final String COLUMNS = "%1$s.id, %1$s.k, %1$s.x, %1$s.f, %1$s.sf";

  private final Draft draft;
  private final Grammar grammar;

  RelationGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  Relation any(int depth) {
    return draft.below(depth <= 0 ? 1 : 3) == 2 ? derived(depth - 1) : table();
  }

  private Relation table() {
    String table = draft.table();
    String alias = draft.name("r");
    boolean isFile = table.equals("t") || table.equals("b") || table.equals("p");
    noteTable(table);
    boolean isTable = isFile || table.equals("u");
    return new Relation(table + " " + alias, alias, isTable, isFile);
  }

  private void noteTable(String table) {
    switch (table) {
      case "v" -> draft.uses("view");
      case "c" -> draft.uses("cached table");
      case "p" -> draft.uses("partitioned table");
      case "b" -> draft.uses("bad rows");
      default -> {}
    }
  }

  private Relation derived(int depth) {
    Relation inner = any(depth);
    Scope scope = Scope.of(inner, 1);
    String alias = draft.name("r");
    String query = query(inner, scope);
    return new Relation("(" + query + ") " + alias, alias, false, false);
  }

  private String query(Relation inner, Scope scope) {
    return switch (draft.below(13)) {
      case 1 -> scored(inner, scope);
      case 2 -> computed(inner, scope);
      case 3 -> setOperation(inner);
      case 4 -> grouped(inner, scope);
      case 5 -> exploded(inner, scope);
      case 6 -> first(inner, scope);
      case 7 -> window(inner, scope);
      case 8 -> lateralAlias(inner, scope);
      case 9 -> joined(inner);
      case 10 -> hinted(inner);
      case 11 -> distinct(inner);
      case 12 -> structs(inner, scope);
      default -> filtered(inner, scope);
    };
  }

  /** {@code SELECT} with the columns of {@code inner}, in the end {@code FROM}. */
  private String all(Relation inner) {
    return "SELECT " + COLUMNS.formatted(inner.alias()) + " FROM " + inner.text();
  }

  String filtered(Relation inner, Scope scope) {
    return all(inner) + " WHERE " + grammar.conditions.any(scope);
  }

  private String scored(Relation inner, Scope scope) {
    draft.uses("score in a derived table");
    String a = inner.alias();
    String x = grammar.values.any(scope);
    return "SELECT %1$s.id, %1$s.k, %2$s AS x, %1$s.f, %1$s.sf FROM %3$s"
        .formatted(a, x, inner.text());
  }

  private String computed(Relation inner, Scope scope) {
    draft.uses("features in a derived table");
    Features f = grammar.features.any(scope);
    return "SELECT %1$s.id, %1$s.k, %1$s.x, %2$s AS f, %3$s AS sf FROM %4$s"
        .formatted(inner.alias(), f.single(), f.scores(), inner.text());
  }

  private String setOperation(Relation inner) {
    String operation = draft.choices.one("UNION ALL", "UNION", "EXCEPT", "INTERSECT");
    draft.uses(operation);
    return all(inner) + " " + operation + " " + all(any(0));
  }

  private String grouped(Relation inner, Scope scope) {
    draft.uses("grouped derived table");
    String a = inner.alias();
    String x = draft.oneIn(2) ? a + ".x" : grammar.values.score(scope.withoutSubqueries());
    Features f = Features.standard(a).greatest();
    return ("SELECT max(%1$s.id) AS id, %1$s.k, max(%2$s) AS x, %3$s AS f, %4$s AS sf"
            + " FROM %5$s GROUP BY %1$s.k")
        .formatted(a, x, f.single(), f.scores(), inner.text());
  }

  private String exploded(Relation inner, Scope scope) {
    draft.uses("explode");
    String scores = draft.dialect.predict(grammar.features.any(scope.withoutSubqueries()));
    return "SELECT %1$s.id, %1$s.k, explode(%2$s) AS x, %1$s.f, %1$s.sf FROM %3$s"
        .formatted(inner.alias(), scores, inner.text());
  }

  private String first(Relation inner, Scope scope) {
    draft.uses("LIMIT in a derived table");
    String a = inner.alias();
    String order = draft.oneIn(3) ? grammar.values.score(scope.withoutSubqueries()) + ", " : "";
    return all(inner)
        + " ORDER BY %2$s%1$s.id, %1$s.k, %1$s.x, %1$s.f LIMIT %3$d"
            .formatted(a, order, 1 + draft.below(12));
  }

  private String window(Relation inner, Scope scope) {
    draft.uses("window in a derived table");
    String over =
        "OVER (PARTITION BY %1$s.k ORDER BY %1$s.id, %1$s.x, %1$s.f)".formatted(inner.alias());
    Features lagged = grammar.features.column(scope).map(f -> "lag(" + f + ") " + over);
    return "SELECT %1$s.id, %1$s.k, %1$s.x, %2$s AS f, %3$s AS sf FROM %4$s"
        .formatted(inner.alias(), lagged.single(), lagged.scores(), inner.text());
  }

  private String lateralAlias(Relation inner, Scope scope) {
    draft.uses("lateral alias");
    String name = draft.name("y");
    Features f = grammar.features.any(scope.withoutSubqueries());
    String score = draft.dialect.predict(Features.of(name, name + "s")) + "[0]";
    return ("SELECT id, k, z AS x, %1$s AS f, %1$ss AS sf FROM (SELECT %2$s.id, %2$s.k,"
            + " %3$s AS %1$s, %4$s AS %1$ss, %5$s AS w, w + 1 AS z FROM %6$s)")
        .formatted(name, inner.alias(), f.single(), f.scores(), score, inner.text());
  }

  private String joined(Relation inner) {
    Relation other = any(0);
    String kind = draft.choices.one("JOIN", "LEFT JOIN");
    draft.uses(kind);
    String a = inner.alias();
    String b = other.alias();
    return ("SELECT %1$s.id, %2$s.k, %1$s.x, %2$s.f, %2$s.sf FROM %3$s "
            + kind
            + " %4$s"
            + " ON %1$s.id = %2$s.id")
        .formatted(a, b, inner.text(), other.text());
  }

  private String hinted(Relation inner) {
    String hint = draft.choices.one("REPARTITION(3)", "REPARTITION_BY_RANGE(3, id)", "COALESCE(1)");
    draft.uses(hint.replaceAll("\\(.*", ""));
    return all(inner).replaceFirst("SELECT", "SELECT /*+ " + hint + " */");
  }

  private String distinct(Relation inner) {
    draft.uses("DISTINCT");
    return all(inner).replaceFirst("SELECT", "SELECT DISTINCT");
  }

  private String structs(Relation inner, Scope scope) {
    draft.uses("struct of features");
    Features f = grammar.features.any(scope.withoutSubqueries());
    return ("SELECT id, k, x, s.f, s.sf FROM (SELECT %1$s.id, %1$s.k, %1$s.x,"
            + " struct(%2$s AS f, %3$s AS sf) AS s FROM %4$s)")
        .formatted(inner.alias(), f.single(), f.scores(), inner.text());
  }
}
