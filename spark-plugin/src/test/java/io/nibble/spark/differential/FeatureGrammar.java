package io.nibble.spark.differential;

/** Arguments of calls. */
final class FeatureGrammar {
  private final Draft draft;
  private final Grammar grammar;

  FeatureGrammar(Draft draft, Grammar grammar) {
    this.draft = draft;
    this.grammar = grammar;
  }

  Features any(Scope scope) {
    return scope.isLeaf() ? simple(scope) : shaped(scope);
  }

  private Features shaped(Scope scope) {
    return switch (draft.below(11)) {
      case 7 -> guarded(scope.deeper());
      case 8 -> choice(scope.deeper());
      case 9 -> structured(scope);
      case 10 -> scope.subqueries() ? subquery(scope.deeper()) : simple(scope);
      default -> simple(scope);
    };
  }

  private Features simple(Scope scope) {
    if (scope.tables().isEmpty() || !draft.oneIn(3)) {
      return column(scope);
    }
    String table = draft.choices.one(scope.tables());
    boolean isWatched = draft.oneIn(4);
    draft.uses(isWatched ? "watched argument" : "computed argument");
    return draft.choices.one(isWatched ? Features.watched(table) : Features.ofTable(table));
  }

  /** The features that every relation has. */
  Features column(Scope scope) {
    return Features.standard(draft.choices.one(scope.relations()));
  }

  private Features guarded(Scope scope) {
    String condition = grammar.conditions.any(scope);
    draft.uses("guarded argument");
    String shape = draft.choices.one("if(%s, %s, NULL)", "CASE WHEN %s THEN %s END");
    return simple(scope).map(f -> shape.formatted(condition, f));
  }

  private Features choice(Scope scope) {
    Features one = column(scope);
    Features other = column(scope);
    if (draft.oneIn(3)) {
      return one.orElse(other);
    }
    String condition = grammar.conditions.any(scope);
    return one.with(other, (a, b) -> "if(%s, %s, %s)".formatted(condition, a, b));
  }

  private Features structured(Scope scope) {
    draft.uses("struct argument");
    Features f = column(scope);
    return switch (draft.below(4)) {
      case 0 -> f.map("named_struct('a', %s, 'b', 1).a"::formatted);
      case 1 -> f.map("element_at(array(%s), 1)"::formatted);
      case 2 -> f.map("map(1, %s)[1]"::formatted);
      default -> f.map("named_struct('a', named_struct('b', %s)).a.b"::formatted);
    };
  }

  private Features subquery(Scope scope) {
    draft.uses("scalar subquery argument");
    Relation relation = grammar.relations.any(0);
    Features f = Features.standard(relation.alias());
    String from = " FROM " + relation.text();
    Features greatest = f.greatest();
    return greatest.map(value -> "(SELECT " + value + from + ")");
  }
}
