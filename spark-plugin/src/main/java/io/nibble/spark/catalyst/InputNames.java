package io.nibble.spark.catalyst;

import io.nibble.spark.broadcast.ModelReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Puts features that have names into the order of a model whose inputs have names. Names are
 * compared as Spark compares those of columns. Without names in the model, order is all there is.
 */
final class InputNames {
  private static final int LISTED = 10;

  private final ModelReference model;
  private final List<String> names;
  private final Map<String, Integer> places;

  private InputNames(ModelReference model) {
    this.model = model;
    this.names = model.header().inputNames();
    this.places =
        new TreeMap<>(
            SQLConf.get().caseSensitiveAnalysis()
                ? Comparator.<String>naturalOrder()
                : String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
  }

  static InputNames of(ModelReference model) {
    return new InputNames(model);
  }

  /** The fields of a struct; refused if any is missing or too many. */
  List<Expression> fields(StructType struct, List<Expression> values) {
    return names.isEmpty()
        ? values
        : inOrder(Arrays.stream(struct.fields()).map(StructField::name).toList(), values);
  }

  /**
   * Arguments by their names, if each is a column named as an input; else by their places, where no
   * column may stand in the place of another input.
   */
  List<Expression> columns(List<Expression> arguments) {
    List<String> found = arguments.stream().map(InputNames::name).toList();
    if (!names.isEmpty() && found.stream().allMatch(places::containsKey)) {
      return inOrder(found, arguments);
    }
    for (int i = 0; i < found.size(); i++) {
      int place = places.getOrDefault(found.get(i), i);
      if (place != i) {
        throw new InvalidCallException(misplaced(found.get(i), i, place));
      }
    }
    return arguments;
  }

  /** Of what is no column the empty name, which no input has. */
  private static String name(Expression argument) {
    return argument instanceof Attribute column ? column.name() : "";
  }

  private List<Expression> inOrder(List<String> found, List<Expression> values) {
    Expression[] ordered = new Expression[names.size()];
    List<String> extra = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Integer place = places.get(found.get(i));
      if (place == null || ordered[place] != null) {
        extra.add(found.get(i));
      } else {
        ordered[place] = values.get(i);
      }
    }
    List<String> missing =
        names.stream().filter(name -> ordered[places.get(name)] == null).toList();
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new InvalidCallException(mismatch(missing, extra));
    }
    return List.of(ordered);
  }

  private String misplaced(String column, int found, int expected) {
    return "argument "
        + (found + 1)
        + " is column "
        + column
        + ", which is input "
        + (expected + 1)
        + " of model "
        + model
        + "; input "
        + (found + 1)
        + " is "
        + (found < names.size() ? names.get(found) : "not there")
        + ". Put it in its place, or give the model a struct, whose fields go by their names.";
  }

  private String mismatch(List<String> missing, List<String> extra) {
    List<String> reasons = new ArrayList<>();
    if (!missing.isEmpty()) {
      reasons.add("there is no feature " + list(missing));
    }
    if (!extra.isEmpty()) {
      reasons.add("no input is left for feature " + list(extra));
    }
    return "features do not have the names of the inputs of model "
        + model
        + ": "
        + String.join("; ", reasons)
        + ". Give one feature for each input, under its name.";
  }

  private static String list(List<String> some) {
    String listed = String.join(", ", some.subList(0, Math.min(LISTED, some.size())));
    return some.size() > LISTED ? listed + " and " + (some.size() - LISTED) + " more" : listed;
  }
}
