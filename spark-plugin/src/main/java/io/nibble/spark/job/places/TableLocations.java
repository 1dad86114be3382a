package io.nibble.spark.job.places;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.spark.job.settings.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The paths that a table's location, its options and the catalog name. */
final class TableLocations {
  private static final String DETAILS = "# Detailed Table Information";

  private TableLocations() {}

  static List<String> of(SparkSession spark, Place place) throws IOException {
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, String> option : place.options().entrySet()) {
      if (option.getKey().equalsIgnoreCase("path")) {
        paths.add(option.getValue());
      } else if (option.getKey().equalsIgnoreCase("paths")) {
        paths.addAll(List.of(new ObjectMapper().readValue(option.getValue(), String[].class)));
      }
    }
    if (place.isTable()) {
      paths.addAll(ofTable(spark, place.location()));
    } else if (place.location() != null) {
      paths.add(place.location());
    }
    return paths;
  }

  /** What tells a table of a database from others; none if it is no such table. */
  static Optional<Object> inDatabase(Place place) {
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(place.options());
    return options.containsKey("dbtable")
        ? Optional.of(List.of(place.format(), "" + options.get("url"), options.get("dbtable")))
        : Optional.empty();
  }

  private static List<String> ofTable(SparkSession spark, String name) {
    if (!spark.catalog().tableExists(name)) {
      return List.of();
    }
    List<Row> rows = spark.sql("DESCRIBE TABLE EXTENDED " + name).collectAsList();
    List<String> words = rows.stream().map(row -> row.getString(0)).toList();
    return rows.stream()
        .skip(Math.max(0, words.indexOf(DETAILS)))
        .filter(row -> row.getString(0).equals("Location"))
        .map(row -> row.getString(1))
        .toList();
  }
}
