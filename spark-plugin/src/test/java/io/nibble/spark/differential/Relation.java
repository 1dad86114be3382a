package io.nibble.spark.differential;

/**
 * Something to select from.
 *
 * @param text as it stands after FROM, alias included
 * @param isTable whether it has the columns of a table
 * @param isScan whether it is a table in files
 */
record Relation(String text, String alias, boolean isTable, boolean isScan) {}
