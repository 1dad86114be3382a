package io.nibble.spark.differential;

/** The rules by which a draft becomes a query; each may use all others. */
final class Grammar {
  final FeatureGrammar features;
  final ValueGrammar values;
  final ConditionGrammar conditions;
  final SubqueryGrammar subqueries;
  final RelationGrammar relations;
  final JoinGrammar joins;

  Grammar(Draft draft) {
    features = new FeatureGrammar(draft, this);
    values = new ValueGrammar(draft, this);
    conditions = new ConditionGrammar(draft, this);
    subqueries = new SubqueryGrammar(draft, this);
    relations = new RelationGrammar(draft, this);
    joins = new JoinGrammar(draft, this);
  }
}
