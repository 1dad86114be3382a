package io.nibble.spark.job.places;

import io.nibble.cli.CommandException;
import io.nibble.spark.job.record.Folders;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.storage.GlobPlace;
import io.nibble.spark.storage.HadoopPlace;
import io.nibble.spark.storage.SessionHadoop;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ExitCode;

/** The places that a job reads and writes: none that it writes may overlap another one. */
public final class Places {
  private final SparkSession spark;
  private final Configuration conf;
  private final List<Territory> read = new ArrayList<>();
  private final List<Territory> written = new ArrayList<>();

  public Places(SparkSession spark) {
    this.spark = spark;
    this.conf = SessionHadoop.configuration(spark);
  }

  /** A file, or null for none. */
  public void reads(String option, String path) throws IOException {
    if (path != null) {
      read.add(new Territory(option + " " + path).with(at(new Path(path))));
    }
  }

  /** A file or folder, or null for none. */
  public void writes(String option, String path) throws IOException {
    if (path != null) {
      Territory territory = new Territory(option + " " + path);
      addFolder(territory, path);
      written.add(territory);
    }
  }

  /** A table, by what its options and the catalog say. */
  public void reads(String option, Place place) throws IOException {
    Territory territory = territory(option, place);
    for (String path : TableLocations.of(spark, place)) {
      if (GlobPlace.isPattern(path)) {
        territory.with(GlobPlace.of(path, conf));
      } else {
        territory.with(at(new Path(path)));
      }
    }
    read.add(territory);
  }

  /** The same table, by the files that Spark reads. */
  public void reads(String option, Place place, Dataset<Row> rows) throws IOException {
    Territory territory = territory(option, place);
    addFiles(territory, rows);
    read.add(territory);
  }

  private static Territory territory(String option, Place place) {
    return new Territory(option + " " + place).with(TableLocations.inDatabase(place));
  }

  /** A table, there already or not. */
  public void writes(String option, Place place) throws IOException {
    Territory territory = territory(option, place);
    for (String path : TableLocations.of(spark, place)) {
      addFolder(territory, path);
    }
    if (place.isTable() && spark.catalog().tableExists(place.location())) {
      addFiles(territory, spark.table(place.location()));
    }
    written.add(territory);
  }

  private void addFolder(Territory territory, String path) throws IOException {
    Path folder = new Path(path);
    territory.with(at(folder));
    if (isLocal(folder)) {
      for (Path file : Folders.dataFiles(folder.getFileSystem(conf), folder)) {
        territory.withFile(at(file));
      }
    }
  }

  /** Where the rows lie that views, the catalog and links lead to. */
  private void addFiles(Territory territory, Dataset<Row> rows) throws IOException {
    Set<Path> folders = new LinkedHashSet<>();
    for (String uri : rows.inputFiles()) {
      Path file = path(uri);
      folders.add(file.getParent());
      if (isLocal(file)) {
        territory.with(at(file));
      }
    }
    for (Path folder : folders) {
      territory.with(at(folder));
    }
  }

  /** Not all formats encode what they call URIs. */
  private static Path path(String uri) {
    try {
      return new Path(URI.create(uri));
    } catch (IllegalArgumentException notEncoded) {
      return new Path(uri);
    }
  }

  private HadoopPlace at(Path path) throws IOException {
    return HadoopPlace.of(path, conf);
  }

  private boolean isLocal(Path path) throws IOException {
    return path.getFileSystem(conf) instanceof LocalFileSystem;
  }

  /**
   * @throws CommandException with the code for wrong usage, if two places overlap
   */
  public void check() throws IOException {
    for (int i = 0; i < written.size(); i++) {
      for (Territory other : Stream.concat(read.stream(), written.stream().skip(i + 1)).toList()) {
        if (written.get(i).overlaps(other)) {
          throw refusal(written.get(i), other);
        }
      }
    }
  }

  private static CommandException refusal(Territory written, Territory other) {
    return new CommandException(
        ExitCode.USAGE,
        written
            + " and "
            + other
            + " are one place, or one lies in the other: writing would destroy what is there. Name"
            + " places apart from each other.",
        null);
  }
}
