package io.nibble.spark.differential;

import java.util.List;
import java.util.stream.Stream;

/**
 * The columns that an expression may name. Every relation has id, k, x, f and sf, the tables more.
 *
 * @param relations aliases of the FROM clause
 * @param tables those of them that are tables
 * @param isScan whether rows come straight from files, so that what depends on their place in a
 *     partition is the same each time
 * @param depth how much deeper expressions may become
 * @param subqueries whether an expression may have one
 */
record Scope(
    List<String> relations, List<String> tables, boolean isScan, int depth, boolean subqueries) {

  static Scope of(Relation relation, int depth) {
    return new Scope(
        List.of(relation.alias()),
        relation.isTable() ? List.of(relation.alias()) : List.of(),
        relation.isScan(),
        depth,
        true);
  }

  /** The columns of both. */
  Scope and(Scope other) {
    return new Scope(
        Stream.concat(relations.stream(), other.relations.stream()).toList(),
        Stream.concat(tables.stream(), other.tables.stream()).toList(),
        false,
        depth,
        subqueries && other.subqueries);
  }

  Scope deeper() {
    return new Scope(relations, tables, isScan, depth - 1, subqueries);
  }

  Scope withoutSubqueries() {
    return new Scope(relations, tables, isScan, depth, false);
  }

  Scope notScanning() {
    return new Scope(relations, tables, false, depth, subqueries);
  }

  boolean isLeaf() {
    return depth <= 0;
  }
}
