package io.nibble.spark.catalyst.function;

import io.nibble.spark.models.ModelReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Puts features that have names into the order of a model whose inputs have names. Names are
 * compared as Spark compares those of columns. Without names in the model, order is all there is.
 */
final class InputNames {
  private static final int LISTED = 10;

  private final ModelReference model;
  private final List<String> names;
  private final Map<String, Integer> inputs;

  private InputNames(ModelReference model) {
    this.model = model;
    this.names = model.header().inputNames();
    this.inputs =
        new TreeMap<>(
            SQLConf.get().caseSensitiveAnalysis()
                ? Comparator.<String>naturalOrder()
                : String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < names.size(); i++) {
      inputs.put(names.get(i), i);
    }
  }

  static InputNames of(ModelReference model) {
    return new InputNames(model);
  }

  /**
   * For each input the place of its feature among {@code fields}.
   *
   * @throws InvalidCallException if a name is missing or too many
   */
  List<Integer> fields(List<String> fields) {
    return names.isEmpty() ? IntStream.range(0, fields.size()).boxed().toList() : inOrder(fields);
  }

  /**
   * The same for arguments, each of which must have a name.
   *
   * @throws InvalidCallException as of {@link #fields}, and if only one of both sides has names
   */
  List<Integer> columns(List<Expression> arguments) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      found.add(names.isEmpty() ? unnamed(i, arguments.get(i)) : named(i, arguments.get(i)));
    }
    return fields(found);
  }

  private String named(int index, Expression argument) {
    return ArgumentName.of(argument)
        .orElseThrow(() -> new InvalidCallException(nameless(index, argument)));
  }

  private String unnamed(int index, Expression argument) {
    if (ArgumentName.value(argument) != argument) {
      throw new InvalidCallException(unknown(index, argument));
    }
    return "";
  }

  private List<Integer> inOrder(List<String> found) {
    Integer[] places = new Integer[names.size()];
    List<String> extra = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Integer input = inputs.get(found.get(i));
      if (input == null || places[input] != null) {
        extra.add(found.get(i));
      } else {
        places[input] = i;
      }
    }
    List<String> missing = names.stream().filter(n -> places[inputs.get(n)] == null).toList();
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new InvalidCallException(mismatch(missing, extra));
    }
    return List.of(places);
  }

  private String nameless(int index, Expression argument) {
    return "argument "
        + (index + 1)
        + " has no name: "
        + argument.sql()
        + "; the inputs of model "
        + model
        + " are "
        + list(names)
        + ". Name it, as in "
        + example();
  }

  private String unknown(int index, Expression argument) {
    return "argument "
        + (index + 1)
        + " is "
        + argument
        + ", but the inputs of model "
        + model
        + " have no names. Give numbers in the order of the inputs.";
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
        + ". Give one feature for each input, under its name, as in "
        + example();
  }

  private String example() {
    return "struct(… AS " + names.get(0) + ", …).";
  }

  private static String list(List<String> some) {
    String listed = String.join(", ", some.subList(0, Math.min(LISTED, some.size())));
    return some.size() > LISTED ? listed + " and " + (some.size() - LISTED) + " more" : listed;
  }
}
