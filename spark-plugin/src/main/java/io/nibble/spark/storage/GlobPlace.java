package io.nibble.spark.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/** All places that a pattern of Hadoop leads to, also those that are not there yet. */
public final class GlobPlace {
  private static final String WILDCARDS = "{}[]*?\\";

  private final HadoopPlace base;
  private final List<GlobFilter> filters;

  private GlobPlace(HadoopPlace base, List<GlobFilter> filters) {
    this.base = base;
    this.filters = filters;
  }

  /** Whether Spark takes a path for a pattern. */
  public static boolean isPattern(String path) {
    return path.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0);
  }

  /** A pattern; one for each of its alternatives where these hold several names. */
  public static List<GlobPlace> of(String pattern, Configuration conf) throws IOException {
    List<GlobPlace> places = new ArrayList<>();
    for (String alternative : GlobExpander.expand(pattern)) {
      Path path = new Path(alternative);
      places.add(ofOne(path.getFileSystem(conf).makeQualified(path), conf));
    }
    return places;
  }

  private static GlobPlace ofOne(Path pattern, Configuration conf) throws IOException {
    LinkedList<GlobFilter> filters = new LinkedList<>();
    Path base = pattern;
    while (isPattern(base.toString())) {
      filters.addFirst(new GlobFilter(base.getName()));
      base = base.getParent();
    }
    return new GlobPlace(HadoopPlace.of(base, conf), filters);
  }

  /** Whether a place is one of these, lies in one, or could hold one. */
  public boolean mayOverlap(HadoopPlace place) throws IOException {
    Optional<List<String>> names = place.within(base);
    return base.within(place).isPresent() || (names.isPresent() && mayMatch(names.get()));
  }

  private boolean mayMatch(List<String> names) {
    for (int i = 0; i < Math.min(names.size(), filters.size()); i++) {
      if (!filters.get(i).accept(new Path(null, null, "/" + names.get(i)))) {
        return false;
      }
    }
    return names.size() >= filters.size() || filters.get(names.size()).hasPattern();
  }
}
